/** The number of bits: with 500 words in a file, one in a hundred others seems to be there too. */
const bits = 1 << 16

/**
 * Returns a test of whether a word may be in a text. It never misses a word; it is wrong about few
 * others, and ten times as fast as a set of them.
 */
export function wordsIn(text: string): (word: string) => boolean {
  const found = new Uint8Array(bits / 8)
  let hash = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (isLetter(code)) hash = (Math.imul(hash, 31) + code) | 0
    else if (hash !== 0) {
      mark(found, hash)
      hash = 0
    }
  }
  if (hash !== 0) mark(found, hash)
  return (word) => {
    let wanted = 0
    for (let index = 0; index < word.length; index += 1) {
      wanted = (Math.imul(wanted, 31) + word.charCodeAt(index)) | 0
    }
    const bit = placeOf(wanted)
    return wanted === 0 || ((found[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0
  }
}

function mark(found: Uint8Array, hash: number): void {
  const bit = placeOf(hash)
  found[bit >>> 3] = (found[bit >>> 3] ?? 0) | (1 << (bit & 7))
}

function placeOf(hash: number): number {
  return ((hash >>> 16) ^ hash) & (bits - 1)
}

/** Whether a character may be part of an identifier: a letter, a digit, `_`, or one beyond ASCII. */
function isLetter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code >= 128
  )
}
