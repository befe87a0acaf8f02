import type { File } from '../plan/tree.ts'

/** The files of a repository: path → content and mode. A link has its target as the content. */
export type Files = ReadonlyMap<string, File | Link>

/** A symbolic link. */
export interface Link {
  readonly content: Uint8Array
  readonly mode: '120000'
}

/** The three versions of a path that are in conflict; one that doesn't exist is missing. */
export interface Stages {
  readonly base?: File | Link
  readonly ours?: File | Link
  readonly theirs?: File | Link
}

/** Why a path could not be merged. */
export type ConflictKind = 'content' | 'add/add' | 'modify/delete' | 'delete/modify' | 'binary' | 'kind'

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

/** Merges two trees that have a base in common. `labels` name the sides in conflict markers. */
export type MergeEngine = (
  trees: { readonly base: Files; readonly ours: Files; readonly theirs: Files },
  labels: { readonly ours: string; readonly theirs: string },
) => Promise<Merged>
