import { DiskError } from '../../generators/disk/disk-error.ts'
import { reachOf } from '../../generators/disk/look.ts'
import type { DestinationFacts } from '../../generators/questions/destination-facts.ts'
import { type Place, resolveDirectory } from '../../generators/questions/directory.ts'

/** Returns what stands in a directory as a person wrote it, as the disk is now. */
export function destinationFacts(directory: string, place: Place): DestinationFacts {
  try {
    reachOf(resolveDirectory(directory, place))
    return { problems: [] }
  } catch (error) {
    if (error instanceof DiskError) return { problems: error.problems }
    throw error
  }
}
