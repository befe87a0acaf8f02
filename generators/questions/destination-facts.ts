import type { Problem } from '../problem.ts'
import type { Answers } from './answers.ts'

/** What exists in the destination, as far as questions and defaults depend on it. */
export interface DestinationFacts {
  /** The answers in its record. */
  readonly recorded?: Answers
  /** The file with those answers: go-docker.json, unless that is missing. */
  readonly recordedIn?: string
  /** The module path in its go.mod. */
  readonly goModule?: string
  /** Why nothing can be written there. */
  readonly problems: readonly Problem[]
}
