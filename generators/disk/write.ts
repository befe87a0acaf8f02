import { writeFileSync } from 'node:fs'
import { parents } from '../paths.ts'
import type { Change, Plan } from '../plan/change.ts'
import type { File, Mode } from '../plan/tree.ts'
import type { Problem } from '../problem.ts'
import { DiskError, type DiskErrorKind } from './disk-error.ts'

/**
 * Writes a new file. It is flushed to disk (`durable`) if it replaces a file of the user. Nothing
 * else needs that: a killed process loses nothing, and after a power failure the user can run it
 * again.
 */
export function write(path: string, { content, mode }: File, durable = false): void {
  writeFileSync(path, content, { flag: 'wx', mode: bitsOf(mode), flush: durable })
}

/** Returns the permissions for a new file, before the umask is applied. */
export function bitsOf(mode: Mode): number {
  return mode === '100755' ? 0o777 : 0o666
}

/** Returns the directories of some files, parents first. */
export function directoriesOf(changes: readonly Change[]): readonly string[] {
  return [...new Set(changes.flatMap(({ path }) => parents(path)))]
}

/**
 * Returns a function that lets pending signals through every 20 ms, and throws the abort reason.
 */
export function pacer(signal: AbortSignal | undefined): () => Promise<void> {
  // Date, because the first use of performance costs a millisecond in Node.
  let last = Date.now()
  return async () => {
    if (Date.now() - last > 20) {
      await new Promise((resolve) => setImmediate(resolve))
      last = Date.now()
    }
    signal?.throwIfAborted()
  }
}

/** @throws DiskError when there are problems */
export function refuse(kind: DiskErrorKind, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new DiskError(kind, problems)
}

/** Returns the error for a destination that has appeared or disappeared since the plan was made. */
export function moved({ directory, exists }: Plan): DiskError {
  const what = `cannot write ${directory}: it was ${exists ? 'removed' : 'created'} after the plan was made`
  return new DiskError('changed', [{ what, fix: 'Run the command again.' }])
}
