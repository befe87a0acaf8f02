import { writeFileSync } from 'node:fs'
import { parents } from '../paths.ts'
import type { Change, Plan } from '../plan/change.ts'
import type { File, Mode } from '../plan/tree.ts'
import type { Problem } from '../problem.ts'
import { DiskError, type DiskErrorKind } from './disk-error.ts'

/**
 * Writes a file where nothing stands, `durable` where one of the user's gives way to it. Nothing else is flushed: a run
 * survives that its process is killed; after a power cut it is made again.
 */
export function write(path: string, { content, mode }: File, durable = false): void {
  writeFileSync(path, content, { flag: 'wx', mode: bitsOf(mode), flush: durable })
}

/** Returns the permissions of a new file, of which the umask takes its part. */
export function bitsOf(mode: Mode): number {
  return mode === '100755' ? 0o777 : 0o666
}

/** Returns the directories of some files, each after those above it. */
export function directoriesOf(changes: readonly Change[]): readonly string[] {
  return [...new Set(changes.flatMap(({ path }) => parents(path)))]
}

/** Returns a pause that lets a signal through every 20 ms, and throws its reason. */
export function pacer(signal: AbortSignal | undefined): () => Promise<void> {
  // Date and not performance, whose first use costs Node a millisecond.
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

/** Returns the error that says a destination has appeared, or gone, since the plan. */
export function moved({ directory, exists }: Plan): DiskError {
  const what = `cannot write ${directory}: it was ${exists ? 'removed' : 'created'} after the plan was made`
  return new DiskError('changed', [{ what, fix: 'Run the command again.' }])
}
