import type { Change } from '../plan/change.ts'
import type { File } from '../plan/tree.ts'
import { changeTo, existingOf } from './change-to.ts'
import {
  type Entry,
  type Files,
  type Labels,
  type MergeConflict,
  type Merged,
  type MergeEngine,
  type Rename,
  type Stages,
  sameEntry,
  type Trees,
} from './merge.ts'
import { mergeByMeaning, type OwnMerge } from './own-merge.ts'
import { filled, type Row, type RowTerms, rowsOf } from './rows.ts'

/** What an update is planned from. */
export interface DraftTerms extends RowTerms {
  /** Other files of the repository, one of which may be a file that the user has moved. */
  readonly others: Files
  readonly labels: Labels
}

/** A file of the template that the update leaves alone. */
export interface Left {
  readonly path: string
  readonly why: 'seeded' | 'kept' | 'ignored'
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
  /** The paths of generated files in which edits of the user are overwritten or deleted. */
  readonly overwritten: readonly string[]
  /** The paths whose last render is not available, so that they were compared with the new one. */
  readonly twoWay: readonly string[]
  readonly rows: readonly Row[]
  /** Whether anything had to be merged by an engine. */
  readonly isMerged: boolean
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
  const isMerged = !isSettled(trees, others)
  const merged = isMerged
    ? await engine(trees, labels)
    : { files: trees.ours, conflicts: [], renames: [] }
  const twoWay = rows.filter(isTwoWay).map(({ path }) => path)
  const conflicts = [...merged.conflicts, ...rows.flatMap((row) => conflictOf(row, own))].map(
    (conflict) => withoutBase(conflict, twoWay),
  )
  // A seeded file that the user deleted stays deleted.
  const isGone = ({ path, kind }: MergeConflict) =>
    kind === 'modify/delete' && rows.some((row) => row.path === path && row.cell.owner === 'seeded')
  const gone = conflicts.filter(isGone).map(({ path }) => path)

  const results = resultsOf(rows, own, trees, merged)
  for (const path of gone) results.set(path, undefined)
  const declared = rows.flatMap(declaredRename)
  return {
    changes: [
      ...changesTo(results, rows, others, merged.renames),
      ...rows.flatMap(leftAlone),
      ...declared.map(({ change }) => change),
    ].sort(byPathOrder),
    conflicts: conflicts.filter(({ path }) => !gone.includes(path)).sort(byPathOrder),
    renames: [...merged.renames, ...declared.map(({ rename }) => rename)],
    left: rows.flatMap(leftOf),
    overwritten: rows.filter(isOverwritten).map(({ path }) => path),
    twoWay,
    rows,
    isMerged,
  }
}

type OwnMerges = ReadonlyMap<string, OwnMerge>

/** Returns the conflict of a path that no engine merged, if it has one. */
function conflictOf(row: Row, own: OwnMerges): readonly MergeConflict[] {
  const { path, treatment } = row
  const { conflict, stages = stagesOf(row) } = own.get(path) ?? {}
  const kind = conflict ?? (treatment === 'conflict' ? policyKind(row) : undefined)
  return kind === undefined ? [] : [{ path, kind, stages }]
}

/** A file whose base is missing looks as if both had added it. */
function withoutBase(conflict: MergeConflict, twoWay: readonly string[]): MergeConflict {
  const isLost = conflict.kind === 'add/add' && twoWay.includes(conflict.path)
  return isLost ? { ...conflict, kind: 'no-base' } : conflict
}

/** Returns what will be at each path that an update decides about; undefined for nothing. */
function resultsOf(rows: readonly Row[], own: OwnMerges, trees: Trees, merged: Merged) {
  const { base, ours, theirs } = trees
  const paths = new Set([...base.keys(), ...ours.keys(), ...theirs.keys(), ...merged.files.keys()])
  const results = new Map<string, Entry | undefined>(
    [...paths].map((path) => [path, merged.files.get(path)]),
  )
  for (const { path, existing, file, treatment } of rows) {
    const mine = existing?.kind === 'file' ? existing.file : undefined
    if (treatment === 'take') results.set(path, file && (filled(file, existing) ?? file))
    if (treatment === 'remove') results.set(path, undefined)
    if (treatment === 'conflict') results.set(path, mine ?? (existing ? undefined : file))
    const result = own.get(path)
    if (result !== undefined) results.set(path, result.file)
  }
  return results
}

/** Returns the changes that lead to some results. */
function changesTo(
  results: ReadonlyMap<string, Entry | undefined>,
  rows: readonly Row[],
  others: Files,
  renames: readonly Rename[],
): readonly Change[] {
  const byPath = new Map(rows.map((row) => [row.path, row]))
  const origins = new Map(renames.map(({ from, to }) => [to, from]))
  return [...results].flatMap(([path, entry]): readonly Change[] => {
    const [row, other, origin] = [byPath.get(path), others.get(path), origins.get(path)]
    if (other && origin === undefined && sameEntry(other, entry)) return []
    const there = row?.movedFrom === undefined ? row?.existing : undefined
    const existing = there ?? (other && existingOf(other))
    const source = row?.file || origin === undefined ? row : byPath.get(origin)
    const change = changeTo(path, existing, entry, source)
    return change === undefined ? [] : [change]
  })
}

function leftAlone({ path, file, existing, treatment }: Row): readonly Change[] {
  const stays = treatment === 'leave' || treatment === 'drop'
  if (!stays || existing === undefined) return []
  return [{ status: 'keep', path, existing, ...(file && { file }) }]
}

/** A rename that the template says it made: the old path goes. */
interface Declared {
  readonly change: Change
  readonly rename: Rename
}

function declaredRename({ path, movedFrom, existing }: Row): readonly Declared[] {
  if (movedFrom === undefined || existing?.kind !== 'file') return []
  return [
    {
      change: { status: 'remove', path: movedFrom, existing },
      rename: { from: movedFrom, to: path, by: 'theirs' },
    },
  ]
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

function policyKind({ existing, file, cell }: Row): MergeConflict['kind'] {
  if (existing === undefined) return 'modify/delete'
  if (existing.kind !== 'file') return 'obstacle'
  if (file === undefined) return 'delete/modify'
  return cell.isTakenOver ? 'generated' : 'markers'
}

function isOverwritten({ cell, treatment }: Row): boolean {
  return cell.ours === 'edited' && (treatment === 'take' || treatment === 'remove')
}

function stagesOf({ base, existing, file }: Row): Stages {
  return {
    ...(base && { base }),
    ...(existing?.kind === 'file' ? { ours: existing.file } : {}),
    ...(file && { theirs: file }),
  }
}

function leftOf({ path, cell, treatment }: Row): readonly Left[] {
  if (treatment !== 'leave' && treatment !== 'drop') return []
  const isKept = cell.kept || cell.ours === 'obstacle'
  if (!isKept && !cell.ignored && cell.owner !== 'seeded') return []
  const why = cell.ignored ? 'ignored' : isKept ? 'kept' : 'seeded'
  if (cell.theirs === 'absent') return [{ path, why, change: 'removed' }]
  if (cell.theirs === 'silent') return []
  return [{ path, why, change: cell.base === 'none' ? 'added' : 'changed' }]
}

function isTwoWay({ cell, treatment }: Row): boolean {
  return cell.base === 'unknown' && (treatment === 'merge' || treatment === 'conflict')
}
