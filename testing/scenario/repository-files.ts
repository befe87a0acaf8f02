import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { readPlain } from '../../generators/disk/read.ts'
import { reservedPrefix } from '../../generators/paths.ts'
import type { File } from '../../generators/plan/tree.ts'
import { type FileTree, fileTree } from '../file-tree.ts'
import { pathsIn } from '../folder.ts'

/** The most bytes of a file that are read. */
const limit = 64 * 1024 * 1024

/** Returns the files of a repository, without those of git and without the backup of an update. */
export function repositoryFiles(folder: string): FileTree {
  const paths = pathsIn(folder).filter(
    (path) => !path.startsWith('.git/') && !path.startsWith(reservedPrefix),
  )
  return fileTree(new Map(paths.map((path) => [path, fileAt(join(folder, path))])))
}

function fileAt(file: string): File {
  const isExecutable = (lstatSync(file).mode & 0o100) !== 0
  return { content: readPlain(file, limit), mode: isExecutable ? '100755' : '100644' }
}
