import type { LockLayer } from '../plan/lock.ts'
import type { Problem } from '../problem.ts'
import type { Answers } from './answers.ts'

/** A house layer in a record. */
export interface RecordedSource {
  readonly use: string
  /** What the lock says about it; missing if there is no lock. */
  readonly locked?: LockLayer
}

/** What exists in the destination, as far as questions and defaults depend on it. */
export interface DestinationFacts {
  /** The answers in its record. */
  readonly recorded?: Answers
  /** The file with those answers: go-docker.json, unless that is missing. */
  readonly recordedIn?: string
  /** The module path in its go.mod. */
  readonly goModule?: string
  /** The house layers in its record; missing if there are none. */
  readonly layers?: readonly RecordedSource[]
  /** Why nothing can be written there. */
  readonly problems: readonly Problem[]
}
