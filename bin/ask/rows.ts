import { stripVTControlCharacters } from 'node:util'

/** Returns how many rows of a terminal a line takes, not counting color sequences. */
export function rowsIn(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns))
}

/** Cuts a text to a number of columns, with an ellipsis. */
export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`
}

/** Returns how many of the lines fit into a number of rows. */
export function linesThatFit(lines: readonly string[], columns: number, rows: number): number {
  let taken = 0
  const over = lines.findIndex((line) => {
    taken += rowsIn(line, columns)
    return taken > rows
  })
  return over === -1 ? lines.length : over
}
