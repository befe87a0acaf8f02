import { randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { errorCode, refused } from './disk-error.ts'
import { readPlain } from './look.ts'
import { isRunning, type Owner, pidExists, thisProcess } from './owner.ts'
import { reservedPrefix, unsafePath } from './paths.ts'

/** A change of a run, as its record keeps it: enough to tell later what the run wrote. */
export interface RunChange {
  readonly path: string
  readonly status: 'create' | 'update' | 'remove'
  readonly sha256: string
}

/** The record of a run, in its stage: who it is and all that it may change, written before anything else. */
export interface Run {
  readonly tool: 'create-go-docker'
  readonly version: 1
  readonly id: string
  readonly owner: Owner
  /** The directories that the run may make, outermost first. */
  readonly directories: readonly string[]
  readonly changes: readonly RunChange[]
}

/** The folder of a run that is changing its directory. Every other stage has touched nothing, or is done. */
export const activeStage = reservedPrefix

const recordName = 'run.json'
const stageName = new RegExp(`^\\${reservedPrefix}-(\\d+)-[0-9a-f]{16}$`, 'u')

/** Makes a stage in a directory, holding nothing but its record; returns its path and the record. */
export function openStage(
  directory: string,
  directories: readonly string[] = [],
  changes: readonly RunChange[] = [],
): { readonly stage: string; readonly run: Run } {
  const stage = freshName(directory)
  const id = randomBytes(8).toString('hex')
  const owner = thisProcess()
  const run: Run = { tool: 'create-go-docker', version: 1, id, owner, directories, changes }
  mkdirSync(stage, 0o700)
  try {
    writeFileSync(recordOf(stage), JSON.stringify(run), { flag: 'wx' })
  } catch (error) {
    attempt(() => unlinkSync(recordOf(stage)))
    attempt(() => rmdirSync(stage))
    throw error
  }
  return { stage, run }
}

/** Returns a path for a stage in a directory; its name says whose it is even before its record stands. */
export function freshName(directory: string): string {
  return join(directory, `${reservedPrefix}-${process.pid}-${randomBytes(8).toString('hex')}`)
}

/** Returns the path of a stage's record. */
export function recordOf(stage: string): string {
  return join(stage, recordName)
}

/** Returns the record of a stage; undefined when there is none that this tool wrote. */
export function readRun(stage: string): Run | undefined {
  if (!lstatSync(stage, { throwIfNoEntry: false })?.isDirectory()) return undefined
  try {
    const value: unknown = JSON.parse(readPlain(recordOf(stage)).toString('utf8'))
    return isRun(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Returns how long ago a stage's record was written, in milliseconds. */
export function ageOf(stage: string): number {
  const stats = lstatSync(recordOf(stage), { throwIfNoEntry: false })
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs
}

/** A record is hostile input: a repository can bring one, so that no path in it is taken on trust. */
function isRun(value: unknown): value is Run {
  return (
    isObject(value) &&
    value.tool === 'create-go-docker' &&
    value.version === 1 &&
    typeof value.id === 'string' &&
    /^[0-9a-f]{16}$/u.test(value.id) &&
    isOwner(value.owner) &&
    Array.isArray(value.directories) &&
    value.directories.every(isSafe) &&
    Array.isArray(value.changes) &&
    value.changes.every(isChange)
  )
}

function isOwner(value: unknown): value is Owner {
  return (
    isObject(value) &&
    typeof value.pid === 'number' &&
    Number.isSafeInteger(value.pid) &&
    value.pid > 0 &&
    [value.host, value.namespace, value.boot, value.start].every((text) => typeof text === 'string')
  )
}

function isChange(value: unknown): value is RunChange {
  return (
    isObject(value) &&
    isSafe(value.path) &&
    (value.status === 'create' || value.status === 'update' || value.status === 'remove') &&
    typeof value.sha256 === 'string'
  )
}

function isSafe(path: unknown): path is string {
  return typeof path === 'string' && unsafePath(path) === undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
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

/** Removes a stage with all that it holds, its record last: until then it can be told whose it is. */
export async function removeStage(stage: string): Promise<void> {
  for (const entry of readdirSync(stage, { withFileTypes: true })) {
    if (entry.name === recordName) continue
    const path = join(stage, entry.name)
    if (entry.isDirectory()) await removeDirectory(path)
    else unlinkSync(path)
  }
  unlinkSync(recordOf(stage))
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
  const names = attempt(() => readdirSync(directory)) ?? []
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

/** Removes a stage that was killed before its record stood; it holds nothing else. */
function removeUnborn(stage: string, pid: number): void {
  if (pidExists(pid) || readdirSync(stage).some((name) => name !== recordName)) return
  attempt(() => unlinkSync(recordOf(stage)))
  rmdirSync(stage)
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
