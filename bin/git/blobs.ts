import { blobId } from '../../generators/plan/digest.ts'
import type { Io } from '../io.ts'
import { gitBytes, offline } from './git.ts'

/** The time limit for git in milliseconds. */
const timeout = 15_000

/**
 * Returns the content of some blobs by ID, from the repository's git; missing blobs are left out.
 */
export async function blobsIn(
  directory: string,
  ids: Iterable<string>,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const setting = { directory, env: offline(env), timeout, signal, input: `${wanted.join('\n')}\n` }
  const { stdout } = await gitBytes(['cat-file', '--batch'], setting)
  signal.throwIfAborted()
  const found = objectsIn(stdout).map((content) => [blobId(content), content] as const)
  const known = new Set(wanted)
  return new Map(found.filter(([id]) => known.has(id)))
}

/**
 * Returns the contents in the output of `git cat-file --batch`: a line with ID, type and size for
 * each object, its bytes, and a line feed. A missing object is a line without a size.
 */
export function objectsIn(output: Uint8Array): readonly Uint8Array[] {
  const contents: Uint8Array[] = []
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at)
    if (end === -1) break
    const header = Buffer.from(output.subarray(at, end)).toString()
    const size = /^[0-9a-f]+ \w+ (\d+)$/.exec(header)?.[1]
    at = end + 1
    if (size === undefined) continue
    contents.push(output.slice(at, at + Number(size)))
    at += Number(size) + 1
  }
  return contents
}
