import { bufferOf, type File, textIn } from './tree.ts'

/** git makes those of a conflict within a conflict longer. */
const markers = [/^<{7,} /, /^={7,}$/, /^>{7,} /]

/** Returns the 1-based line of the first git conflict in a file: all three markers, in order. */
export function conflictMarker(file: File): number | undefined {
  if (!bufferOf(file).includes('<<<<<<< ')) return undefined
  let first: number | undefined
  let next = 0
  for (const [index, line] of textIn(file).split(/\r?\n/).entries()) {
    if (markers[0]?.test(line)) [first, next] = [index + 1, 1]
    else if (next > 0 && markers[next]?.test(line)) next += 1
    if (next === markers.length) return first
  }
  return undefined
}
