import { type Dirent, opendirSync } from 'node:fs'
import { join } from 'node:path'
import { readPlain, Unreadable } from '../disk/read.ts'
import { kindOf, mayBeCompose } from './find-files.ts'
import { foldersOf, type Repository } from './repository.ts'

/** The limits of what is read: far more than any repository needs, and bounded in time. */
const limits = { entries: 50_000, depth: 40, file: 256 * 1024, sum: 16 * 1024 * 1024 } as const

/** Folders whose content belongs to others. */
const skipped: ReadonlySet<string> = new Set(['.git', 'node_modules'])

/**
 * Reads what an audit needs of a directory. Follows no links; files that are too large or can't be
 * read are listed in `unread`.
 * @throws the system's error when the directory itself can't be read
 */
export function readRepository(directory: string): Repository {
  const paths = new Set<string>()
  const links = new Set<string>()
  const texts = new Map<string, string>()
  const unread = new Map<string, string>()
  let isGit = false
  let partial = false
  let entries = 0
  let size = 0
  const waiting: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }]
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const { path, depth } = at
    for (const entry of entriesIn(join(directory, path), path === '')) {
      entries += 1
      if (entries > limits.entries) {
        partial = true
        break
      }
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.name === '.git' && path === '') isGit = true
      if (entry.isDirectory()) {
        if (skipped.has(entry.name)) continue
        if (depth < limits.depth) waiting.push({ path: below, depth: depth + 1 })
        else partial = true
      } else if (entry.isFile()) {
        paths.add(below)
        if (isAudited(below)) read(below)
      } else if (entry.isSymbolicLink()) links.add(below)
      else if (isAudited(below)) unread.set(below, 'it is not a file')
    }
  }
  return { paths, folders: foldersOf(paths), links, texts, git: isGit, partial, unread }

  function read(path: string): void {
    // A go.sum is only looked for, and vendored code is not the repository's own.
    if (path.endsWith('go.sum') || /(?:^|\/)vendor\//.test(path)) return
    if (size > limits.sum) {
      partial = true
      return
    }
    try {
      const content = readPlain(join(directory, path), limits.file)
      size += content.length
      texts.set(path, content.toString('utf8'))
    } catch (error) {
      unread.set(
        path,
        error instanceof Unreadable ? error.message : 'the system refuses to read it',
      )
    }
  }
}

function isAudited(path: string): boolean {
  return kindOf(path) !== undefined || mayBeCompose(path)
}

/** Returns the entries of a folder; none of one below the top that can't be read. */
function entriesIn(folder: string, isTop: boolean): readonly Dirent[] {
  const found: Dirent[] = []
  try {
    const open = opendirSync(folder)
    try {
      for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
        found.push(entry)
        if (found.length > limits.entries) break
      }
    } finally {
      open.closeSync()
    }
  } catch (error) {
    if (isTop) throw error
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}
