const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/** Returns a text that can't steer a terminal: what has no glyph of its own is spelled out. */
export function visible(text: string): string {
  // Most texts need no Unicode tables, which take a while to load.
  if (/^[ -~]*$/.test(text)) return text
  return text.replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** Returns a word as a shell must be given it: on Windows for cmd and PowerShell, elsewhere for sh. */
export function quote(word: string, platform: string): string {
  if (platform === 'win32') return /^[\w./:\\+-]+$/.test(word) ? word : `"${word}"`
  return /^[\w./:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
