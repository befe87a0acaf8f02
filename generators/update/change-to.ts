import type { Change, Existing } from '../plan/change.ts'
import { type File, sameFile, type TreeFile } from '../plan/tree.ts'
import { inLf } from './line-ends.ts'
import { type Entry, sameEntry } from './merge.ts'
import type { Row } from './rows.ts'

/** Returns an entry as what exists in the repository. */
export function existingOf({ content, mode }: Entry): Existing {
  return mode === '120000' ? { kind: 'symlink' } : { kind: 'file', file: { content, mode } }
}

/** Returns the change that leads to an entry, or to none; undefined if nothing is or was there. */
export function changeTo(
  path: string,
  existing: Existing | undefined,
  entry: Entry | undefined,
  row: Row | undefined,
): Change | undefined {
  const rendered = row?.file
  if (entry === undefined || entry.mode === '120000') {
    if (existing === undefined) return undefined
    if (existing.kind === 'file' && entry === undefined) return { status: 'remove', path, existing }
    return { status: 'keep', path, existing, ...(rendered && { file: rendered }) }
  }
  const content: File = { content: entry.content, mode: entry.mode }
  const file: TreeFile = rendered ?? {
    ...content,
    owner: row?.entry?.owner ?? 'managed',
    layer: row?.entry?.layer ?? '',
  }
  if (existing === undefined) return { status: 'create', path, file: { ...file, ...content } }
  if (existing.kind !== 'file') return { status: 'keep', path, existing, file }
  if (sameFile(existing.file, content)) {
    if (sameEntry(inLf(content), inLf(file))) return { status: 'identical', path, file, existing }
    return { status: 'keep', path, existing, ...(rendered && { file }) }
  }
  const isTheirs = sameEntry(inLf(content), inLf({ content: file.content, mode: file.mode }))
  if (isTheirs) return { status: 'update', path, file: { ...file, ...content }, existing }
  return { status: 'merge', path, file, existing, merged: content }
}
