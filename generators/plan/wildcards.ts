/** A part of a pattern: one character, a run of any length, or `length` optional parts. */
export type Part =
  | { readonly kind: 'one' | 'run'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'optional'; readonly length: number }

/**
 * Returns whether the parts of a pattern match a whole text. The time is proportional to both,
 * while a regular expression with many wildcards may try every way to split the text.
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

/** Returns the positions in a pattern that can be reached without another character. */
function reachable(starts: readonly number[], parts: readonly Part[]): ReadonlySet<number> {
  const found = new Set(starts)
  // The loop also visits what is added while it runs.
  for (const at of found) {
    const part = parts[at]
    if (part?.kind === 'run') found.add(at + 1)
    if (part?.kind === 'optional') found.add(at + 1).add(at + 1 + part.length)
  }
  return found
}
