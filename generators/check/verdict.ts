import { findBlock, markersOf } from '../plan/block.ts'
import type { Existing } from '../plan/change.ts'
import { blobId, sha256 } from '../plan/digest.ts'
import { hasLoneMarker, withoutLocalLines } from '../plan/local-lines.ts'
import { hidesDigest, type LockFile } from '../plan/lock.ts'
import { bufferOf, type File, textIn } from '../plan/tree.ts'

/** How a path compares with the lock. */
export type Verdict =
  /** It has the recorded content and mode. */
  | 'same'
  /** It was the user's file when the lock was written, and still exists. */
  | 'kept'
  | 'modified'
  | 'missing'
  /** Only the executable bit differs. */
  | 'mode'
  /** It is now a symbolic link, a directory or a device. */
  | 'replaced'
  /** The lock contradicts itself: its digest matches the file, but its object ID doesn't. */
  | 'forged'

/** Compares the state of a path with its lock entry, ignoring line endings. */
export function verdictOn(path: string, entry: LockFile, existing: Existing | undefined): Verdict {
  const isTheirs = entry.kept === true && entry.block !== true
  if (isTheirs) return existing === undefined && !hidesDigest(entry) ? 'missing' : 'kept'
  if (existing === undefined) return 'missing'
  if (existing.kind === 'large') return 'modified'
  if (existing.kind !== 'file') return 'replaced'
  const { file } = existing
  if (entry.block === true) return blockVerdict(path, entry, file)
  const content = spelledAs(entry.sha256, file) ?? spelledAs(entry.sha256, withoutLocal(file))
  if (content === undefined) return 'modified'
  if (blobId(content) !== entry.blob) return 'forged'
  return file.mode === entry.mode ? 'same' : 'mode'
}

function blockVerdict(path: string, entry: LockFile, file: File): Verdict {
  const found = findBlock(textIn(file), markersOf(path, entry.layer))
  return found.kind === 'found' && sha256(found.block) === entry.sha256 ? 'same' : 'modified'
}

/** The room that a template leaves for the user's lines is empty in what was written. */
function withoutLocal(file: File): File {
  return { ...file, content: Buffer.from(withoutLocalLines(textIn(file))) }
}

/**
 * Returns a file's bytes as they are, or with LF or CRLF endings, because git may convert them:
 * whichever has this digest.
 */
function spelledAs(digest: string | null, file: File): Uint8Array | undefined {
  // Most files are as they were written, and need no copy.
  if (sha256(file.content) === digest) return file.content
  const bytes = bufferOf(file)
  if (bytes.includes(0) || !bytes.includes(10)) return undefined
  const lf = bytes.toString('latin1').replaceAll('\r\n', '\n')
  return [lf, lf.replaceAll('\n', '\r\n')]
    .map((text) => Buffer.from(text, 'latin1'))
    .find((content) => sha256(content) === digest)
}

/**
 * Returns whether the lines of the user in a file can be told from ours: not if a marker is missing.
 */
export function hasClearMarkers(
  path: string,
  entry: LockFile,
  existing: Existing | undefined,
): boolean {
  if (existing?.kind !== 'file') return true
  const text = textIn(existing.file)
  return entry.block === true
    ? findBlock(text, markersOf(path, entry.layer)).kind !== 'broken'
    : !hasLoneMarker(text)
}

/** Returns whether a path drifted and the template decides its content, so it can be restored. */
export function isRestorable(verdict: Verdict, { owner, kept }: LockFile): boolean {
  const isOurs = owner === 'managed' || owner === 'generated'
  return isOurs && kept !== true && ['modified', 'missing', 'mode'].includes(verdict)
}
