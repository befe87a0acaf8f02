import type { Draft } from '../generators/answers.ts'
import type { Place } from '../generators/directory.ts'
import type { Problem } from '../generators/problem.ts'

/** What to do with files that are there already and differ. */
export type OnConflict = 'fail' | 'keep' | 'overwrite'

/** What the command line says, every value of it valid. */
export interface Flags extends Draft {
  readonly yes: boolean
  readonly dryRun: boolean
  readonly json: boolean
  /** False when `--no-git` was given. */
  readonly git: boolean
  readonly verbose: boolean
  readonly onConflict?: OnConflict
}

/** What a command line asks for. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'create'; readonly flags: Flags }
  | {
      readonly kind: 'usage'
      readonly problems: readonly Problem[]
      readonly json: boolean
    }

/** The environment, as data. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What decides how a command line is read, besides itself. */
export interface Terms extends Place {
  /** Whether questions can be asked; if not, what is missing is a problem too. */
  readonly canAsk: boolean
}

/** Reads a command line; reports all of its problems at once. */
export function parseArgv(_argv: readonly string[], _env: Environment, _terms: Terms): Invocation {
  return { kind: 'help' }
}
