import type { File, TreeFile } from './tree.ts'

/** What stands at a path of the destination: a file, or something that no file may replace; `large` is a file that is too large to read. */
export type Existing = ExistingFile | { readonly kind: 'directory' | 'symlink' | 'other' | 'large' }

/** A file that stands in the destination. */
export interface ExistingFile {
  readonly kind: 'file'
  readonly file: File
}

/** The destination as it was read; a path where nothing stands is absent. */
export interface Snapshot {
  readonly exists: boolean
  readonly entries: ReadonlyMap<string, Existing>
}

/** How a conflict ends: their file stays, ours replaces it, or ours is appended to theirs. */
export type Decision = 'keep' | 'overwrite' | 'append'

/** Nothing stands there: our file is written. */
export interface Create {
  readonly status: 'create'
  readonly path: string
  readonly file: TreeFile
}

/** What stands there is ours already: nothing is written. */
export interface Identical {
  readonly status: 'identical'
  readonly path: string
  readonly file: TreeFile
  readonly existing: ExistingFile
}

/** Our file replaces theirs. */
export interface Update {
  readonly status: 'update'
  readonly path: string
  readonly file: TreeFile
  readonly existing: ExistingFile
  /** What a person decided, where there was a conflict. */
  readonly decision?: Decision
}

/** What stands there stays; without a file of ours where the template has none any more. */
export interface Keep {
  readonly status: 'keep'
  readonly path: string
  readonly file?: TreeFile
  readonly existing: Existing
  readonly decision?: Decision
}

/** Our lines go into their file, and nothing of theirs is changed. */
export interface Merge {
  readonly status: 'merge'
  readonly path: string
  readonly file: TreeFile
  /** Their file with our lines. */
  readonly merged: File
  readonly existing: ExistingFile
  readonly decision?: Decision
}

/** Theirs and ours differ, and nobody has decided: nothing of the plan is written. */
export interface Conflict {
  readonly status: 'conflict'
  readonly path: string
  readonly file?: TreeFile
  readonly existing: Existing
  /** The decisions that would end it. */
  readonly ways: readonly Decision[]
  /** Why it can't go on by itself, where that isn't plain: the rest of a sentence about the file. */
  readonly why?: string
  /** What `overwrite` writes where our lines alone are in dispute: their file with ours in it. */
  readonly merged?: File
}

/** A file of the last run that is no longer part of the tree goes. */
export interface Remove {
  readonly status: 'remove'
  readonly path: string
  readonly existing: ExistingFile
}

/** A path of the destination and what happens to it. */
export type Change = Create | Identical | Update | Keep | Merge | Conflict | Remove

/** What happens to one path. */
export type Status = Change['status']

/** A change that writes or removes something. */
export type Work = Create | Update | Merge | Remove

/** All that a run would do, complete before anything is written. */
export interface Plan {
  /** The destination as an absolute path. */
  readonly directory: string
  /** Whether the destination exists already. */
  readonly exists: boolean
  readonly changes: readonly Change[]
}

/** Returns whether a change touches the disk. */
export function isWork(change: Change): change is Work {
  return ['create', 'update', 'merge', 'remove'].includes(change.status)
}

/** Returns the file that a change writes. */
export function fileOf(change: Create | Update | Merge): File {
  return change.status === 'merge' ? change.merged : change.file
}

/** Returns the conflicts of a plan, in the order of their paths. */
export function conflicts(plan: Plan): readonly Conflict[] {
  return plan.changes.filter((change) => change.status === 'conflict')
}

/** Returns the conflicts that a person can settle by decisions: none where one of them has no way. */
export function settleable(plan: Plan): readonly Conflict[] {
  const open = conflicts(plan)
  return open.every(({ ways }) => ways.length > 0) ? open : []
}
