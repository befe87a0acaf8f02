/** The environment, as data. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Returns whether a stream is a terminal whose cursor can be moved. */
export function isTerminal(stream: { readonly isTTY?: boolean }, env: Environment): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb'
}

/** Returns whether a variable that switches something on does. */
export function isSet(value: string | undefined): boolean {
  return !['', '0', 'false'].includes((value ?? '').toLowerCase())
}
