/** A variable of a `.env` file. */
interface Variable {
  readonly name: string
  readonly value: string
}

/** Returns the variable that a line of a `.env` file sets; undefined for any other line. */
export function variableIn(line: string): Variable | undefined {
  const [, name, written = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/s.exec(line) ?? []
  // Spaces are trimmed here: to find the last of them, the expression would try every way to divide them.
  const value = written.trim().replace(/^(["'])(.*)\1$/s, '$2')
  return name === undefined ? undefined : { name, value }
}
