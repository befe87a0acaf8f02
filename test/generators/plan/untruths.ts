import { createHash } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lock, LockFile } from '../../../generators/plan/lock.ts'

/**
 * Returns every way in which a lock doesn't describe a directory. Shares no code with the writer of
 * locks, but inspects the disk itself. A seeded file may still have the entry of the lock before: an
 * update needs what was written.
 */
export function untruths(
  { files }: Lock,
  directory: string,
  before: Lock | undefined,
): readonly string[] {
  return Object.entries(files).flatMap(([path, entry]) => {
    const old = before?.files[path]
    const isAsBefore = JSON.stringify(old) === JSON.stringify(entry)
    if (entry.owner === 'seeded' && entry.kept !== true && isAsBefore) return []
    const standing = standingAt(directory, path, entry)
    const said = { sha256: entry.sha256, mode: entry.mode }
    return JSON.stringify(standing) === JSON.stringify(said)
      ? []
      : [`${path}: the lock says ${JSON.stringify(said)}, there is ${JSON.stringify(standing)}`]
  })
}

function standingAt(directory: string, path: string, entry: LockFile) {
  const place = join(directory, path)
  const above = kindAt(join(place, '..'))
  if (above === undefined) return standingAt(directory, join(path, '..'), entry)
  if (above !== 'directory')
    return { sha256: null, mode: above === 'symlink' ? '120000' : '000000' }
  const kind = kindAt(place)
  if (kind === 'symlink') return { sha256: null, mode: '120000' }
  if (kind === 'directory') return { sha256: null, mode: '040000' }
  if (kind !== 'file') return { sha256: null, mode: kind === undefined ? 'nothing' : '000000' }
  const content = readFileSync(place)
  const digest = createHash('sha256').update(entry.block ? blockIn(content, path) : content)
  return { sha256: digest.digest('hex'), mode: lstatSync(place).mode & 0o100 ? '100755' : '100644' }
}

/** Returns the type of a path; undefined if it doesn't exist. */
function kindAt(place: string) {
  try {
    const stats = lstatSync(place)
    if (stats.isFile()) return 'file'
    if (stats.isDirectory()) return 'directory'
    return stats.isSymbolicLink() ? 'symlink' : 'other'
  } catch {
    return undefined
  }
}

/** Returns the lines from the first marker to the last, as a person would copy them. */
function blockIn(content: Buffer, path: string): string {
  const [open, close] = path.endsWith('.md') ? ['<!-- ', ' -->'] : ['# ', '']
  const marker = (word: string) => `${open}${word} create-go-docker${close}`
  const isMarker = (line: string) => line.includes(' create-go-docker')
  const lines = content
    .toString()
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
  const at = (text: string) => lines.findIndex((line) => line.trimEnd() === text)
  return lines
    .slice(at(marker('BEGIN')), at(marker('END')) + 1)
    .map((line) => `${isMarker(line) ? line.trimEnd() : line}\n`)
    .join('')
}
