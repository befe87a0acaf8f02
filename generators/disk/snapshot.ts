import { basename, dirname, join } from 'node:path'
import { parents, pathProblems } from '../paths.ts'
import type { Existing, Snapshot } from '../plan/change.ts'
import type { Mode } from '../plan/tree.ts'
import { attempt, DiskError, refused } from './disk-error.ts'
import { interruptedRunIn } from './interrupted-run.ts'
import { looker, reachOf, type Seen } from './look.ts'
import { readLimit, readPlain, Unreadable } from './read.ts'

/** The paths to read, and, as far as known, the files that will be written there. */
export type Wanted = ReadonlyMap<string, { readonly mode?: Mode; readonly content?: Uint8Array }>

/**
 * The size limits, in bytes, of files that grow with the repository. Other files have `readLimit`.
 */
const limits: ReadonlyMap<string, number> = new Map([
  ['go-docker.lock.json', 16 * readLimit],
  ['go.sum', 16 * readLimit],
])

/**
 * Reads a directory at the given paths only. Doesn't follow links, and doesn't read files over the
 * size limit. Returns the state as if a killed run had already been undone, as `recover` will do.
 * @throws DiskError when a path is unsafe, another run is writing there, or the system refuses
 */
export async function snapshot(directory: string, wanted: Wanted): Promise<Snapshot> {
  const run = await interruptedRunIn(directory)
  return readEntries(directory, wanted, () =>
    run === undefined
      ? new Map()
      : attempt(`cannot read ${directory}`, () => run.takenBack(directory)),
  )
}

/** How undoing a killed run would change a directory; see `takenBack`. */
type TakenBack = ReadonlyMap<string, string | undefined>

/** Reads a directory; `backIn` says how undoing a killed run would change it. */
export function readEntries(directory: string, wanted: Wanted, backIn: () => TakenBack): Snapshot {
  const problems = pathProblems([...wanted.keys()])
  if (problems.length > 0) throw new DiskError('unsafe', problems)
  if (reachOf(directory).missing.length > 0) return { exists: false, entries: new Map() }
  const back = backIn()
  const look = looker(directory)
  const entries = new Map<string, Existing>()
  for (const path of wanted.keys()) {
    try {
      const entry = read(path)
      if (entry !== undefined) entries.set(path, entry)
    } catch (error) {
      throw refused(`cannot read ${join(directory, path)}`, error)
    }
  }
  return { exists: true, entries: withTrustedModes(entries, wanted) }

  function read(path: string): Existing | undefined {
    const isGone = (parent: string): boolean => back.has(parent) && back.get(parent) === undefined
    if (back.size > 0 && parents(path).some(isGone)) return undefined
    const limit = Math.max(limits.get(path) ?? readLimit, wanted.get(path)?.content?.length ?? 0)
    if (!back.has(path)) return existing(join(directory, path), look(path), limit)
    const original = back.get(path)
    return original === undefined
      ? undefined
      : existing(original, looker(dirname(original))(basename(original)), limit)
  }
}

function existing(path: string, seen: Seen, limit: number): Existing | undefined {
  if (seen.kind === 'absent') return undefined
  if (seen.kind !== 'file') return { kind: seen.kind }
  const mode: Mode = seen.stats.mode & 0o100 ? '100755' : '100644'
  try {
    return { kind: 'file', file: { content: readPlain(path, limit), mode } }
  } catch (error) {
    if (error instanceof Unreadable) return { kind: error.kind }
    throw error
  }
}

/**
 * Uses the wanted modes where the disk has none: on Windows, and where every file looks executable,
 * as on a Windows disk under Linux.
 */
function withTrustedModes(
  entries: ReadonlyMap<string, Existing>,
  wanted: Wanted,
): ReadonlyMap<string, Existing> {
  const files = [...entries.values()].filter((entry) => entry.kind === 'file')
  const plain = files.some(({ file }) => file.mode === '100644')
  if (process.platform !== 'win32' && plain) return entries
  return new Map(
    [...entries].map(([path, entry]): [string, Existing] => {
      const mode = wanted.get(path)?.mode
      if (entry.kind !== 'file' || mode === undefined) return [path, entry]
      return [path, { kind: 'file', file: { content: entry.file.content, mode } }]
    }),
  )
}
