import { booleanNames, variableNames } from '../layers/context.ts'
import type { Table } from '../questions/table.ts'
import type { Manifest } from './house-layer.ts'

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

/** Returns the variables of a table and those that a layer adds by its questions and choices. */
export function knownWith({ answers, questions }: Manifest, table: Table): Known {
  const { variables, booleans } = knownIn({ ...table, ...questions })
  const added = Object.values(answers).flatMap(({ choices = [] }) =>
    choices.map(({ variable }) => variable),
  )
  return {
    variables: new Set([...variables, ...added]),
    booleans: new Set([...booleans, ...added]),
  }
}
