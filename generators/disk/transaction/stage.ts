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

/**
 * The stage of the run that is changing its directory. Every other stage has not started or is
 * finished.
 */
export const activeStage = reservedPrefix

/** A stage that exists, and its journal. */
export interface Stage {
  readonly stage: string
  readonly run: Run
}

/**
 * Creates a stage that contains only its journal. Its name identifies the owner even before the
 * journal exists.
 * @throws DiskError when there are more changes than a journal can hold; otherwise, the system's
 * error
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

/** Returns the original name of a run's stage. */
export function stageName({ owner, id }: Pick<Run, 'owner' | 'id'>): string {
  return `${reservedPrefix}-${owner.pid}-${id}`
}

/** Returns a new, unpredictable stage name for this process. */
export function freshName(): string {
  return `${reservedPrefix}-${process.pid}-${randomBytes(3).toString('hex')}`
}

/**
 * Renames a directory; returns false if the new name is taken.
 * @throws DiskError when the system refuses
 */
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

/**
 * Windows reports the same error if the name is taken and if a scanner has a file open; in the
 * latter case, fs-extra retries for a while.
 */
async function renameOnWindows(from: string, to: string): Promise<boolean> {
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) return false
  try {
    await (await import('fs-extra')).default.rename(from, to)
    return true
  } catch (error) {
    throw refused(`cannot write ${to}`, error)
  }
}

/** The name in the stage for the repository of a first commit until it is complete. */
export const repositoryName = 'repository'

/** Everything that a stage can contain; git creates `.git` before the repository is renamed. */
const fileNames = /^(run\.json|child\.json|\.gitignore|\d+(\.old|\.copying)?)$/
const folderNames = /^(tree|\.git|repository|heir-of-[0-9A-Za-z]{6})$/

/**
 * Removes a stage with its content, the journal last, so that the owner stays known until then.
 * @throws Error when it is not the stage of that run, or contains something unknown; it is left as
 * it is
 */
export function removeStage({ stage, run }: Stage): void {
  inside(stage, (here, { ino, dev }) => {
    if (String(ino) !== run.inode) throw new Error(`${basename(stage)} is another directory now`)
    const entries = readdirSync(here, { withFileTypes: true })
    const isKnown = entries.every((entry) =>
      (entry.isDirectory() ? folderNames : fileNames).test(entry.name),
    )
    if (!isKnown) throw new Error(`${basename(stage)} holds what is no run's`)
    // An abandoned git may still be writing to its repository. Then the folder can't be removed,
    // and the stage stays, still hidden from git.
    const [folders, files] = [true, false].map((isFolder) =>
      entries.filter((entry) => entry.isDirectory() === isFolder),
    )
    for (const { name } of folders ?? []) removeTree(join(here, name), dev)
    for (const { name } of files ?? []) if (name !== journalName) unlinkSync(join(here, name))
    unlinkSync(journalOf(here))
  })
  rmdirSync(stage)
}
