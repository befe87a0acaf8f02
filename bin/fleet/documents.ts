import { isObject, parseJson } from '../../generators/json.ts'

/** The JSON objects in a text. */
export interface Documents {
  readonly documents: readonly Readonly<Record<string, unknown>>[]
  /** The 1-based line where the text stops being a sequence of JSON objects, if it does. */
  readonly brokenAt?: number
}

/** The most objects in one text: a result of each repository of a large organization. */
const most = 10_000

/** Returns the JSON objects that follow one another in a text, with only whitespace between them. */
export function documentsIn(text: string): Documents {
  const documents: Readonly<Record<string, unknown>>[] = []
  for (let start = skipSpace(text, 0); start < text.length; ) {
    const end = endOfObject(text, start)
    const value = end === undefined ? undefined : parseJson(text.slice(start, end))
    if (end === undefined || !isObject(value)) return { documents, brokenAt: lineAt(text, start) }
    documents.push(value)
    if (documents.length > most) return { documents, brokenAt: lineAt(text, end) }
    start = skipSpace(text, end)
  }
  return { documents }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (' \t\r\n\ufeff'.includes(text.charAt(at)) && at < text.length) at++
  return at
}

/**
 * Returns where the object that starts at a position ends; undefined if none starts there, or it
 * does not end. It need not be valid JSON.
 */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0
  let inString = false
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (inString && character === '\\') at++
    else if (character === '"') inString = !inString
    else if (!inString && character === '{') depth++
    else if (!inString && character === '}') depth--
    if (depth === 0) return text[start] === '{' ? at + 1 : undefined
  }
  return undefined
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
