import { readDestination } from '../../generators/disk/destination.ts'
import { factsOf } from '../../generators/plan/destination.ts'
import type { DestinationFacts } from '../../generators/questions/destination-facts.ts'
import { type Place, resolveDirectory } from '../../generators/questions/directory.ts'

/** Returns what stands in a directory as a person wrote it, as the disk is now. */
export function destinationFacts(directory: string, place: Place): DestinationFacts {
  return factsOf(readDestination(resolveDirectory(directory, place)))
}
