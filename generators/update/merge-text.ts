import { diff3Merge } from 'node-diff3'
import type { Labels } from './merge.ts'

/** A text that was merged, and whether it has conflict markers. */
export interface MergedText {
  readonly text: string
  readonly conflict: boolean
}

/** The three versions of a text; lines end with a line feed. */
export interface Texts {
  readonly base: string
  readonly ours: string
  readonly theirs: string
}

/** The library compares every pair of equal lines, so texts that have too many are not merged. */
const mostPairs = 4_000_000
const mostLines = 50_000

/**
 * Merges two versions of a text line by line. Conflicts have markers in the style zdiff3 of git: the
 * base is between the two versions, and lines that both begin or end with are outside the markers.
 */
export function mergeText({ base, ours, theirs }: Texts, labels: Labels): MergedText {
  const [o, a, b] = [linesOf(base), linesOf(ours), linesOf(theirs)]
  if (isTooLarge(o, a) || isTooLarge(o, b)) {
    return { text: marked(a, o, b, labels).join(''), conflict: true }
  }
  const regions = diff3Merge([...a], [...o], [...b], { excludeFalseConflicts: true })
  const conflict = regions.some((region) => region.conflict !== undefined)
  const lines = regions.flatMap((region) =>
    region.conflict === undefined
      ? (region.ok ?? [])
      : marked(region.conflict.a, region.conflict.o, region.conflict.b, labels),
  )
  return { text: lines.join(''), conflict }
}

/** Returns the lines of a text with their line feeds; the last one may have none. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function isTooLarge(a: readonly string[], b: readonly string[]): boolean {
  if (a.length > mostLines || b.length > mostLines) return true
  const counts = new Map<string, number>()
  for (const line of a) counts.set(line, (counts.get(line) ?? 0) + 1)
  let pairs = 0
  for (const line of b) pairs += counts.get(line) ?? 0
  return pairs > mostPairs
}

/** Returns the lines of a conflict with markers. */
function marked(
  ours: readonly string[],
  base: readonly string[],
  theirs: readonly string[],
  labels: Labels,
): readonly string[] {
  const shorter = Math.min(ours.length, theirs.length)
  let start = 0
  while (start < shorter && ours[start] === theirs[start]) start += 1
  let end = 0
  while (end < shorter - start && ours.at(-1 - end) === theirs.at(-1 - end)) end += 1
  const middle = (lines: readonly string[]) => lines.slice(start, lines.length - end)
  return [
    ...ours.slice(0, start),
    `<<<<<<< ${labels.ours}\n`,
    ...closed(middle(ours)),
    '||||||| base\n',
    ...closed(base),
    '=======\n',
    ...closed(middle(theirs)),
    `>>>>>>> ${labels.theirs}\n`,
    ...ours.slice(ours.length - end),
  ]
}

/** Adds the line feed that the last line of a text may lack, so that a marker has its own line. */
function closed(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line.endsWith('\n') ? line : `${line}\n`))
}
