import type { Combination, Row, Table, Value } from './table.ts'

/**
 * Returns the matrix of a table: each value of a choice; none, each one and all of a row with
 * several; the default of a text.
 */
export function combinations<Rows extends Table>(table: Rows): readonly Combination<Rows>[]
export function combinations(table: Table): readonly Combination[] {
  return Object.entries(table).reduce<readonly Combination[]>(
    (found, [name, row]) =>
      found.flatMap((combination) =>
        sampleValues(row).map((value) => ({ ...combination, [name]: value })),
      ),
    [{}],
  )
}

/** Returns how many combinations the matrix of a table has. */
export function numberOfCombinations(table: Table): number {
  return Object.values(table).reduce((product, row) => product * sampleValues(row).length, 1)
}

function sampleValues(row: Row): readonly Value[] {
  if (row.kind === 'text' || row.lockedBy !== undefined) return [row.default]
  const values = row.choices.map(({ value }) => value)
  if (row.kind === 'choice') return values
  return [[], ...values.map((value) => [value]), ...(values.length > 1 ? [values] : [])]
}
