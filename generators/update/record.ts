import { findBlock, markersOf, renderedBlock } from '../plan/block.ts'
import { type Change, fileOf } from '../plan/change.ts'
import { blobId, sha256 } from '../plan/digest.ts'
import { sortedByName } from '../plan/intent.ts'
import { hidesDigest, type Lock, type LockFile } from '../plan/lock.ts'
import type { Provenance } from '../plan/record.ts'
import { type File, type TreeFile, textIn } from '../plan/tree.ts'
import type { Draft } from './draft.ts'
import { inLf } from './line-ends.ts'
import type { Row } from './rows.ts'

/**
 * Returns the lock after an update. For each file it says what the template has now, also where the
 * repository differs: a merge doesn't hide drift. A file that the update leaves alone keeps what the
 * lock said, because that is the base of a later merge.
 * A create has a writer of its own, in ../plan/record.ts: it says what it wrote, decision by decision.
 */
export function lockAfter(draft: Draft, { generator, answers, exclude, layers }: Provenance): Lock {
  const moved = new Map(
    draft.renames.flatMap(({ from, to, by }) => (by === 'ours' ? [[from, to] as const] : [])),
  )
  const changes = new Map(draft.changes.map((change) => [change.path, change]))
  const files = draft.rows.flatMap((row): readonly (readonly [string, LockFile])[] => {
    if (row.file === undefined) return []
    const path = moved.get(row.path) ?? row.path
    const entry = entryOf(row, row.file, changes.get(path))
    if (entry === undefined) return []
    const { from: _, ...plain } = entry
    const from = row.file.from ?? row.path
    return [[path, from === path ? plain : { ...plain, from }]]
  })
  const unresolved = [...new Set(draft.conflicts.map(({ path }) => path))].sort()
  return {
    lockfileVersion: 1,
    generator,
    answers: sortedByName(answers),
    ...(exclude.length > 0 ? { exclude } : {}),
    layers,
    ...(unresolved.length > 0 ? { unresolved } : {}),
    files: Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function entryOf(row: Row, file: TreeFile, change: Change | undefined): LockFile | undefined {
  const { entry, existing, treatment, cell } = row
  const { owner, layer } = file
  if (treatment === 'leave' && entry !== undefined) {
    const kept = cell.kept && existing?.kind === 'file' ? keptEntry(row, file, existing.file) : {}
    return { ...entry, ...kept, owner, layer }
  }
  const there = standing(change)
  if (entry === undefined) {
    if (treatment === 'leave' && there === undefined) return undefined
    if (there !== undefined && !isSame(row.path, there, file)) return keptEntry(row, file, there)
  }
  const { content, mode } = file
  const blob = blobId(content)
  const block = entry?.block ? blockOf(row.path, file) : blockIn(row.path, file, there)
  if (block === undefined) return { sha256: sha256(content), blob, mode, owner, layer }
  return { sha256: sha256(block), blob, mode: there?.mode ?? mode, owner, layer, block: true }
}

/** Returns the entry of a file that is the user's. The digest of one that git ignores is secret, too. */
function keptEntry(row: Row, { content, owner, layer }: TreeFile, there: File): LockFile {
  const { sha256: sum, block } = row.entry ?? {}
  const isHidden = row.cell.ignored || (row.entry !== undefined && hidesDigest(row.entry))
  const digest = isHidden ? null : block === true && sum !== undefined ? sum : sha256(there.content)
  const flags = block === true ? ({ kept: true, block: true } as const) : ({ kept: true } as const)
  return { sha256: digest, blob: blobId(content), mode: there.mode, owner, layer, ...flags }
}

/** Returns the file that exists after a change. */
function standing(change: Change | undefined): File | undefined {
  if (change === undefined || change.status === 'remove') return undefined
  if (change.status === 'create' || change.status === 'update' || change.status === 'merge') {
    return fileOf(change)
  }
  return change.existing.kind === 'file' ? change.existing.file : undefined
}

/** Returns whether a file is the rendered one, or has its lines as a marked block. */
function isSame(path: string, there: File, file: TreeFile): boolean {
  if (blockIn(path, file, there) !== undefined) return true
  return blobId(inLf(there).content) === blobId(inLf(file).content)
}

/** Returns the rendered block, if the file merges as a block and the repository's file has one. */
function blockIn(path: string, file: TreeFile, there: File | undefined): string | undefined {
  if (file.merging !== 'block' || there === undefined) return undefined
  const found = findBlock(textIn(there), markersOf(path, file.layer))
  return found.kind === 'none' ? undefined : blockOf(path, file)
}

function blockOf(path: string, file: TreeFile): string {
  return renderedBlock(textIn(file), markersOf(path, file.layer))
}
