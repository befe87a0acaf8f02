import type { Finding } from '../../../generators/finding.ts'
import type { Plan } from '../../../generators/plan/change.ts'
import type { Problem } from '../../../generators/problem.ts'
import type { Request } from '../../../generators/questions/answers.ts'
import type { CommandResult } from '../commands.ts'
import type { Signal } from '../exit-code.ts'
import type { Detail } from '../plan.ts'
import { type Stop, stopOf } from '../stop.ts'

/** Whether the tree was committed, and if not, why. */
export type GitOutcome =
  | { readonly done: true }
  | {
      readonly done: false
      readonly reason: string
      /** What to do about it; missing if there is nothing to do, or only to commit to an existing repository. */
      readonly remedy?: string
      /** Set if the reason is an existing repository: in this directory, or above it. */
      readonly repository?: 'here' | 'above'
    }

/** The request, its plan, and warnings about it. */
interface Planned {
  readonly request: Request
  readonly plan: Plan
  readonly warnings: readonly Finding[]
}

/** Everything was done, or there was nothing to do. */
export interface Done extends Planned {
  readonly kind: 'done'
  /** How to show the plan; undefined if it was shown before it was confirmed. */
  readonly detail?: Detail
  /** The commands of the layers that were run. */
  readonly commands: readonly CommandResult[]
  readonly git: GitOutcome
  /** The command that does the same again; null if no single command does. */
  readonly repeat: string | null
  /** The commands that come next. */
  readonly next: readonly string[]
}

/** A dry run: nothing was written. */
interface DryRun extends Planned {
  readonly kind: 'dry-run'
  /** The commands of the layers that would be run. */
  readonly commands: readonly CommandResult[]
  readonly repeat: string | null
}

/** Nothing was written, because the plan has open conflicts. */
interface Conflicted extends Planned {
  readonly kind: 'conflict'
  readonly detail: Detail
}

/** The run was told to stop after its files were written: they exist, and nothing is committed. */
interface Interrupted extends Planned {
  readonly kind: 'cancelled'
  /** The signal that stopped the run, unless the user cancelled it. */
  readonly signal?: Signal
  readonly commands: readonly CommandResult[]
  readonly git: GitOutcome
}

/** A command of a layer failed after the files were written: they exist, and nothing is committed. */
interface CommandFailed extends Planned {
  readonly kind: 'failure'
  readonly problems: readonly Problem[]
  readonly commands: readonly CommandResult[]
  readonly git: GitOutcome
}

/** How a create ended, with everything that there is to report. */
export type Ending = Done | DryRun | Conflicted | Interrupted | CommandFailed | Stop

/** Thrown if a plan has open conflicts. */
export class ConflictError extends Error {
  override name = 'ConflictError'
  readonly ending: Conflicted

  constructor(conflicted: Omit<Conflicted, 'kind'>) {
    super('conflict')
    this.ending = { kind: 'conflict', ...conflicted }
  }
}

/** Thrown if a run is told to stop after its files were written. */
export class InterruptedError extends Error {
  override name = 'InterruptedError'
  readonly ending: Interrupted

  constructor(left: Omit<Interrupted, 'kind'>) {
    super('interrupted')
    this.ending = { kind: 'cancelled', ...left }
  }
}

/** Thrown if a command of a layer fails after the files were written. */
export class CommandError extends Error {
  override name = 'CommandError'
  readonly ending: CommandFailed

  constructor(failed: Omit<CommandFailed, 'kind'>) {
    super('command failed')
    this.ending = { kind: 'failure', ...failed }
  }
}

/** Returns how a create ends after an error. */
export function endingOf(error: unknown): Ending {
  const isOwn =
    error instanceof ConflictError ||
    error instanceof InterruptedError ||
    error instanceof CommandError
  return isOwn ? error.ending : stopOf(error)
}
