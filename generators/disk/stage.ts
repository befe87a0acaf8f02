import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { reservedPrefix } from '../paths.ts'
import { errorCode, refused, tryTo } from './disk-error.ts'
import { isRunning, pidExists, thisProcess } from './owner.ts'
import { ageOf, journalName, journalOf, type Run, type RunChange, readRun } from './run.ts'

/** The folder of a run that is changing its directory. Every other stage has touched nothing, or is done. */
export const activeStage = reservedPrefix

const stageName = new RegExp(`^\\${reservedPrefix}-(\\d+)-[0-9A-Za-z]{6}$`, 'u')

/** Makes a stage in a directory, holding nothing but its journal; returns its path and the run. */
export function openStage(
  directory: string,
  directories: readonly string[] = [],
  changes: readonly RunChange[] = [],
): { readonly stage: string; readonly run: Run } {
  const stage = makeStage(directory)
  const id = stage.slice(-6)
  const owner = thisProcess()
  const run: Run = { tool: 'create-go-docker', version: 1, id, owner, directories, changes }
  try {
    writeFileSync(journalOf(stage), JSON.stringify(run), { flag: 'wx' })
  } catch (error) {
    tryTo(() => unlinkSync(journalOf(stage)))
    tryTo(() => rmdirSync(stage))
    throw error
  }
  return { stage, run }
}

/** Makes an empty directory, whose name says whose stage it is even before its journal stands. */
function makeStage(directory: string): string {
  return mkdtempSync(join(directory, `${reservedPrefix}-${process.pid}-`))
}

/** Returns a path in a directory, where nothing stands now, that is a stage's. */
export function freePath(directory: string): string {
  const path = makeStage(directory)
  rmdirSync(path)
  return path
}

/** Renames a directory; returns false when its new name is taken; @throws DiskError when the system refuses. */
export async function renameDirectory(from: string, to: string): Promise<boolean> {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST' || code === 'ENOTEMPTY' || code === 'ENOTDIR') return false
    if (process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES')) {
      return renameOnWindows(from, to)
    }
    throw refused(`cannot write ${to}`, error)
  }
}

/** Windows answers alike when the name is taken and when a scanner holds a file: then fs-extra tries on for a while. */
async function renameOnWindows(from: string, to: string): Promise<boolean> {
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) return false
  try {
    await (await import('fs-extra')).default.rename(from, to)
    return true
  } catch (error) {
    throw refused(`cannot write ${to}`, error)
  }
}

/** Removes a stage with all that it holds, its journal last: until then it can be told whose it is. */
export async function removeStage(stage: string): Promise<void> {
  for (const entry of readdirSync(stage, { withFileTypes: true })) {
    if (entry.name === journalName) continue
    const path = join(stage, entry.name)
    if (entry.isDirectory()) await removeDirectory(path)
    else unlinkSync(path)
  }
  unlinkSync(journalOf(stage))
  rmdirSync(stage)
}

/** Removes a directory; one that holds something is rare, and the way there is loaded then. */
async function removeDirectory(path: string): Promise<void> {
  try {
    rmdirSync(path)
  } catch {
    await (await import('fs-extra')).default.remove(path)
  }
}

/** Removes the stages in a directory whose runs are dead; what can't be read or removed stays. */
export async function sweep(directory: string): Promise<void> {
  const names = tryTo(() => readdirSync(directory)) ?? []
  for (const name of names) {
    const pid = stageName.exec(name)?.[1]
    if (pid === undefined) continue
    const stage = join(directory, name)
    const run = readRun(stage)
    try {
      if (run === undefined) removeUnborn(stage, Number(pid))
      else if (!isRunning(run.owner, ageOf(stage))) await removeStage(stage)
    } catch {
      // Another run sweeps too, or it is another user's: the next one tries again.
    }
  }
}

/** Removes a stage that was killed before its journal stood; it holds nothing else. */
function removeUnborn(stage: string, pid: number): void {
  if (pidExists(pid) || readdirSync(stage).some((name) => name !== journalName)) return
  tryTo(() => unlinkSync(journalOf(stage)))
  rmdirSync(stage)
}
