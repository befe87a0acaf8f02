import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isObject, jsonText, parseJson } from '../json.ts'
import { unsafePath } from '../paths.ts'
import { type Change, fileOf, isWork, type Work } from '../plan/change.ts'
import { sha256 } from '../plan/digest.ts'
import { lockPath } from '../plan/lock.ts'
import { type File, isMode, sameFile } from '../plan/tree.ts'
import { attempt, refused, tryTo } from './disk-error.ts'
import { readLimit, readPlain } from './read.ts'
import { renameDirectory } from './transaction/index.ts'

/** The state of some paths before an update, enough to go back. */
export interface SavedState {
  /** The SHA-256 of the lock that the update writes: the state belongs to no other one. */
  readonly lock: string
  /** What the update leaves at each path, as a SHA-256; null for nothing. */
  readonly after: ReadonlyMap<string, string | null>
  /** Each path that the update changed, and the file that was there, if any. */
  readonly files: ReadonlyMap<string, File | undefined>
  /** The entries of the conflicts in git's index. */
  readonly index: readonly string[]
  /** The paths of the conflicts. */
  readonly conflicts: readonly string[]
  /** Whether the last commit before the update had each of the files. */
  readonly committed: boolean
}

const stateFile = 'state.json'

/** The largest state file and the largest saved file, in bytes. */
const limit = 16 * readLimit

/** Returns the state that a plan's changes start from, and what they lead to. */
export function stateOf(changes: readonly Change[]): Pick<SavedState, 'lock' | 'after' | 'files'> {
  const work = changes.filter(isWork)
  const after = new Map(
    work.map((change) => [
      change.path,
      change.status === 'remove' ? null : sha256(fileOf(change).content),
    ]),
  )
  const lock = after.get(lockPath) ?? ''
  return { lock, after, files: new Map(work.map((change) => [change.path, fileBefore(change)])) }
}

function fileBefore(change: Work): File | undefined {
  return change.status === 'create' ? undefined : change.existing.file
}

/**
 * Saves a state beside a folder, in a new one that no other update has, and returns its path: for
 * `putState` or `removeState`.
 * @throws DiskError when the system refuses
 */
export function saveState(folder: string, state: SavedState): string {
  const { lock, after, files, index, conflicts, committed } = state
  sweep(folder)
  return attempt(`cannot write ${folder}`, () => {
    const place = mkdtempSync(`${folder}${pending}`)
    try {
      const rows = [...files].map(([path, file], number) => {
        if (file !== undefined) writeFileSync(join(place, `${number}`), file.content)
        return { path, mode: file?.mode ?? null, after: after.get(path) ?? null }
      })
      const head = { tool: 'create-go-docker', version: 1, lock, committed }
      writeFileSync(join(place, stateFile), jsonText({ ...head, files: rows, index, conflicts }))
      return place
    } catch (error) {
      removeState(place)
      throw error
    }
  })
}

/** What follows the name of a folder in the name of one beside it that is not in place yet. */
const pending = '.new-'

/** How long an update may take from its saved state to its first change, in milliseconds. */
const patience = 60_000

/** Removes what killed updates left beside a folder. */
function sweep(folder: string): void {
  for (const place of besides(folder, pending)) {
    const written = tryTo(() => lstatSync(place).mtimeMs) ?? Number.NaN
    if (Math.abs(Date.now() - written) > patience) removeState(place)
  }
}

/**
 * Puts a saved state into its folder; if another state has that name, beside it with a number.
 * Returns the path.
 * @throws DiskError when the system refuses
 */
export async function putState(place: string, folder: string): Promise<string> {
  try {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? folder : `${folder}-${number}`
      if (await renameDirectory(place, name)) return name
    }
  } catch (error) {
    throw refused(`cannot write ${folder}`, error)
  }
}

/** Returns the paths beside a folder that start with its path and some other characters. */
function besides(folder: string, more: string): readonly string[] {
  const start = `${basename(folder)}${more}`
  const names = tryTo(() => readdirSync(dirname(folder))) ?? []
  return names.flatMap((name) => (name.startsWith(start) ? [join(dirname(folder), name)] : []))
}

/** The most states to read. */
const mostStates = 100

/** Returns the states in a folder and beside it, with their paths. The last one is the newest. */
export function statesAt(folder: string): readonly (readonly [place: string, SavedState])[] {
  const numberOf = (place: string) =>
    Number(/-([1-9]\d{0,8})$/.exec(place.slice(folder.length))?.[1])
  const numbered = besides(folder, '-').filter((place) => !Number.isNaN(numberOf(place)))
  const places = [folder, ...numbered.sort((a, b) => numberOf(a) - numberOf(b))]
  return places.slice(-mostStates).flatMap((place) => {
    const state = stateIn(place)
    return state === undefined ? [] : [[place, state] as const]
  })
}

/** Returns whether a state has every file of another one. */
export function covers(state: SavedState, other: SavedState): boolean {
  return [...other.files].every(([path, file]) => {
    const same = state.files.get(path)
    return file === undefined || (same !== undefined && sameFile(file, same))
  })
}

function stateIn(folder: string): SavedState | undefined {
  const text = tryTo(() => readPlain(join(folder, stateFile), limit).toString())
  const value = text === undefined ? undefined : parseJson(text)
  if (!isObject(value) || value.version !== 1 || !Array.isArray(value.files)) return undefined
  if (!isTexts(value.index) || !isTexts(value.conflicts)) return undefined
  if (typeof value.lock !== 'string') return undefined
  const files = new Map<string, File | undefined>()
  const after = new Map<string, string | null>()
  for (const [number, row] of value.files.entries()) {
    if (!isObject(row) || typeof row.path !== 'string' || unsafePath(row.path)) return undefined
    if (row.after !== null && typeof row.after !== 'string') return undefined
    after.set(row.path, row.after)
    if (row.mode === null) {
      files.set(row.path, undefined)
      continue
    }
    const content = tryTo(() => readPlain(join(folder, `${number}`), limit))
    if (content === undefined || !isMode(row.mode)) return undefined
    files.set(row.path, { content, mode: row.mode })
  }
  const { lock, index, conflicts, committed } = value
  return { lock, after, files, index, conflicts, committed: committed === true }
}

/** Removes a state that is not needed. */
export function removeState(folder: string): void {
  tryTo(() => rmSync(folder, { recursive: true, force: true }))
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}
