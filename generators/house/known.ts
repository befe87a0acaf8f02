import { booleanNames, variableNames } from '../layers/context.ts'
import type { Table } from '../questions/table.ts'

/** The variables that the files of a layer may use. */
export interface Known {
  /** What a template may print or branch on. */
  readonly variables: ReadonlySet<string>
  /** Those that are true or false, which `when` may use. */
  readonly booleans: ReadonlySet<string>
}

/** Returns the variables of a table. */
export function knownIn(table: Table): Known {
  return { variables: variableNames(table), booleans: booleanNames(table) }
}
