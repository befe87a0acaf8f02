import type { Environment } from '../environment.ts'

/**
 * How to emphasize the parts of a line. Every function returns the text, with or without ANSI
 * sequences.
 */
export interface Style {
  readonly strong: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly warn: (text: string) => string
  readonly bad: (text: string) => string
  /** Returns a text in which commands of this program are spelled as the user runs them. */
  readonly commands: (text: string) => string
}

const asIs = (text: string): string => text

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`

/** No ANSI sequences: for files, pipes and `NO_COLOR`. */
export const plain: Style = {
  strong: asIs,
  dim: asIs,
  good: asIs,
  warn: asIs,
  bad: asIs,
  commands: asIs,
}

/** ANSI colors: for a terminal. */
export const ansi: Style = {
  strong: sgr(1, 22),
  dim: sgr(2, 22),
  good: sgr(32, 39),
  warn: sgr(33, 39),
  bad: sgr(31, 39),
  commands: asIs,
}

/** Returns the style for a stream: colors only on a terminal and without `NO_COLOR`. */
export function styleFor(isTerminal: boolean, env: Environment): Style {
  const refused = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
  return isTerminal && !refused ? ansi : plain
}
