import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unsafePath } from '../../generators/paths.ts'
import type { Mode } from '../../generators/plan/tree.ts'
import { ProblemsError } from '../../generators/problem.ts'
import { type FileTree, fileTree } from '../file-tree.ts'
import { fileAt, pathsOf } from './repository-files.ts'

/** The files of a repository, to edit as its user would. Paths are relative to the repository. */
export interface UserFiles extends FileTree {
  /** Writes a file, and the folders that it is in; an existing one keeps its mode. */
  write(path: string, content: string | Uint8Array): void
  /** Deletes a file. @throws Error when there is none */
  remove(path: string): void
  /** Moves a file. @throws Error when there is none, or one at the new path */
  rename(from: string, to: string): void
  /** Makes a file executable (`100755`), or not (`100644`). @throws Error when there is none */
  chmod(path: string, mode: Mode): void
}

/**
 * Returns the files in a folder, to edit. Its functions throw a ProblemsError for a path that may
 * not be in a repository, such as `../x` or `.git/config`.
 */
export function userFiles(folder: string): UserFiles {
  return {
    paths: () => pathsOf(folder),
    read: (path) => one(path).read(path),
    bytes: (path) => one(path).bytes(path),
    mode: (path) => one(path).mode(path),
    write: (path, content) => {
      const file = placeOf(path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    },
    remove: (path) => rmSync(existing(path)),
    rename: (from, to) => {
      const [file, target] = [existing(from), placeOf(to)]
      if (isThere(target)) throw new Error(`cannot rename ${from}: the repository has ${to}`)
      mkdirSync(dirname(target), { recursive: true })
      renameSync(file, target)
    },
    chmod: (path, mode) => chmodSync(existing(path), mode === '100755' ? 0o755 : 0o644),
  }

  function one(path: string): FileTree {
    return fileTree(new Map([[path, fileAt(existing(path))]]))
  }

  function placeOf(path: string): string {
    const why = unsafePath(path)
    if (why !== undefined) {
      throw new ProblemsError([{ what: `cannot use the path ${JSON.stringify(path)}: ${why}` }])
    }
    return join(folder, path)
  }

  function existing(path: string): string {
    const file = placeOf(path)
    if (!isThere(file)) throw new Error(`the repository has no ${path}`)
    return file
  }
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}
