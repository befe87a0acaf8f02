import type { Finding } from '../finding.ts'
import type { Context } from '../layers/context.ts'
import type { LockLayer } from '../plan/lock.ts'
import type { Tree } from '../plan/tree.ts'
import type { Table } from '../questions/table.ts'
import type { HouseLayer } from './house-layer.ts'

/** The house layers of a repository, ready to be laid over the built-in templates. */
export interface House {
  /** The options, with those of the layers. */
  readonly table: Table
  /** The layers, in the order in which they are laid over each other. */
  readonly layers: readonly HouseLayer[]
  /** Returns what the lock of a repository says about each layer, in order. */
  readonly recordedIn: (directory: string) => readonly LockLayer[]
  /**
   * Returns what others who work on a repository should know about the sources.
   * @param prefix the path of the directory in its git repository, with a slash at its end
   */
  readonly warningsIn: (directory: string, prefix?: string) => readonly Finding[]
  /**
   * Returns a tree with the layers over it.
   * @throws ProblemsError when a layer doesn't fit the tree
   */
  readonly overlay: (tree: Tree, context: Context) => Tree
}
