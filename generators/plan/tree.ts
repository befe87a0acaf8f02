/** How git stores a file: a plain one or an executable one. */
export type Mode = '100644' | '100755'

/** One file of a tree. */
export interface TreeFile {
  readonly content: Uint8Array
  readonly mode: Mode
}

/** What a generator makes: repository path (POSIX, relative) → file, in the order of the paths. */
export type Tree = ReadonlyMap<string, TreeFile>

/** Returns the tree with its paths sorted by code unit, so that no locale decides an order. */
export function sortTree(files: Iterable<readonly [string, TreeFile]>): Tree {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** Returns whether two files have the same bytes and the same mode. */
export function sameFile(a: TreeFile, b: TreeFile): boolean {
  return a.mode === b.mode && Buffer.compare(a.content, b.content) === 0
}
