/**
 * Returns the candidate that a word was most likely meant to be: a few typos away, or starting with
 * it.
 */
export function nearest<Candidate extends string>(
  word: string,
  candidates: readonly Candidate[],
): Candidate | undefined {
  const typed = word.toLowerCase()
  const bearable = Math.max(1, Math.floor(typed.length / 3))
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: distance(typed, candidate) }))
    .filter((pair) => pair.distance <= bearable)
    .sort((a, b) => a.distance - b.distance)
  if (best !== undefined) return best.candidate
  const begun = candidates.filter((candidate) => typed.length > 1 && candidate.startsWith(typed))
  return begun.length === 1 ? begun[0] : undefined
}

/**
 * Returns how many insertions, deletions, replacements or swaps of adjacent characters turn a into
 * b.
 */
function distance(a: string, b: string): number {
  let before: readonly number[] = []
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        at(above, j) + 1,
        at(row, j - 1) + 1,
        at(above, j - 1) + (same ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = above
    above = row
  }
  return at(above, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
