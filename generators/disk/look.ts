import { lstatSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parents } from '../paths.ts'
import { DiskError, errorCode, refused } from './disk-error.ts'

/** What exists at a path in a directory; links are not followed. */
export type Seen =
  | { readonly kind: 'absent' | 'directory' | 'symlink' | 'other' }
  | { readonly kind: 'file'; readonly stats: Stats }

/** Returns a function that looks up paths in a directory, and checks each parent only once. */
export function looker(directory: string): (path: string) => Seen {
  const above = new Map<string, Seen>()
  return (path) => {
    for (const parent of parents(path)) {
      const seen = above.get(parent) ?? lookAt(join(directory, parent))
      above.set(parent, seen)
      if (seen.kind === 'file') return { kind: 'other' }
      if (seen.kind !== 'directory') return seen
    }
    return lookAt(join(directory, path))
  }
}

function lookAt(path: string): Seen {
  const stats = statsOf(path)
  if (stats === undefined) return { kind: 'absent' }
  if (stats.isFile()) return { kind: 'file', stats }
  if (stats.isDirectory()) return { kind: 'directory' }
  return { kind: stats.isSymbolicLink() ? 'symlink' : 'other' }
}

/**
 * Returns the stats of a path. Nothing can exist below a file, or if the path is too long for the
 * system.
 */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    throw error
  }
}

/** Returns whether a path is a regular file. */
export function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** Returns whether two paths are hard links to the same inode. */
export function sameInode(a: string, b: string): boolean {
  const [x, y] = [a, b].map((path) => lstatSync(path, { bigint: true, throwIfNoEntry: false }))
  return x !== undefined && y !== undefined && x.ino === y.ino && x.dev === y.dev
}

/** How much of a path exists: its deepest existing directory, and the missing names below it. */
export interface Reach {
  readonly base: string
  readonly missing: readonly string[]
}

/**
 * Returns how much of an absolute path exists on this disk, following links.
 * @throws DiskError when the path or its nearest existing ancestor is not a directory
 */
export function reachOf(directory: string): Reach {
  const missing: string[] = []
  for (let at = directory; ; at = dirname(at)) {
    const stats = statAt(directory, at)
    if (stats?.isDirectory()) return { base: at, missing }
    if (stats !== undefined || statsOf(at) !== undefined) {
      const why = stats === undefined ? 'is a broken symbolic link' : 'is not a directory'
      const what = `cannot write ${directory}: ${at === directory ? 'it' : at} ${why}`
      throw new DiskError('failed', [{ what, fix: 'Choose another directory.' }])
    }
    // A missing drive is its own parent.
    if (dirname(at) === at) throw noDrive(directory, at)
    missing.unshift(basename(at))
  }
}

function noDrive(directory: string, drive: string): DiskError {
  const what = `cannot write ${directory}: ${drive} does not exist`
  return new DiskError('failed', [{ what, fix: 'Choose another directory.' }])
}

function statAt(directory: string, at: string): Stats | undefined {
  try {
    return statSync(at, { throwIfNoEntry: false })
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined
    throw refused(`cannot read ${directory}`, error)
  }
}
