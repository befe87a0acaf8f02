import type { Finding } from '../../generators/finding.ts'
import type { Plan, Status } from '../../generators/plan/change.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Request } from '../../generators/questions/answers.ts'
import type { Answers } from '../../generators/questions/options.ts'

/** Whether the tree was committed; if not, why. */
export type GitOutcome = { readonly done: true } | { readonly done: false; readonly reason: string }

/** All was done, or was there already. */
export interface Done {
  readonly kind: 'done'
  readonly request: Request
  readonly plan: Plan
  readonly warnings: readonly Finding[]
  readonly git: GitOutcome
  readonly repeat: string
  readonly next: readonly string[]
}

/** How a run ended, with all that there is to say about it. */
export type Ending =
  | Done
  | {
      readonly kind: 'dry-run'
      readonly request: Request
      readonly plan: Plan
      readonly warnings: readonly Finding[]
      readonly repeat: string
    }
  | {
      readonly kind: 'conflict'
      readonly request: Request
      readonly plan: Plan
      readonly warnings: readonly Finding[]
    }
  | { readonly kind: 'usage'; readonly problems: readonly Problem[] }
  | { readonly kind: 'failure'; readonly problems: readonly Problem[] }
  | Cancelled

/** A person or a signal told the run to stop. */
export interface Cancelled {
  readonly kind: 'cancelled'
  /** What told the run to stop, if no person at the terminal did. */
  readonly signal?: keyof typeof signalCodes
  /** What stands, where the files were written by then; else nothing was. */
  readonly left?: { readonly request: Request; readonly plan: Plan; readonly git: GitOutcome }
}

/** The exit codes by which a shell knows what ended a command. */
const signalCodes = { SIGHUP: 129, SIGTERM: 143 } as const

/** The exit codes of a create. */
export type ExitCode = 0 | 1 | 2 | 129 | 130 | 143

/** Returns the exit code of an ending. */
export function exitCodeOf(ending: Ending): ExitCode {
  switch (ending.kind) {
    case 'done':
    case 'dry-run':
      return 0
    case 'conflict':
    case 'failure':
      return 1
    case 'usage':
      return 2
    case 'cancelled':
      return ending.signal === undefined ? 130 : signalCodes[ending.signal]
  }
}

/** What `--json` prints: one object, for every ending the same keys. `result.schema.json` describes it. */
export interface Result {
  readonly schema: 'create-go-docker/result@1'
  readonly kind: Ending['kind']
  readonly exitCode: ExitCode
  readonly version: string
  /** The destination as an absolute path. */
  readonly directory: string | null
  readonly answers: Answers | null
  readonly files: readonly { readonly path: string; readonly status: Status }[]
  readonly git: GitOutcome | null
  readonly problems: readonly Problem[]
  readonly repeat: string | null
  readonly next: readonly string[]
}

/** Returns the result of an ending; `version` is the package's. */
export function resultOf(ending: Ending, version: string): Result {
  const written = ending.kind === 'cancelled' ? ending.left : undefined
  const plan = 'plan' in ending ? ending.plan : written?.plan
  const request = 'request' in ending ? ending.request : written?.request
  return {
    schema: 'create-go-docker/result@1',
    kind: ending.kind,
    exitCode: exitCodeOf(ending),
    version,
    directory: plan?.directory ?? null,
    answers: request?.answers ?? null,
    files: plan?.changes.map(({ path, status }) => ({ path, status })) ?? [],
    git: ending.kind === 'done' ? ending.git : (written?.git ?? null),
    problems: 'problems' in ending ? ending.problems : [],
    repeat: 'repeat' in ending ? ending.repeat : null,
    next: ending.kind === 'done' ? ending.next : [],
  }
}

/** Returns the text of a result: JSON in which nothing can steer a terminal. */
export function resultText(result: Result): string {
  const text = JSON.stringify(result, undefined, 2)
  // Most results need no Unicode tables, which take a while to load.
  return /^[ -~\n]*$/.test(text) ? text : text.replace(unseen, escapeUnits)
}

// What JSON.stringify leaves as it is; the line feeds are its own.
const unseen = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Returns a character as JSON escapes it: by UTF-16 units. */
function escapeUnits(character: string): string {
  const units = [...Array(character.length).keys()].map((index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
