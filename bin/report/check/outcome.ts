import type { CheckedFile } from '../../../generators/check/check.ts'
import type { Finding } from '../../../generators/finding.ts'
import type { LockLayer } from '../../../generators/plan/lock.ts'
import type { Outcome } from '../outcome.ts'
import { stoppedOutcome } from '../stopped.ts'
import type { CheckEnding } from './ending.ts'
import { annotations } from './github.ts'
import { sarif } from './sarif.ts'
import { checkLines } from './text.ts'

/** The details of a check, with the same keys for every ending. `check.json` describes them. */
interface Body {
  /** The repository as an absolute path; null if the check did not get that far. */
  readonly directory: string | null
  readonly layers: readonly LockLayer[]
  readonly files: readonly CheckedFile[]
  readonly findings: readonly Finding[]
  /** The paths that `--fix` restored. */
  readonly restored: readonly string[]
}

/** Returns the outcome of a check; `version` is the package's. */
export function checkOutcome(ending: CheckEnding, version: string): Outcome {
  const command = 'check'
  if (!('findings' in ending)) {
    return stoppedOutcome(command, ending, { ...nothing, directory: ending.directory ?? null })
  }
  const { kind, directory, prefix, lock, files, findings, warnings, restored } = ending
  const body: Body = { directory, layers: lock.layers, files, findings, restored }
  return {
    command,
    kind,
    warnings,
    problems: [],
    body,
    lines: (style) => checkLines(ending, style),
    isResult: true,
    formats: {
      github: () => annotations([...warnings, ...findings], prefix),
      sarif: () => [sarif([...warnings, ...findings], { version, prefix })],
    },
  }
}

const nothing: Body = { directory: null, layers: [], files: [], findings: [], restored: [] }
