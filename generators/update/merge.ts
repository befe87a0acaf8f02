import type { File } from '../plan/tree.ts'

/** The files of a repository: path → content and mode. A link has its target as the content. */
export type Files = ReadonlyMap<string, Entry>

/** A file or a symbolic link. */
export type Entry = File | Link

/** A symbolic link. */
export interface Link {
  readonly content: Uint8Array
  readonly mode: '120000'
}

/** The three versions of a path that are in conflict; one that doesn't exist is missing. */
export interface Stages {
  readonly base?: Entry
  readonly ours?: Entry
  readonly theirs?: Entry
}

/**
 * Why a path could not be merged. `modify/delete`: the template changed a file that the user
 * deleted; `delete/modify`: the other way round; `rename`: both moved it, to different paths;
 * `link`: one of the versions is a symbolic link; `markers`: those of our block are broken, or those
 * around the user's lines are not the template's; `generated`: the template alone writes it from now
 * on, and the user edited it; `no-base`: the version that both come from is not available;
 * `obstacle`: no regular file is at the path.
 */
export type ConflictKind =
  | 'content'
  | 'add/add'
  | 'modify/delete'
  | 'delete/modify'
  | 'rename'
  | 'binary'
  | 'link'
  | 'markers'
  | 'generated'
  | 'no-base'
  | 'obstacle'

/** A path that could not be merged. */
export interface MergeConflict {
  readonly path: string
  readonly kind: ConflictKind
  readonly stages: Stages
}

/** A file that has another path in the result: ours or the template's rename, followed. */
export interface Rename {
  readonly from: string
  readonly to: string
  readonly by: 'ours' | 'theirs'
}

/** The result of a three-way merge of trees. */
export interface Merged {
  /** The merged files; a text in conflict has markers, a binary in conflict is ours. */
  readonly files: Files
  readonly conflicts: readonly MergeConflict[]
  readonly renames: readonly Rename[]
}

/** Two versions of a repository's files, and the one that both come from. */
export interface Trees {
  readonly base: Files
  readonly ours: Files
  readonly theirs: Files
}

/** The names of the two sides in conflict markers. */
export interface Labels {
  readonly ours: string
  readonly theirs: string
}

/**
 * Merges two trees that have a base in common. Rejects with an `EngineError` if it can't work here.
 */
export type MergeEngine = (trees: Trees, labels: Labels) => Promise<Merged>

/** An engine can't work here, for example because git is not installed. */
export class EngineError extends Error {
  override name = 'EngineError'
}

/** Returns whether two entries are the same; one that doesn't exist is undefined. */
export function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.mode === b.mode && Buffer.compare(a.content, b.content) === 0
}

/** Returns whether an entry can't be merged by lines: it has a NUL, as git decides it. */
export function isBinary({ content }: Entry): boolean {
  return content.subarray(0, 8000).includes(0)
}

/** Returns the kind of a conflict, given the versions of its path. */
export function kindOf({ base, ours, theirs }: Stages): ConflictKind {
  const there = [base, ours, theirs].filter((entry) => entry !== undefined)
  if (there.length < 2) return 'rename'
  if (there.some(({ mode }) => mode === '120000')) return 'link'
  if (ours === undefined) return 'modify/delete'
  if (theirs === undefined) return 'delete/modify'
  if (there.some(isBinary)) return 'binary'
  return base === undefined ? 'add/add' : 'content'
}
