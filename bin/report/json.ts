import type { Finding } from '../../generators/finding.ts'
import type { Problem } from '../../generators/problem.ts'
import { type ExitCode, exitCodeOf, type Kind } from './exit-code.ts'
import type { Outcome } from './outcome.ts'

/**
 * What `--json` prints: an object with the same keys for every command. `schemas/result.json`
 * describes it.
 */
interface Result {
  readonly schema: 'create-go-docker/result@1'
  readonly command: string
  readonly kind: Kind
  readonly exitCode: ExitCode
  /** The version of this package. */
  readonly version: string
  readonly warnings: readonly Finding[]
  /** The details that are specific to the command, and the problems that any command can have. */
  readonly body: { readonly problems: readonly ProblemResult[] }
}

/** Returns the result of an outcome; `version` is the package's. */
export function resultOf(outcome: Outcome, version: string): Result {
  const { command, kind, signal, warnings, problems, body } = outcome
  return {
    schema: 'create-go-docker/result@1',
    command,
    kind,
    exitCode: exitCodeOf(kind, signal),
    version,
    warnings,
    body: { problems: problems.map(problemResult), ...body },
  }
}

/** A problem with the keys of a finding. */
export interface ProblemResult {
  readonly message: string
  readonly remedy: string | null
}

/** Returns a problem as the JSON of a result has it. */
export function problemResult({ what, fix }: Problem): ProblemResult {
  return { message: what, remedy: fix ?? null }
}

/** Returns the text of a result. */
export function resultText(result: Result): string {
  return safeJson(result)
}

/** Returns a value as JSON that can't control a terminal. */
export function safeJson(value: object): string {
  const text = JSON.stringify(value, undefined, 2)
  // Most texts don't need the Unicode tables, which are slow to load.
  if (/^[ -~\n]*$/.test(text)) return text
  // Characters that JSON.stringify doesn't escape, except for the line feeds that it adds.
  return text.replace(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, escapeUnits)
}

/** Escapes a character as JSON does, by UTF-16 code units. */
function escapeUnits(character: string): string {
  const units = [...Array(character.length).keys()].map((index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
