import { blobId } from '../../generators/plan/digest.ts'
import type { Io } from '../io.ts'
import { git } from './git.ts'

/** The time limit for git in milliseconds. */
const timeout = 15_000

// A partial clone would fetch what it lacks, with a program that its configuration names.
const local = ['-c', 'protocol.allow=never']

/** Returns the bytes that a repository's git has under some ids; what it does not have is missing. */
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
    // What is not UTF-8 comes out as another text.
    if (ok && blobId(content) === id) found.set(id, content)
  }
  return found
}
