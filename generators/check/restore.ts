import { findBlock, markersOf, replaceBlock } from '../plan/block.ts'
import type { Create, Merge, Snapshot, Update } from '../plan/change.ts'
import { hasLoneMarker, withLocalLines } from '../plan/local-lines.ts'
import type { Lock, LockFile } from '../plan/lock.ts'
import { type TreeFile, textIn, utf8In } from '../plan/tree.ts'
import type { CheckedFile } from './check.ts'
import { isRestorable } from './verdict.ts'

/**
 * Returns the paths that can be restored, with their lock entries, which name the blobs to restore:
 * not a conflict of an update, which is the user's to resolve, nor drift that is accepted.
 */
export function restorable(
  files: readonly CheckedFile[],
  lock: Lock,
): ReadonlyMap<string, LockFile> {
  return new Map(
    files.flatMap((file) => {
      const entry = lock.files[file.path]
      const isOpen = file.accepted || lock.unresolved?.includes(file.path) === true
      return entry !== undefined && !isOpen && isRestorable(file.verdict, entry)
        ? [[file.path, entry] as const]
        : []
    }),
  )
}

/**
 * Returns the change that restores the recorded content of a path; undefined if something else is
 * in the way, or the user's own lines could get lost.
 */
export function restoring(
  path: string,
  entry: LockFile,
  content: Uint8Array,
  { entries }: Snapshot,
): Create | Update | Merge | undefined {
  const mode = entry.mode === '100755' ? '100755' : '100644'
  const file: TreeFile = { content, mode, owner: entry.owner, layer: entry.layer }
  const existing = entries.get(path)
  if (existing === undefined) return { status: 'create', path, file }
  if (existing.kind !== 'file') return undefined
  const theirs = textIn(existing.file)
  if (entry.block !== true) {
    const ours = utf8In(file)
    // Lines of the user may be in there.
    if (ours !== undefined && hasLoneMarker(theirs) && !hasLoneMarker(ours)) return undefined
    const whole = ours === undefined ? content : withLocalLines(ours, theirs)
    if (whole === undefined) return undefined
    return { status: 'update', path, file: { ...file, content: Buffer.from(whole) }, existing }
  }
  const found = findBlock(theirs, markersOf(path, entry.layer))
  if (found.kind === 'broken') return undefined
  const merged = Buffer.from(replaceBlock(theirs, found, textIn(file)))
  return {
    status: 'merge',
    path,
    file,
    existing,
    merged: { content: merged, mode: existing.file.mode },
  }
}
