import { bufferOf, type File, textIn } from './tree.ts'

/** git makes those of a conflict within a conflict longer. */
const markers = [/^<{7,} /, /^={7,}$/, /^>{7,} /]

/** Those with the labels of an update; git adds the path of a file that was moved. */
const first = /^<{7,} yours(?::.*)?$/
const base = /^\|{7,} (?:base|[\da-f]{7,64})(?::.*)?$/
const last = /^>{7,} create-go-docker-\d.*$/

/**
 * Returns the 1-based line of the first conflict in a file: all three markers of git, in order, or
 * the first or last one of an update's conflict, also alone.
 */
export function conflictMarker(file: File): number | undefined {
  const whole = wholeConflict(file)
  if (whole !== undefined) return whole
  const alone = linesIn(file).findIndex((line) => first.test(line) || last.test(line))
  return alone === -1 ? undefined : alone + 1
}

/** Returns the lines of a file that an update may have written around a conflict. */
export function updateMarkers(file: File): readonly { line: number; text: string }[] {
  return linesIn(file).flatMap((text, index) =>
    [first, base, last].some((marker) => marker.test(text)) || text === divider
      ? [{ line: index + 1, text }]
      : [],
  )
}

/** The line between the two sides of a conflict, which may as well underline a heading. */
export const divider = '='.repeat(7)

/** Returns the lines of a file, whatever ends them. */
export function linesIn(file: File): readonly string[] {
  return textIn(file).split(/\r?\n/)
}

/** Returns the line of the first conflict that has all three markers of git, in order. */
export function wholeConflict(file: File): number | undefined {
  if (!bufferOf(file).includes('<<<<<<< ')) return undefined
  let start: number | undefined
  let next = 0
  for (const [index, line] of linesIn(file).entries()) {
    if (markers[0]?.test(line)) [start, next] = [index + 1, 1]
    else if (next > 0 && markers[next]?.test(line)) next += 1
    if (next === markers.length) return start
  }
  return undefined
}
