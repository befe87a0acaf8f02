import type { Combination } from '../generators/questions/table.ts'

/**
 * Returns some of the combinations that together contain every pair of values that any of them
 * contains. Always takes the one with the most new pairs, and the first of several.
 * @param first combinations to take before any other
 */
export function pairwise(
  all: readonly Combination[],
  first: readonly Combination[],
): readonly Combination[] {
  const pairs = new Map([...all, ...first].map((one) => [one, pairsOf(one)]))
  const open = new Set(all.flatMap((one) => pairs.get(one) ?? []))
  const taken = [...first]
  for (const one of first) close(one)
  while (open.size > 0) {
    const most = Math.max(...all.map(newIn))
    const next = all.find((one) => newIn(one) === most)
    if (next === undefined) break
    taken.push(next)
    close(next)
  }
  return taken

  function newIn(one: Combination): number {
    return (pairs.get(one) ?? []).filter((pair) => open.has(pair)).length
  }

  function close(one: Combination): void {
    for (const pair of pairs.get(one) ?? []) open.delete(pair)
  }
}

/** Returns the pairs of values in a combination; each value also counts by itself. */
function pairsOf(combination: Combination): readonly string[] {
  const values = Object.entries(combination)
  return values.flatMap((one, index) =>
    values.slice(index).map((other) => JSON.stringify([one, other])),
  )
}
