/**
 * Returns a text that can't control a terminal: invisible characters are escaped, and so is `##[`,
 * which the log of a CI system takes as a command wherever it stands.
 */
export function visible(text: string): string {
  const safe = text.replaceAll('##[', '#\\u{23}[')
  // Most texts don't need the Unicode tables, which are slow to load.
  if (/^[ -~]*$/.test(safe)) return safe
  return safe.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}

/** Quotes a word for a shell: cmd and PowerShell on Windows, sh elsewhere. */
export function quote(word: string, platform: string): string {
  if (platform === 'win32') return /^[\w./:\\+-]+$/.test(word) ? word : `"${word}"`
  return /^[\w./:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
