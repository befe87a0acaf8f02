/** A part of a pattern: one character, a run of any length, or `length` optional parts. */
export type Part =
  | { readonly kind: 'one' | 'run'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'optional'; readonly length: number }

/**
 * Returns whether the parts of a pattern match a whole text. The time is proportional to both,
 * while a regular expression with many wildcards may try every way to split the text.
 */
export function matchesParts(text: string, parts: readonly Part[]): boolean {
  let reached = new Uint8Array(parts.length + 1)
  let next = new Uint8Array(parts.length + 1)
  reached[0] = 1
  skip(reached, parts)
  for (const character of text) {
    let some = false
    for (let at = 0; at < parts.length; at += 1) {
      const part = parts[at]
      if (reached[at] !== 1 || part === undefined) continue
      if (part.kind === 'optional' || !part.fits(character)) continue
      next[part.kind === 'one' ? at + 1 : at] = 1
      some = true
    }
    if (!some) return false
    skip(next, parts)
    ;[reached, next] = [next, reached.fill(0)]
  }
  return reached[parts.length] === 1
}

/** Marks the positions in a pattern that can be reached without consuming a character. */
function skip(reached: Uint8Array, parts: readonly Part[]): void {
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at]
    if (reached[at] !== 1 || part === undefined || part.kind === 'one') continue
    reached[at + 1] = 1
    if (part.kind === 'optional') reached[at + 1 + part.length] = 1
  }
}
