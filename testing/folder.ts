import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type File, sortByPath } from '../generators/plan/tree.ts'

/** The files of a folder, or of a tree: path → bytes and mode, in the order of the paths. */
export type Files = ReadonlyMap<string, File>

/** Writes files into a folder, modes included. */
export function writeTree(folder: string, files: Files): void {
  for (const [path, { content, mode }] of files) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode === '100755' ? 0o755 : 0o644)
  }
}

/**
 * Reads a folder as a tree; git's own folder is no part of it, and neither are empty folders.
 * @throws Error for what is neither a file nor a folder
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
