import type { Facts } from '../../generators/dockerize/facts.ts'
import { readFacts } from '../../generators/dockerize/read-facts.ts'
import type { Io } from '../io.ts'

/**
 * Reads the facts of the Go module in a directory; git says which `.env` files are for everybody.
 * @throws ProblemsError when the directory has no go.mod that can be read
 */
export function moduleFacts(directory: string, io: Pick<Io, 'env' | 'signal'>): Promise<Facts> {
  return readFacts(directory, async (paths) => {
    const { trackedAmong } = await import('../git/tracked.ts')
    return trackedAmong(directory, paths, io)
  })
}
