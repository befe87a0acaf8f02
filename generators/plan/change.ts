import type { File, TreeFile } from './tree.ts'

/**
 * What exists at a path of the destination: a file, or something that no file may replace. `large`
 * is a file that is too large to read.
 */
export type Existing = ExistingFile | { readonly kind: 'directory' | 'symlink' | 'other' | 'large' }

/** A file that exists in the destination. */
export interface ExistingFile {
  readonly kind: 'file'
  readonly file: File
}

/** The destination as it was read. A path where nothing exists has no entry. */
export interface Snapshot {
  readonly exists: boolean
  readonly entries: ReadonlyMap<string, Existing>
}

/** How to resolve a conflict: keep the user's file, replace it by ours, or append ours to it. */
export type Decision = 'keep' | 'overwrite' | 'append'

/** Nothing exists there: our file is written. */
export interface Create {
  readonly status: 'create'
  readonly path: string
  readonly file: TreeFile
}

/** The existing file is the same as ours: nothing is written. */
export interface Identical {
  readonly status: 'identical'
  readonly path: string
  readonly file: TreeFile
  readonly existing: ExistingFile
}

/** Our file replaces the existing one. */
export interface Update {
  readonly status: 'update'
  readonly path: string
  readonly file: TreeFile
  readonly existing: ExistingFile
  /** What the user decided, if there was a conflict. */
  readonly decision?: Decision
}

/** What exists stays. `file` is missing if the template no longer has this file. */
export interface Keep {
  readonly status: 'keep'
  readonly path: string
  readonly file?: TreeFile
  readonly existing: Existing
  readonly decision?: Decision
}

/** Our lines go into the user's file, whose own lines don't change. */
export interface Merge {
  readonly status: 'merge'
  readonly path: string
  readonly file: TreeFile
  /** The user's file with our lines. */
  readonly merged: File
  readonly existing: ExistingFile
  readonly decision?: Decision
}

/** The user's file and ours differ, and nobody has decided: the plan can't be applied. */
export interface Conflict {
  readonly status: 'conflict'
  readonly path: string
  readonly file?: TreeFile
  readonly existing: Existing
  /** The decisions that would resolve it. */
  readonly ways: readonly Decision[]
  /**
   * Why it can't be resolved automatically, if that isn't obvious: the rest of a sentence about the
   * file.
   */
  readonly why?: string
  /**
   * What `overwrite` writes if only our lines are in dispute: the user's file with our lines in it.
   */
  readonly merged?: File
}

/** Deletes a file from the last run that is no longer part of the tree. */
export interface Remove {
  readonly status: 'remove'
  readonly path: string
  readonly existing: ExistingFile
}

/** A path of the destination, and what happens to it. */
export type Change = Create | Identical | Update | Keep | Merge | Conflict | Remove

/** What happens to a path. */
export type Status = Change['status']

/** A change that writes or removes something. */
export type Work = Create | Update | Merge | Remove

/** Everything that a run would do, complete before anything is written. */
export interface Plan {
  /** The destination, as an absolute path. */
  readonly directory: string
  /** Whether the destination exists already. */
  readonly exists: boolean
  readonly changes: readonly Change[]
}

/** Returns whether a change writes or removes something. */
export function isWork(change: Change): change is Work {
  return ['create', 'update', 'merge', 'remove'].includes(change.status)
}

/** Returns the file that a change writes. */
export function fileOf(change: Create | Update | Merge): File {
  return change.status === 'merge' ? change.merged : change.file
}

/** Returns the conflicts of a plan, sorted by path. */
export function conflicts(plan: Plan): readonly Conflict[] {
  return plan.changes.filter((change) => change.status === 'conflict')
}

/**
 * Returns the conflicts that decisions can resolve; none if one of them can't be resolved that way.
 */
export function settleable(plan: Plan): readonly Conflict[] {
  const open = conflicts(plan)
  return open.every(({ ways }) => ways.length > 0) ? open : []
}
