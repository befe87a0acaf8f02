/** The environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Returns whether a stream is a terminal whose cursor can be moved. */
export function isTerminal(stream: { readonly isTTY?: boolean }, env: Environment): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb'
}

/** Returns whether a variable such as CI is on: set, and not empty, `0` or `false`. */
export function isSet(value: string | undefined): boolean {
  return !['', '0', 'false'].includes((value ?? '').toLowerCase())
}
