import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, jsonText, parseJson } from '../json.ts'
import { unsafePath } from '../paths.ts'
import { type Change, isWork, type Work } from '../plan/change.ts'
import type { File, Mode } from '../plan/tree.ts'
import { attempt, tryTo } from './disk-error.ts'
import { readLimit, readPlain } from './read.ts'

/** The state of some paths before an update, enough to go back. */
export interface SavedState {
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

/** Returns the state that a plan's changes start from. */
export function stateBefore(changes: readonly Change[]): SavedState['files'] {
  return new Map(changes.filter(isWork).map((change) => [change.path, fileBefore(change)]))
}

function fileBefore(change: Work): File | undefined {
  return change.status === 'create' ? undefined : change.existing.file
}

/**
 * Saves a state in a folder, which is replaced. The folder has its name once it is complete.
 * @throws DiskError when the system refuses
 */
export function saveState(folder: string, { files, index, conflicts }: SavedState): void {
  const unfinished = `${folder}.new`
  attempt(`cannot write ${folder}`, () => {
    for (const old of [unfinished, folder]) rmSync(old, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true })
    const rows = [...files].map(([path, file], number) => {
      if (file !== undefined) writeFileSync(join(unfinished, `${number}`), file.content)
      return { path, mode: file?.mode ?? null }
    })
    const state = { tool: 'create-go-docker', version: 1, files: rows, index, conflicts }
    writeFileSync(join(unfinished, stateFile), jsonText(state))
    renameSync(unfinished, folder)
  })
}

/** Returns the state in a folder; undefined if there is none, or it is damaged. */
export function readState(folder: string): SavedState | undefined {
  const text = tryTo(() => readPlain(join(folder, stateFile), limit).toString())
  const value = text === undefined ? undefined : parseJson(text)
  if (!isObject(value) || value.version !== 1 || !Array.isArray(value.files)) return undefined
  if (!isTexts(value.index) || !isTexts(value.conflicts)) return undefined
  const files = new Map<string, File | undefined>()
  for (const [number, row] of value.files.entries()) {
    if (!isObject(row) || typeof row.path !== 'string' || unsafePath(row.path)) return undefined
    if (row.mode === null) {
      files.set(row.path, undefined)
      continue
    }
    const content = tryTo(() => readPlain(join(folder, `${number}`), limit))
    if (content === undefined || !isMode(row.mode)) return undefined
    files.set(row.path, { content, mode: row.mode })
  }
  return { files, index: value.index, conflicts: value.conflicts }
}

/** Removes a state that is no longer needed. */
export function removeState(folder: string): void {
  tryTo(() => rmSync(folder, { recursive: true, force: true }))
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}

function isMode(value: unknown): value is Mode {
  return value === '100644' || value === '100755'
}
