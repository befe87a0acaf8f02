import type { Request } from '../../../generators/questions/answers.ts'
import type { CommandResult } from '../commands.ts'
import { type FileResult, fileResult } from '../file-result.ts'
import type { Outcome } from '../outcome.ts'
import type { Ending, GitOutcome } from './ending.ts'
import { endingLines } from './text.ts'

/** The details of a create, with the same keys for every ending. `create.json` describes them. */
interface Body {
  /** The destination as an absolute path. */
  readonly directory: string | null
  readonly answers: Request['answers'] | null
  readonly files: readonly FileResult[]
  /** The commands of the layers. */
  readonly commands: readonly CommandResult[]
  readonly git:
    | { readonly done: true }
    | { readonly done: false; readonly reason: string; readonly remedy: string | null }
    | null
  readonly repeat: string | null
  readonly next: readonly string[]
}

/** Returns the outcome of a create. */
export function createOutcome(ending: Ending): Outcome {
  const { kind } = ending
  return {
    command: 'create',
    kind,
    ...(kind === 'cancelled' && ending.signal !== undefined ? { signal: ending.signal } : {}),
    warnings: 'warnings' in ending ? ending.warnings : [],
    problems: 'problems' in ending ? ending.problems : [],
    body: bodyOf(ending),
    lines: (style) => endingLines(ending, style),
  }
}

function bodyOf(ending: Ending): Body {
  const { plan, request } = 'plan' in ending ? ending : {}
  return {
    directory: plan?.directory ?? null,
    answers: request?.answers ?? null,
    files: plan?.changes.map(fileResult) ?? [],
    commands: 'commands' in ending ? ending.commands : [],
    git: 'git' in ending ? gitResult(ending.git) : null,
    repeat: 'repeat' in ending ? ending.repeat : null,
    next: ending.kind === 'done' ? ending.next : [],
  }
}

function gitResult(git: GitOutcome): Body['git'] {
  return git.done ? { done: true } : { done: false, reason: git.reason, remedy: git.remedy ?? null }
}
