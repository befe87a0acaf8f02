import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type File, sortByPath } from '../generators/plan/tree.ts'

/** The files of a folder or a tree: path → content and mode, sorted by path. */
export type Files = ReadonlyMap<string, File>

/** Writes files into a folder, including their modes. */
export function writeTree(folder: string, files: Files): void {
  for (const [path, { content, mode }] of files) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode === '100755' ? 0o755 : 0o644)
  }
}

/**
 * Reads a folder as a tree, without its .git and without empty folders.
 * @throws Error for anything other than a file or folder
 */
export function readTree(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/^\.git(\/|$)/.test(path))
  return sortByPath(entries.map((path) => [path, fileAt(folder, path)] as const))
}

function fileAt(folder: string, path: string): File {
  const file = join(folder, path)
  const stats = lstatSync(file)
  if (!stats.isFile()) throw new Error(`cannot read ${path}: it is not a regular file`)
  return { content: readFileSync(file), mode: (stats.mode & 0o100) === 0 ? '100644' : '100755' }
}
