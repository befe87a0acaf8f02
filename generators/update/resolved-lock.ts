import type { Snapshot } from '../plan/change.ts'
import { blobId, sha256 } from '../plan/digest.ts'
import type { Lock, LockFile } from '../plan/lock.ts'
import { inLf } from './line-ends.ts'

/**
 * Returns the lock of an update whose conflicts are resolved. The user's own file in the place of a
 * new one of the template stays theirs, unless they took the template's.
 */
export function resolvedLock({ unresolved = [], ...lock }: Lock, { entries }: Snapshot): Lock {
  const resolved = unresolved.flatMap((path): readonly (readonly [string, LockFile])[] => {
    const entry = Object.hasOwn(lock.files, path) ? lock.files[path] : undefined
    const existing = entries.get(path)
    if (entry?.kept !== true || entry.block || existing?.kind !== 'file') return []
    const { content, mode } = existing.file
    const { kept: _, ...plain } = entry
    const isTheirs = blobId(inLf(existing.file).content) === entry.blob
    const digest = sha256(isTheirs ? inLf(existing.file).content : content)
    return [[path, { ...(isTheirs ? plain : entry), sha256: digest, mode }]]
  })
  return { ...lock, files: { ...lock.files, ...Object.fromEntries(resolved) } }
}
