import type { CheckedRepository } from '../../../generators/check-repository.ts'
import type { Stop } from '../stop.ts'

/** A check that compared everything. */
export interface CheckEnded extends CheckedRepository {
  readonly kind: 'done' | 'findings'
  /** The repository as an absolute path. */
  readonly directory: string
}

/** How a check ended. */
export type CheckEnding = CheckEnded | Stop
