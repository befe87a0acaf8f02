import { type File, type Mode, sortByPath, utf8In } from '../generators/plan/tree.ts'

/** Files in memory. Paths are relative, with forward slashes. */
export interface FileTree {
  /** Returns all paths, sorted. */
  paths(): readonly string[]
  /**
   * Returns a file as text.
   * @throws Error when the tree has no such file, or it is not UTF-8
   */
  read(path: string): string
  /** Returns the bytes of a file. @throws Error when the tree has no such file */
  bytes(path: string): Uint8Array
  /** Returns the mode of a file. @throws Error when the tree has no such file */
  mode(path: string): Mode
}

/** Returns files for tests. */
export function fileTree(unsorted: ReadonlyMap<string, File>): FileTree {
  const files = sortByPath(unsorted)
  return {
    paths: () => [...files.keys()],
    read: (path) => {
      const text = utf8In(fileIn(files, path))
      if (text === undefined) throw new Error(`${path} is not UTF-8 text: use bytes()`)
      return text
    },
    bytes: (path) => Uint8Array.from(fileIn(files, path).content),
    mode: (path) => fileIn(files, path).mode,
  }
}

/** Returns a file of a tree. @throws Error when the tree has no such file */
export function fileIn<T>(files: ReadonlyMap<string, T>, path: string): T {
  const file = files.get(path)
  if (file === undefined) throw new Error(`the tree has no ${path}`)
  return file
}
