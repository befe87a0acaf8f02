import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, jsonText, parseJson } from '../json.ts'
import { unsafePath } from '../paths.ts'
import { type Change, fileOf, isWork, type Work } from '../plan/change.ts'
import { sha256 } from '../plan/digest.ts'
import { lockPath } from '../plan/lock.ts'
import { type File, isMode } from '../plan/tree.ts'
import { attempt, tryTo } from './disk-error.ts'
import { readLimit, readPlain } from './read.ts'

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
 * Saves a state beside a folder, for `keepState` or `dropState` after the update.
 * @throws DiskError when the system refuses
 */
export function saveState(folder: string, state: SavedState): void {
  const { lock, after, files, index, conflicts } = state
  const place = pending(folder, lock)
  attempt(`cannot write ${place}`, () => {
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place, { recursive: true })
    const rows = [...files].map(([path, file], number) => {
      if (file !== undefined) writeFileSync(join(place, `${number}`), file.content)
      return { path, mode: file?.mode ?? null, after: after.get(path) ?? null }
    })
    const text = jsonText({
      tool: 'create-go-docker',
      version: 1,
      lock,
      files: rows,
      index,
      conflicts,
    })
    writeFileSync(join(place, stateFile), text)
  })
}

/** Each update has a name of its own, so that none removes the state of another one. */
function pending(folder: string, lock: string): string {
  return `${folder}.${lock.slice(0, 12)}`
}

/**
 * Puts a saved state into its folder, in the place of an older one.
 * @throws DiskError when the system refuses
 */
export function keepState(folder: string, lock: string): void {
  attempt(`cannot write ${folder}`, () => {
    rmSync(folder, { recursive: true, force: true })
    renameSync(pending(folder, lock), folder)
  })
}

/** Removes a saved state that was not put into its folder. */
export function dropState(folder: string, lock: string): void {
  removeState(pending(folder, lock))
}

/**
 * Returns the state before the update that wrote a lock; undefined if there is none, or it is damaged.
 * @param lock the SHA-256 of the lock
 */
export function readState(folder: string, lock: string): SavedState | undefined {
  return [folder, pending(folder, lock)]
    .map(stateIn)
    .find((state) => state !== undefined && state.lock === lock)
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
  return { lock: value.lock, after, files, index: value.index, conflicts: value.conflicts }
}

/** Removes a state that is no longer needed. */
export function removeState(folder: string): void {
  tryTo(() => rmSync(folder, { recursive: true, force: true }))
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}
