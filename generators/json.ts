/** Returns whether a parsed JSON value is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns a value as the text of a JSON file: indented by two spaces, with a final newline. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

/**
 * Returns the value of a JSON text; undefined if the text is invalid, or nested too deeply to be
 * serialized again.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(withoutMark(text))
    JSON.stringify(value)
    return value
  } catch {
    return undefined
  }
}

/** Returns a value as JSON, shortened if it is long. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing'
  return json.length > 80 ? `${json.slice(0, 80)}…` : json
}

/** Returns why a text is not valid JSON, and where if that is known; undefined if it is valid. */
export function jsonSyntaxProblem(text: string): string | undefined {
  try {
    JSON.parse(withoutMark(text))
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return (
      message
        // A message may quote several lines.
        .replace(/[\r\n]+/g, ' ')
        .replace(/(?: in JSON)? at position (\d+)\b.*$/, (_, position) =>
          placeIn(withoutMark(text), Number(position)),
        )
    )
  }
}

/** Some editors write a byte order mark. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '')
}

function placeIn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n')
  return ` in line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}
