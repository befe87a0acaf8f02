import { packageVersion } from '../bin/package.ts'
import { builtIn } from '../generators/layers/built-in.ts'
import type { BuiltIn } from '../generators/layers/packed.ts'
import { ProblemsError } from '../generators/problem.ts'
import { options } from '../generators/questions/options.ts'
import type { Table } from '../generators/questions/table.ts'

/** What trees are rendered from. */
export interface Templates {
  readonly builtIn: BuiltIn
  /** The options that the answers are for. */
  readonly table: Table
  /** The version of this package. */
  readonly version: string
}

let read: BuiltIn | undefined

/**
 * Returns the templates for some house layers; built-in ones are read only once.
 * @param layers folders of house layers, of which a later one wins
 * @throws ProblemsError for any house layer, because none can be read yet
 */
export function templatesOf(layers: readonly string[]): Templates {
  if (layers.length > 0) {
    throw new ProblemsError([{ what: `cannot use layers ${layers.join(', ')}: not supported yet` }])
  }
  read ??= builtIn()
  return { builtIn: read, table: options, version: packageVersion }
}
