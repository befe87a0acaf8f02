import { linkSync, lstatSync, mkdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { sha256 } from '../plan/digest.ts'
import type { Problem } from '../problem.ts'
import { attempt, DiskError, errorCode, refused, tryTo } from './disk-error.ts'
import { isPlainFile, looker, readPlain, sameInode } from './look.ts'
import type { Run, RunChange } from './run.ts'
import { freePath, removeStage, renameDirectory } from './stage.ts'

/** A run that is changing its directory, or was killed while it did. */
export interface ActiveRun {
  readonly directory: string
  readonly stage: string
  readonly run: Run
}

/** The paths, in a stage, of what belongs to one change. */
export interface StagedNames {
  /** The new file. */
  readonly file: string
  /** The user's file, moved here before the new one takes its place. */
  readonly old: string
  /** There when the new file is copied into its place, for want of hard links. */
  readonly copying: string
}

/** Returns the paths, in a stage, of what belongs to its change number `index`. */
export function stagedNames(stage: string, index: number): StagedNames {
  const file = join(stage, `${index}`)
  return { file, old: `${file}.old`, copying: `${file}.copying` }
}

/** Returns the error that says another run is at work in a directory. */
export function busy(directory: string, pid?: number): DiskError {
  const what = `cannot write ${directory}: another run is writing there${pid === undefined ? '' : ` (process ${pid})`}`
  return new DiskError('busy', [{ what, fix: 'Wait for it to end and run the same again.' }])
}

/**
 * Gives the stage of a run that is whole, or wholly undone, a name that any run may sweep, and removes it.
 * @throws DiskError when it stays the active one
 */
export async function retire({ directory, stage }: ActiveRun): Promise<void> {
  const done = attempt(`cannot write ${directory}`, () => freePath(directory))
  if (!(await renameDirectory(stage, done))) throw busy(directory)
  await removeStage(done).catch(() => undefined)
}

/**
 * Undoes a run: removes its files and directories and puts the user's back. It may be killed and done again.
 * @returns where files of the user's were put whose places they had filled anew
 * @throws DiskError when something can't be taken back, after all the rest; it and the stage stay
 */
export function undo(active: ActiveRun): readonly string[] {
  const { directory, run } = active
  const aside: string[] = []
  const problems: Problem[] = []
  for (const [index, change] of run.changes.entries()) {
    try {
      aside.push(...undoChange(active, change, index))
    } catch (error) {
      problems.push(...refused(`cannot take back ${join(directory, change.path)}`, error).problems)
    }
  }
  for (const path of run.directories.toReversed()) {
    if (looker(directory)(path).kind !== 'directory') continue
    // It stays where something of the user's is in it.
    tryTo(() => rmdirSync(join(directory, path)))
  }
  if (problems.length > 0) throw new DiskError('failed', problems)
  return aside
}

function undoChange(active: ActiveRun, change: RunChange, index: number): readonly string[] {
  const path = join(active.directory, change.path)
  const { old } = stagedNames(active.stage, index)
  const now = traceOf(active, change, index)
  if (now === 'created') unlinkSync(path)
  if (now === 'replaced') renameSync(old, path)
  if (now === 'moved') return putBack(active, old, change.path)
  if (now === 'superseded') return [putAside(active, old, change.path)]
  return []
}

/**
 * What a run left at a path: `none`; `created`, its file; `replaced`, its file, the user's being in the stage; `moved`,
 * nothing, the user's being in the stage; `superseded`, what the user put there after theirs went into the stage.
 */
export type Trace = 'none' | 'created' | 'replaced' | 'moved' | 'superseded'

/** Returns what a run left at the path of one of its changes. */
export function traceOf(
  { directory, stage, run }: ActiveRun,
  change: RunChange,
  index: number,
): Trace {
  const staged = stagedNames(stage, index)
  const seen = looker(directory)(change.path)
  const path = join(directory, change.path)
  const mine = seen.kind === 'file' && isOurs(path, staged, run, index)
  if (!isPlainFile(staged.old)) return mine && change.status === 'create' ? 'created' : 'none'
  if (mine) return 'replaced'
  if (seen.kind === 'absent') return 'moved'
  return seen.kind === 'file' && sameInode(path, staged.old) ? 'none' : 'superseded'
}

/** Ours is a file which the run linked or was copying there, and which nobody wrote to since. */
function isOurs(path: string, staged: StagedNames, run: Run, index: number): boolean {
  if (sameInode(path, staged.file)) return sha256(readPlain(path)) === run.changes[index]?.sha256
  if (!isPlainFile(staged.copying)) return false
  const content = readPlain(path)
  return readPlain(staged.file).subarray(0, content.length).equals(content)
}

/** Puts a file back where nothing stands; by link, so that what appears there in between is not replaced. */
function putBack(active: ActiveRun, old: string, path: string): readonly string[] {
  const place = join(active.directory, path)
  mkdirSync(dirname(place), { recursive: true })
  try {
    linkSync(old, place)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return [putAside(active, old, path)]
    renameSync(old, place)
  }
  return []
}

/** Puts a file beside the place that the user filled anew, or on top where its directory is gone; returns where. */
function putAside({ directory }: ActiveRun, old: string, path: string): string {
  const parent = dirname(path)
  const real = parent === '.' || looker(directory)(parent).kind === 'directory'
  const place = join(directory, real ? path : basename(path))
  for (let number = 1; ; number += 1) {
    const aside = `${place}.saved-${number}`
    if (lstatSync(aside, { throwIfNoEntry: false }) !== undefined) continue
    renameSync(old, aside)
    return aside
  }
}
