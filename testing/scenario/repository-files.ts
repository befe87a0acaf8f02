import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readPlain } from '../../generators/disk/read.ts'
import { reservedPrefix } from '../../generators/paths.ts'
import type { File } from '../../generators/plan/tree.ts'
import { type FileTree, fileTree } from '../file-tree.ts'
import { pathsIn } from '../folder.ts'

/** The most bytes of a file that are read. */
const limit = 64 * 1024 * 1024

/** Returns the files of a repository, except for those that `pathsOf` leaves out. */
export function repositoryFiles(folder: string): FileTree {
  return fileTree(new Map(pathsOf(folder).map((path) => [path, fileAt(join(folder, path))])))
}

/** Returns the paths in a repository, without those of git and of the backup of an update, sorted. */
export function pathsOf(folder: string): readonly string[] {
  return pathsIn(folder).filter(
    (path) => !path.startsWith('.git/') && !path.startsWith(reservedPrefix),
  )
}

/** Reads a file. */
export function fileAt(file: string): File {
  const isExecutable = (lstatSync(file).mode & 0o100) !== 0
  return { content: readPlain(file, limit), mode: isExecutable ? '100755' : '100644' }
}
