import { randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { reservedPrefix } from '../../paths.ts'
import { DiskError, errorCode, refused, tryTo } from '../disk-error.ts'
import { journalLimit, journalName, journalOf, type Run, type RunChange } from './journal.ts'
import { thisProcess } from './owner.ts'
import { inside, removeTree } from './pinned.ts'

/** The folder of a run that is changing its directory. Every other stage has touched nothing, or is done. */
export const activeStage = reservedPrefix

/** A stage that was made, and its journal. */
export interface Stage {
  readonly stage: string
  readonly run: Run
}

/**
 * Makes a stage in a directory, holding nothing but its journal. Its name says whose it is even before that stands.
 * @throws DiskError when there are more changes than a journal can hold, else what the system throws
 */
export function openStage(
  directory: string,
  directories: readonly string[] = [],
  changes: readonly RunChange[] = [],
): Stage {
  const stage = mkdtempSync(join(directory, `${reservedPrefix}-${process.pid}-`))
  try {
    const id = stage.slice(-6)
    const inode = String(lstatSync(stage, { bigint: true }).ino)
    const owner = thisProcess()
    const run: Run = {
      tool: 'create-go-docker',
      version: 1,
      id,
      inode,
      owner,
      directories,
      changes,
    }
    const text = JSON.stringify(run)
    if (Buffer.byteLength(text) > journalLimit) throw tooMany(directory, changes.length)
    writeFileSync(journalOf(stage), text, { flag: 'wx' })
    return { stage, run }
  } catch (error) {
    tryTo(() => unlinkSync(journalOf(stage)))
    tryTo(() => rmdirSync(stage))
    throw error
  }
}

function tooMany(directory: string, count: number): DiskError {
  const what = `cannot write ${directory}: ${count} files are too many for one run`
  return new DiskError('failed', [{ what, fix: 'Choose a directory that does not exist yet.' }])
}

/** Returns the name that a run's stage had when it was made. */
export function stageName({ owner, id }: Pick<Run, 'owner' | 'id'>): string {
  return `${reservedPrefix}-${owner.pid}-${id}`
}

/** Returns a name for a stage of this process that nobody knows. */
export function freshName(): string {
  return `${reservedPrefix}-${process.pid}-${randomBytes(3).toString('hex')}`
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

/** The name, in its stage, of the repository of a first commit until it is whole. */
export const repositoryName = 'repository'

/** All that a stage can hold; git makes `.git` before the repository has its name. */
const fileNames = /^(run\.json|child\.json|\.gitignore|\d+(\.old|\.copying)?)$/
const folderNames = /^(tree|\.git|repository|heir-of-[0-9A-Za-z]{6})$/

/**
 * Removes a stage with all that it holds, its journal last: until then it can be told whose it is.
 * @throws Error when it is not the stage of that run, or holds what none does: then it stays as it is
 */
export function removeStage({ stage, run }: Stage): void {
  inside(stage, (here, { ino, dev }) => {
    if (String(ino) !== run.inode) throw new Error(`${basename(stage)} is another directory now`)
    const entries = readdirSync(here, { withFileTypes: true })
    const isKnown = entries.every((entry) =>
      (entry.isDirectory() ? folderNames : fileNames).test(entry.name),
    )
    if (!isKnown) throw new Error(`${basename(stage)} holds what is no run's`)
    // A git that was left alone may still write to its repository: then the stage stays, and hidden from git.
    const [folders, files] = [true, false].map((isFolder) =>
      entries.filter((entry) => entry.isDirectory() === isFolder),
    )
    for (const { name } of folders ?? []) removeTree(join(here, name), dev)
    for (const { name } of files ?? []) if (name !== journalName) unlinkSync(join(here, name))
    unlinkSync(journalOf(here))
  })
  rmdirSync(stage)
}
