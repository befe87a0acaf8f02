import { escapeRegExp } from '../escape-reg-exp.ts'

/** A part of a pattern: one character, a run of any length, or `length` optional parts. */
type Part =
  | { readonly kind: 'one' | 'run'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'optional'; readonly length: number }

/**
 * Returns whether the parts of a pattern match a whole text. The time is proportional to both,
 * while a regular expression with many wildcards may try every way to split the text.
 */
function matchesParts(text: string, parts: readonly Part[]): boolean {
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

/**
 * Up to this many wildcards, a regular expression is faster; with more, a hostile file can make it
 * take forever.
 */
const fewWildcards = 2

/**
 * Returns a function that matches whole texts with the pieces of a regular expression: `.*`, `[^/]*`,
 * any number of folders (as `partsOf` spells them), a class of characters, or plain text, escaped.
 * @throws SyntaxError if a class is invalid
 */
export function matcherOfPieces(pieces: readonly string[]): (text: string) => boolean {
  if (pieces.filter((piece) => piece.includes('*')).length <= fewWildcards) {
    const whole = new RegExp(`^${pieces.join('')}$`, 'su')
    return (text) => whole.test(text)
  }
  const parts = pieces.flatMap(partsOf)
  return (text) => matchesParts(text, parts)
}

/** Returns the pieces of a glob in which each `*` stands for a part of one name, and nothing else is special. */
export function piecesOfGlob(glob: string): readonly string[] {
  return glob.split(/(\*)/).map((piece) => (piece === '*' ? '[^/]*' : escapeRegExp(piece)))
}

const slash: Part = { kind: 'one', fits: (character) => character === '/' }
const anything: Part = { kind: 'run', fits: () => true }

/** Returns the parts of a pattern for one piece of its regular expression. */
function partsOf(source: string): readonly Part[] {
  if (source === '.*') return [anything]
  if (source === '(?:.*/)?') return [{ kind: 'optional', length: 2 }, anything, slash]
  if (source === '[^/]*') return [{ kind: 'run', fits: (character) => character !== '/' }]
  const pieces = source.match(/\[[\s\S]*\]|\\.|[\s\S]/gu) ?? []
  return pieces.map((piece): Part => {
    if (!piece.startsWith('[')) {
      const literal = piece.startsWith('\\') ? piece.slice(1) : piece
      return { kind: 'one', fits: (character) => character === literal }
    }
    const one = new RegExp(`^${piece}$`, 'su')
    return { kind: 'one', fits: (character) => one.test(character) }
  })
}
