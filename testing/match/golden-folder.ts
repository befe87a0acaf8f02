import { lstatSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPlain, Unreadable } from '../../generators/disk/read.ts'
import type { File } from '../../generators/plan/tree.ts'
import { pathsIn, writeFiles } from '../folder.ts'
import type { Known } from './differences.ts'
import { indexPath, indexText, parseIndex, type TreeIndex } from './tree-index.ts'

/** The most bytes of a file that are read. */
const limit = 64 * 1024 * 1024

/** What exists at the path of a golden folder. */
export type Found =
  /** Nothing, or an empty folder. */
  | { readonly kind: 'nothing' }
  /** Files, but no index that can be read: something that this package must not write to. */
  | { readonly kind: 'other' }
  /** A folder with an index, and its files without it: path → what the disk says. */
  | {
      readonly kind: 'golden'
      readonly index: TreeIndex
      readonly files: ReadonlyMap<string, Known>
    }

/** Reads a golden folder. @throws the system's error when it can't be read */
export function readGolden(folder: string): Found {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return { kind: 'nothing' }
  const paths = pathsIn(folder)
  if (paths.length === 0) return { kind: 'nothing' }
  const index = paths.includes(indexPath) ? indexAt(join(folder, indexPath)) : undefined
  if (index === undefined) return { kind: 'other' }
  const own = paths.filter((path) => path !== indexPath)
  return { kind: 'golden', index, files: new Map(own.map((path) => [path, fileAt(folder, path)])) }
}

/** Writes a golden folder, in place of everything in it. */
export function writeGolden(
  folder: string,
  index: TreeIndex,
  files: ReadonlyMap<string, File>,
): void {
  rmSync(folder, { recursive: true, force: true })
  writeFiles(folder, files)
  writeFileSync(join(folder, indexPath), indexText(index))
}

function indexAt(file: string): TreeIndex | undefined {
  try {
    return parseIndex(readPlain(file, limit).toString())
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

/** Returns what the disk says about a file; Windows has no modes. */
function fileAt(folder: string, path: string): Known {
  const file = join(folder, path)
  const stats = lstatSync(file)
  if (!stats.isFile()) return { mode: stats.isSymbolicLink() ? '120000' : '000000' }
  const content = readPlain(file, limit)
  if (process.platform === 'win32') return { content }
  return { content, mode: (stats.mode & 0o100) === 0 ? '100644' : '100755' }
}
