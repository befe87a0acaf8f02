import type { Finding } from '../../../generators/finding.ts'
import type { Plan } from '../../../generators/plan/change.ts'
import type { Request } from '../../../generators/questions/answers.ts'
import type { Detail } from '../plan.ts'
import { type Stop, stopOf } from '../stop.ts'

/** Whether the tree was committed, and if not, why. */
export type GitOutcome =
  | { readonly done: true }
  | {
      readonly done: false
      readonly reason: string
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
  /** How to show the plan; missing if it was shown before it was confirmed. */
  readonly detail?: Detail
  readonly git: GitOutcome
  /** The command that repeats the run. */
  readonly repeat: string
  /** The commands to run next. */
  readonly next: readonly string[]
}

/** A dry run: nothing was written. */
interface DryRun extends Planned {
  readonly kind: 'dry-run'
  readonly repeat: string
}

/** Nothing was written, because the plan has open conflicts. */
interface Conflicted extends Planned {
  readonly kind: 'conflict'
}

/** How a create ended, with everything to report. */
export type Ending = Done | DryRun | Conflicted | Stop

/** Thrown if a plan has open conflicts. */
export class ConflictError extends Error {
  override name = 'ConflictError'
  readonly ending: Conflicted

  constructor(planned: Planned) {
    super('conflict')
    this.ending = { kind: 'conflict', ...planned }
  }
}

/** Returns how a create ends after an error. */
export function endingOf(error: unknown): Ending {
  return error instanceof ConflictError ? error.ending : stopOf(error)
}
