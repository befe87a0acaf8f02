import type { CheckedRepository } from '../../../generators/check-repository.ts'
import type { Stop } from '../stop.ts'
import type { Style } from '../style.ts'

/** A completed check. */
export interface CheckEnded extends CheckedRepository {
  readonly kind: 'done' | 'findings'
  /** The repository as an absolute path. */
  readonly directory: string
  /** The path of the directory in its git repository: empty, or with a slash at its end. */
  readonly prefix: string
  /** Returns how drifted files differ from what was written, as far as that is known offline. */
  readonly differenceLines: (style: Style) => readonly string[]
  /** The paths that were restored before the check. */
  readonly restored: readonly string[]
}

/** A check that ended early, and the repository, if it got that far. */
export type CheckStopped = Stop & Partial<Pick<CheckEnded, 'directory'>>

/** How a check ended. */
export type CheckEnding = CheckEnded | CheckStopped
