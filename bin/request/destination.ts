import { readDestination } from '../../generators/disk/destination.ts'
import { tryTo } from '../../generators/disk/disk-error.ts'
import { waitingFinding } from '../../generators/disk/interrupted.ts'
import { waitingRun } from '../../generators/disk/transaction/index.ts'
import { factsOf } from '../../generators/plan/destination.ts'
import type { Problem } from '../../generators/problem.ts'
import type { DestinationFacts } from '../../generators/questions/destination-facts.ts'
import { type Place, resolveDirectory } from '../../generators/questions/directory.ts'

/** Returns what is in a directory now; its path is as the user wrote it. */
export function destinationFacts(directory: string, place: Place): DestinationFacts {
  return factsOf(readDestination(resolveDirectory(directory, place)))
}

/**
 * Returns what a user with a wrong command line should know: whether a killed run has to be undone.
 */
export function waitingProblems(directory: string, place: Place): readonly Problem[] {
  // The current directory may no longer exist.
  const stage = tryTo(() => waitingRun(resolveDirectory(directory, place)))
  if (stage === undefined) return []
  const { message: what, remedy } = waitingFinding(stage)
  return [remedy === null ? { what } : { what, fix: remedy }]
}
