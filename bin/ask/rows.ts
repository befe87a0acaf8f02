import { stripVTControlCharacters } from 'node:util'

/** Returns how many rows of a terminal a line takes, its colours not counted. */
export function rowsIn(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns))
}

/** Returns a text of at most so many columns, with an ellipsis where something is left out. */
export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`
}

/** Returns how many lines, from the first, take no more than so many rows. */
export function linesThatFit(lines: readonly string[], columns: number, rows: number): number {
  let taken = 0
  const over = lines.findIndex((line) => {
    taken += rowsIn(line, columns)
    return taken > rows
  })
  return over === -1 ? lines.length : over
}
