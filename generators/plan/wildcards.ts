/** A part of a pattern: one character, a run of any length, or `length` parts that may be left out. */
export type Part =
  | { readonly kind: 'one' | 'run'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'optional'; readonly length: number }

/**
 * Returns whether a text is all that the parts of a pattern match. The time grows with both, and no faster: an
 * expression with many wildcards would try every way to share the text among them.
 */
export function matchesParts(text: string, parts: readonly Part[]): boolean {
  let reached = reachable([0], parts)
  for (const character of text) {
    const next = [...reached].flatMap((at) => {
      const part = parts[at]
      if (part === undefined || part.kind === 'optional' || !part.fits(character)) return []
      return [part.kind === 'one' ? at + 1 : at]
    })
    if (next.length === 0) return false
    reached = reachable(next, parts)
  }
  return reached.has(parts.length)
}

/** Returns the places of a pattern that are reached without another character. */
function reachable(starts: readonly number[], parts: readonly Part[]): ReadonlySet<number> {
  const found = new Set(starts)
  // What is added while it runs is visited as well.
  for (const at of found) {
    const part = parts[at]
    if (part?.kind === 'run') found.add(at + 1)
    if (part?.kind === 'optional') found.add(at + 1).add(at + 1 + part.length)
  }
  return found
}
