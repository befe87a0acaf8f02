import { jsonText, parseJson } from '../json.ts'
import { PatchError, patched } from './patch.ts'

/** A text with a patch applied, or why that is not possible. */
export type Patched = { readonly text: string } | { readonly problem: string }

/** Returns a JSON file with a patch applied, indented by two spaces. */
export function mergeJson(below: string, patch: string): Patched {
  const [value, change] = [below, patch].map(parseJson)
  if (value === undefined) return { problem: 'the file below is not JSON' }
  if (change === undefined) return { problem: 'it is not JSON' }
  const [lostBelow, lost] = [below, patch].map(inexactNumber)
  const why = "which can't be kept exactly"
  if (lostBelow !== undefined)
    return { problem: `the file below has the number ${lostBelow}, ${why}` }
  if (lost !== undefined) return { problem: `it has the number ${lost}, ${why}` }
  return tried(() => jsonText(patched(value, change)))
}

/** Returns the first number of a JSON text that JavaScript would write as another one. */
function inexactNumber(json: string): string | undefined {
  const numbers = json.match(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? []
  return numbers.find(
    (text) => !text.startsWith('"') && digitsOf(text) !== digitsOf(`${Number(text)}`),
  )
}

/** Returns a decimal number as its significant digits and its exponent. */
function digitsOf(number: string): string {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number) ?? []
  const digits = `${whole}${part}`.replace(/^0+/, '')
  const shorter = digits.replace(/0+$/, '')
  if (shorter === '') return '0'
  const power = Number(exponent) - part.length + digits.length - shorter.length
  return `${sign}${shorter}e${power}`
}

/** Returns the text of a merge, or why the patch doesn't fit. */
export function tried(merge: () => string): Patched {
  try {
    return { text: merge() }
  } catch (error) {
    if (error instanceof PatchError) return { problem: error.message }
    throw error
  }
}
