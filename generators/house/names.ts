/** Returns whether a text has characters that can control a terminal, or that nobody can see. */
export function hasInvisible(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text)
}

/** Returns why a text can't be the name of an npm package; undefined if it can. */
export function packageNameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > 214) return 'it is longer than 214 characters'
  return /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(name)
    ? undefined
    : 'use a-z, 0-9, dashes, dots and underscores, such as company or @acme/go-house'
}
