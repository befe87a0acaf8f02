import { restorable, restoring } from '../../generators/check/restore.ts'
import type { CheckedRepository } from '../../generators/check-repository.ts'
import type { Create, Merge, Update } from '../../generators/plan/change.ts'
import { blobId } from '../../generators/plan/digest.ts'
import type { LockFile } from '../../generators/plan/lock.ts'
import type { Table } from '../../generators/questions/table.ts'
import { treeOfLock } from '../../generators/tree-of-lock.ts'
import { blobsIn } from '../git/blobs.ts'
import type { Io } from '../io.ts'

/** How to restore the recorded content of drifted paths. */
export interface Restoration {
  readonly changes: readonly (Create | Update | Merge)[]
  /**
   * The paths that can't be restored: their content is not available, or something is in the way.
   */
  readonly left: readonly string[]
}

/** Returns how to restore drifted files, using these templates if they are the ones in the lock. */
export function restorationOf(checked: CheckedRepository, table: Table): Restoration {
  const wanted = restorable(checked.files, checked.lock)
  return wanted.size === 0 ? none : changesFor(wanted, checked, rendered(checked, table))
}

/** Like `restorationOf`, but takes what these templates don't have from git's objects. */
export async function restorationWithGit(
  directory: string,
  checked: CheckedRepository,
  io: Io,
  table: Table,
): Promise<Restoration> {
  const wanted = restorable(checked.files, checked.lock)
  if (wanted.size === 0) return none
  const known = rendered(checked, table)
  const missing = [...wanted.values()].map(({ blob }) => blob).filter((id) => !known.has(id))
  const stored = await blobsIn(directory, missing, io)
  return changesFor(wanted, checked, new Map([...known, ...stored]))
}

const none: Restoration = { changes: [], left: [] }

/** Returns what the templates render for a lock, by git object ID. */
function rendered({ lock }: CheckedRepository, table: Table): ReadonlyMap<string, Uint8Array> {
  const files = [...(treeOfLock(lock, table)?.values() ?? [])]
  return new Map(files.map(({ content }) => [blobId(content), content]))
}

function changesFor(
  wanted: ReadonlyMap<string, LockFile>,
  { seen }: CheckedRepository,
  contents: ReadonlyMap<string, Uint8Array>,
): Restoration {
  const found = [...wanted].map(([path, entry]) => {
    const content = contents.get(entry.blob)
    const change = content === undefined ? undefined : restoring(path, entry, content, seen)
    return { path, change }
  })
  return {
    changes: found.flatMap(({ change }) => (change === undefined ? [] : [change])),
    left: found.flatMap(({ path, change }) => (change === undefined ? [path] : [])),
  }
}
