/** Returns a text that can't control a terminal: invisible characters are escaped. */
export function visible(text: string): string {
  // Most texts don't need the Unicode tables, which are slow to load.
  if (/^[ -~]*$/.test(text)) return text
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}

/** Quotes a word for a shell: cmd and PowerShell on Windows, sh elsewhere. */
export function quote(word: string, platform: string): string {
  if (platform === 'win32') return /^[\w./:\\+-]+$/.test(word) ? word : `"${word}"`
  return /^[\w./:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
