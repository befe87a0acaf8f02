import { readDestination } from '../../generators/disk/destination.ts'
import { factsOf } from '../../generators/plan/destination.ts'
import type { DestinationFacts } from '../../generators/questions/destination-facts.ts'
import { type Place, resolveDirectory } from '../../generators/questions/directory.ts'

/** Returns what is in a directory now; its path is as the user wrote it. */
export function destinationFacts(directory: string, place: Place): DestinationFacts {
  return factsOf(readDestination(resolveDirectory(directory, place)))
}
