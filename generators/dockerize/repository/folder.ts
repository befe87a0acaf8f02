import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readPlain, Unreadable } from '../../disk/read.ts'
import type { Unknown } from '../facts.ts'

/** The files of a folder and the folders below it, by paths relative to the directory that is read. */
export interface Folder {
  readonly files: ReadonlySet<string>
  /** Why some files are not known, and where. */
  readonly skipped: readonly Unknown[]
}

/** How many entries of a repository are looked at, and how deep folders may nest. */
const mostEntries = 200_000
const deepest = 64
/** Go files beyond this are generated data; the whole of a repository is bounded too. */
const largestFile = 1024 * 1024
const mostBytes = 256 * 1024 * 1024

/** Folders whose content no program of the repository needs at run time. */
const ignored = new Set(['.git', '.hg', '.svn', 'node_modules'])

/** What no line of a file or a message can have as it is. */
const control = /[\p{Cc}\u2028\u2029]/u

/**
 * Returns the files of a folder. Links are not followed.
 * @param prefix what stands before each path: the folder relative to the directory that is read
 */
export function listFolder(directory: string, prefix: string): Folder {
  const files = new Set<string>()
  const skipped: Unknown[] = []
  const queue = [{ path: join(directory, prefix), name: prefix, depth: 0 }]
  let entries = 0
  for (const { path, name, depth } of queue) {
    const found = entriesOf(path)
    if (found.some((entry) => control.test(entry.name))) {
      skipped.push({
        about: 'code',
        what: 'What has a control character in its name is not read.',
        source: `${name === '' ? '.' : name}:1`,
      })
    }
    for (const entry of found) {
      entries += 1
      if (entries > mostEntries) break
      if (control.test(entry.name)) continue
      const below = name === '' ? entry.name : `${name}/${entry.name}`
      if (entry.isFile()) files.add(below)
      if (!entry.isDirectory() || ignored.has(entry.name)) continue
      if (entry.name === 'vendor') files.add(`${below}/modules.txt`)
      else if (depth < deepest)
        queue.push({ path: join(path, entry.name), name: below, depth: depth + 1 })
      else
        skipped.push({
          about: 'code',
          what: 'The folders are nested too deeply to be read.',
          source: `${below}:1`,
        })
    }
    if (entries > mostEntries) {
      skipped.push({
        about: 'code',
        what: `Only the first ${mostEntries} files and folders were read.`,
        source: `${name === '' ? '.' : name}:1`,
      })
      break
    }
  }
  for (const path of files) {
    if (path.endsWith('vendor/modules.txt') && !existsSync(join(directory, path)))
      files.delete(path)
  }
  return { files, skipped }
}

function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

/** Reads files of a repository, within bounds. */
export interface Reader {
  /** Returns the text of a file; undefined if it is none, or beyond the bounds. */
  readonly read: (path: string) => string | undefined
  /** Returns the files that were left out because they or the repository are too large. */
  readonly tooLarge: () => readonly string[]
}

/** Returns a reader of files, by paths relative to a directory. */
export function createReader(directory: string): Reader {
  const texts = new Map<string, string | undefined>()
  const large: string[] = []
  let bytes = 0
  return { read, tooLarge: () => large }

  function read(path: string): string | undefined {
    if (!texts.has(path)) texts.set(path, readNow(path))
    return texts.get(path)
  }

  function readNow(path: string): string | undefined {
    try {
      const content = readPlain(join(directory, path), Math.min(largestFile, mostBytes - bytes))
      bytes += content.length
      return content.toString('utf8')
    } catch (error) {
      if (error instanceof Unreadable && error.kind === 'large') large.push(path)
      return undefined
    }
  }
}

/** Returns whether a folder has an entry. */
export function hasEntry(directory: string, name: string): boolean {
  return existsSync(join(directory, name))
}
