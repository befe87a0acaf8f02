import { restorable, restoring } from '../../generators/check/restore.ts'
import type { CheckedRepository } from '../../generators/check-repository.ts'
import type { Create, Merge, Update } from '../../generators/plan/change.ts'
import { blobId } from '../../generators/plan/digest.ts'
import type { LockFile } from '../../generators/plan/lock.ts'
import type { Tree } from '../../generators/plan/tree.ts'
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

/**
 * Returns how to restore drifted files: from the last render, or else from git's objects.
 * @param last what the templates in the lock render; undefined if they could not be had
 */
export async function restorationOf(
  directory: string,
  checked: CheckedRepository,
  last: Tree | undefined,
  io: Io,
): Promise<Restoration> {
  const wanted = restorable(checked.files, checked.lock)
  if (wanted.size === 0) return none
  const files = [...(last?.values() ?? [])]
  const known = new Map(files.map(({ content }) => [blobId(content), content]))
  const missing = [...wanted.values()].map(({ blob }) => blob).filter((id) => !known.has(id))
  const stored = await blobsIn(directory, missing, io)
  return changesFor(wanted, checked, new Map([...known, ...stored]))
}

const none: Restoration = { changes: [], left: [] }

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
