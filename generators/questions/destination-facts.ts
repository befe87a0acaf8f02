import type { Problem } from '../problem.ts'
import type { Answers } from './answers.ts'

/** What stands in the destination already, as far as questions and defaults depend on it. */
export interface DestinationFacts {
  /** The answers in its record, if it has one. */
  readonly recorded?: Answers
  /** The file of the record that they stand in, go-docker.json unless that is missing. */
  readonly recordedIn?: string
  /** The module path in its go.mod, if it has one. */
  readonly goModule?: string
  /** Why nothing can be written there. */
  readonly problems: readonly Problem[]
}
