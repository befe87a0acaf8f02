import { blobId } from '../../generators/plan/digest.ts'
import type { Io } from '../io.ts'
import { git } from './git.ts'

/** The time limit for git in milliseconds. */
const timeout = 15_000

// Otherwise, git fetches missing objects in a partial clone, with a program from its configuration.
const local = ['-c', 'protocol.allow=never']

/**
 * Returns the content of some blobs by ID, from the repository's git; missing blobs are left out.
 */
export async function blobsIn(
  directory: string,
  ids: Iterable<string>,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const setting = { directory, env, timeout, signal }
  const found = new Map<string, Uint8Array>()
  for (const id of new Set(ids)) {
    const { ok, stdout } = await git([...local, 'cat-file', 'blob', id], setting)
    const content = Buffer.from(stdout)
    // The output is decoded as UTF-8, so other content has another ID.
    if (ok && blobId(content) === id) found.set(id, content)
  }
  return found
}
