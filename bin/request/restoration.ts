import { restorable, restoring } from '../../generators/check/restore.ts'
import type { CheckedRepository } from '../../generators/check-repository.ts'
import type { Create, Merge, Update } from '../../generators/plan/change.ts'
import { blobId } from '../../generators/plan/digest.ts'
import type { LockFile } from '../../generators/plan/lock.ts'
import type { Table } from '../../generators/questions/table.ts'
import { treeOfLock } from '../../generators/tree-of-lock.ts'
import { blobsIn } from '../git/blobs.ts'
import type { Io } from '../io.ts'

/** How drifted paths get back what was written there. */
export interface Restoration {
  readonly changes: readonly (Create | Update | Merge)[]
  /** The paths that can't be restored: what was written there can't be had, or something is in its way. */
  readonly left: readonly string[]
}

/** Returns how to restore what drifted, with the bytes of these templates where they are those of the lock. */
export function restorationOf(checked: CheckedRepository, table: Table): Restoration {
  const wanted = restorable(checked.files, checked.lock)
  return wanted.size === 0 ? none : changesFor(wanted, checked, rendered(checked, table))
}

/** Does what `restorationOf` does, and takes what these templates don't have from git's objects. */
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

/** Returns what the templates render for a lock, under git's ids. */
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
