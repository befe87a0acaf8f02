import type { Change, Existing } from '../plan/change.ts'
import { type File, sameFile, type TreeFile } from '../plan/tree.ts'
import { inLf } from './line-ends.ts'
import {
  type Entry,
  type Files,
  type Labels,
  type MergeConflict,
  type MergeEngine,
  type Rename,
  type Stages,
  sameEntry,
  type Trees,
} from './merge.ts'
import { mergeByMeaning } from './own-merge.ts'
import { type Row, type RowTerms, rowsOf } from './rows.ts'

/** What an update is planned from. */
export interface DraftTerms extends RowTerms {
  /** Other files of the repository, one of which may be a file that the user has moved. */
  readonly others: Files
  readonly labels: Labels
}

/** A file of the template that the update leaves alone. */
export interface Left {
  readonly path: string
  readonly why: 'seeded' | 'kept'
  /** What the template did with it. */
  readonly change: 'added' | 'changed' | 'removed'
}

/** Everything that an update does to the files, before its record is added. */
export interface Draft {
  /** Sorted by path. A conflict is among them as what is written for it. */
  readonly changes: readonly Change[]
  readonly conflicts: readonly MergeConflict[]
  readonly renames: readonly Rename[]
  readonly left: readonly Left[]
  /** The paths whose last render is not available, so that they were compared with the new one. */
  readonly twoWay: readonly string[]
  readonly rows: readonly Row[]
}

/** Merges the new render into a repository. Rejects with the errors of the engine. */
export async function draftUpdate(terms: DraftTerms, engine: MergeEngine): Promise<Draft> {
  const { others, labels } = terms
  const rows = rowsOf(terms)
  const own = new Map(
    rows.flatMap((row) => {
      const merge = row.treatment === 'merge' ? mergeByMeaning(row, labels) : undefined
      return merge === undefined ? [] : [[row.path, merge] as const]
    }),
  )
  const merging = rows.filter((row) => row.treatment === 'merge' && !own.has(row.path))
  const trees = treesOf(merging, others)
  const merged = isSettled(trees, others)
    ? { files: trees.ours, conflicts: [], renames: [] }
    : await engine(trees, labels)

  const conflicts = [...merged.conflicts]
  const files = new Map<string, Entry | undefined>()
  for (const path of new Set([
    ...trees.base.keys(),
    ...trees.ours.keys(),
    ...trees.theirs.keys(),
  ])) {
    files.set(path, undefined)
  }
  for (const [path, entry] of merged.files) files.set(path, entry)
  for (const row of rows) {
    const { path, existing, file, treatment } = row
    const result = own.get(path)
    const ours = existing?.kind === 'file' ? existing.file : undefined
    if (treatment === 'take') files.set(path, file)
    if (treatment === 'remove') files.set(path, undefined)
    if (treatment === 'conflict') files.set(path, ours ?? (existing ? undefined : file))
    if (result !== undefined) files.set(path, result.file)
    const kind = result?.conflict ?? (treatment === 'conflict' ? policyKind(row) : undefined)
    if (kind !== undefined) conflicts.push({ path, kind, stages: stagesOf(row) })
  }
  // A seeded file that the user deleted stays deleted.
  const isGone = ({ path, kind }: MergeConflict) =>
    kind === 'modify/delete' && rows.some((row) => row.path === path && row.cell.owner === 'seeded')
  for (const { path } of conflicts.filter(isGone)) files.set(path, undefined)

  const byPath = new Map(rows.map((row) => [row.path, row]))
  const moved = new Map(merged.renames.map((rename) => [rename.to, rename]))
  const changes = [...files].flatMap(([path, entry]): readonly Change[] => {
    const other = others.get(path)
    if (other && !moved.has(path) && sameEntry(other, entry)) return []
    const existing = byPath.get(path)?.existing ?? (other && existingOf(other))
    const from = moved.get(path)?.from
    const row = byPath.get(path)?.file ? byPath.get(path) : byPath.get(from ?? path)
    const change = changeTo(path, existing, entry, row)
    return change === undefined ? [] : [change]
  })
  const still = rows.filter(({ treatment }) => treatment === 'leave' || treatment === 'drop')
  const kept = still.flatMap(({ path, file, existing }): readonly Change[] =>
    existing === undefined ? [] : [{ status: 'keep', path, existing, ...(file && { file }) }],
  )
  return {
    changes: [...changes, ...kept].sort(byPathOrder),
    conflicts: conflicts.filter((conflict) => !isGone(conflict)).sort(byPathOrder),
    renames: merged.renames,
    left: rows.flatMap(leftOf),
    twoWay: rows.filter(isTwoWay).map(({ path }) => path),
    rows,
  }
}

function byPathOrder(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

function treesOf(rows: readonly Row[], others: Files): Trees {
  const pick = (of: (row: Row) => File | undefined) =>
    rows.flatMap((row): readonly (readonly [string, Entry])[] => {
      const file = of(row)
      return file === undefined ? [] : [[row.path, { content: file.content, mode: file.mode }]]
    })
  return {
    base: new Map(pick(({ base }) => base)),
    ours: new Map([
      ...others,
      ...pick(({ existing }) => (existing?.kind === 'file' ? existing.file : undefined)),
    ]),
    theirs: new Map(pick(({ file }) => file)),
  }
}

/** Returns whether nothing has to be merged: the template is silent, and the user moved nothing. */
function isSettled({ base, theirs }: Trees, others: Files): boolean {
  const paths = new Set([...base.keys(), ...theirs.keys()])
  return (
    others.size === 0 && [...paths].every((path) => sameEntry(base.get(path), theirs.get(path)))
  )
}

function policyKind({ existing, file }: Row): MergeConflict['kind'] {
  if (existing === undefined) return 'modify/delete'
  return existing.kind === 'file' && file === undefined ? 'delete/modify' : 'kind'
}

function stagesOf({ base, existing, file }: Row): Stages {
  return {
    ...(base && { base }),
    ...(existing?.kind === 'file' ? { ours: existing.file } : {}),
    ...(file && { theirs: file }),
  }
}

function existingOf({ content, mode }: Entry): Existing {
  return mode === '120000' ? { kind: 'symlink' } : { kind: 'file', file: { content, mode } }
}

/** Returns the change that leads to an entry, or to none; undefined if nothing is or was there. */
function changeTo(
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

function leftOf({ path, cell, treatment }: Row): readonly Left[] {
  if (treatment !== 'leave' && treatment !== 'drop') return []
  const isKept = cell.kept || cell.ours === 'obstacle'
  if (!isKept && cell.owner !== 'seeded') return []
  const why = isKept ? 'kept' : 'seeded'
  if (cell.theirs === 'absent') return [{ path, why, change: 'removed' }]
  if (cell.theirs === 'silent') return []
  return [{ path, why, change: cell.base === 'none' ? 'added' : 'changed' }]
}

function isTwoWay({ cell, treatment }: Row): boolean {
  return cell.base === 'unknown' && (treatment === 'merge' || treatment === 'conflict')
}
