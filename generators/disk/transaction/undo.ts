import {
  type BigIntStats,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { sha256 } from '../../plan/digest.ts'
import type { Problem } from '../../problem.ts'
import { DiskError, errorCode, refused, tryTo } from '../disk-error.ts'
import { isPlainFile, looker, sameInode } from '../look.ts'
import { readPlain } from '../read.ts'
import type { Run, RunChange } from './journal.ts'
import { atPath } from './pinned.ts'
import {
  activeStage,
  freshName,
  removeStage,
  renameDirectory,
  type Stage,
  stageName,
} from './stage.ts'

/** A run that is changing its directory, or was killed while changing it. */
export interface ActiveRun extends Stage {
  readonly directory: string
}

/** The paths in a stage that belong to one change. */
export interface StagedNames {
  /** The new file. */
  readonly file: string
  /** The user's file, moved here before the new file is put in place. */
  readonly old: string
  /**
   * Exists if the new file was copied for lack of hard links: the identity of the copy, once it
   * exists.
   */
  readonly copying: string
}

/** Returns the paths in a stage that belong to change number `index`. */
export function stagedNames(stage: string, index: number): StagedNames {
  const file = join(stage, `${index}`)
  return { file, old: `${file}.old`, copying: `${file}.copying` }
}

/** Returns how the mark of a copy identifies the file that is being written. */
export function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}\n`
}

/** Returns the error for a directory that another run is changing. */
export function busy(directory: string, { owner }: Partial<Pick<Run, 'owner'>> = {}): DiskError {
  const what = `cannot write ${directory}: another run is writing to it${owner === undefined ? '' : ` (process ${owner.pid})`}`
  const fix = `Wait until it ends, then run the command again. Its folder is ${join(directory, activeStage)}.`
  return new DiskError('busy', [{ what, fix }])
}

/**
 * Renames the active stage of a finished or undone run back to its original name, which any run may
 * sweep, and removes it.
 * @throws DiskError when it remains the active stage
 */
export async function retire({ directory, stage, run }: ActiveRun): Promise<void> {
  for (const name of [stageName(run), freshName()]) {
    const done = join(directory, name)
    if (!(await renameDirectory(stage, done))) continue
    tryTo(() => removeStage({ stage: done, run }))
    return
  }
  throw busy(directory)
}

/** What undoing a run did: paths in the directory. */
export interface Undone {
  /** Files of the run that were removed. */
  readonly removed: readonly string[]
  /** Files of the user that were moved back. */
  readonly restored: readonly string[]
  /**
   * Where files of the user are now that could not be moved back, because the user has created new
   * files at their paths.
   */
  readonly setAside: readonly string[]
}

/**
 * Undoes a run: removes its files and directories, and moves the user's files back. It can be
 * killed and repeated.
 * @throws DiskError when something can't be undone; everything else is undone first, and the stage
 * remains
 */
export function undo(active: ActiveRun): Undone {
  const { directory, run } = active
  const problems: Problem[] = []
  const steps = run.changes.flatMap((change, index): readonly UndoneStep[] => {
    try {
      return undoChange(active, change, index)
    } catch (error) {
      problems.push(
        ...refused(`cannot undo the change to ${join(directory, change.path)}`, error).problems,
      )
      return []
    }
  })
  for (const path of run.directories.toReversed()) {
    // Fails if it contains something of the user's, or is no longer a directory.
    tryTo(() => atPath(directory, path, rmdirSync))
  }
  if (problems.length > 0) throw new DiskError('failed', problems)
  const of = (kind: keyof Undone) => steps.flatMap(([is, path]) => (is === kind ? [path] : []))
  return { removed: of('removed'), restored: of('restored'), setAside: of('setAside') }
}

type UndoneStep = readonly [kind: keyof Undone, path: string]

function undoChange(active: ActiveRun, change: RunChange, index: number): readonly UndoneStep[] {
  const staged = stagedNames(active.stage, index)
  const { path } = change
  const now = traceOf(active, change, index)
  if (now === 'created') {
    // Check again, now that no parent can be swapped.
    const remove = (place: string) => isOurs(place, staged, change) && unlinkSync(place)
    atPath(active.directory, path, remove)
    return [['removed', path]]
  }
  if (now === 'replaced') {
    atPath(active.directory, path, (place) => renameSync(staged.old, place))
    return [['restored', path]]
  }
  if (now === 'moved') return [putBack(active, staged.old, path)]
  if (now === 'superseded') return [['setAside', putAside(active, staged.old, path)]]
  return []
}

/**
 * What a run left at a path. `none`: nothing. `created`: its file. `replaced`: its file, with the
 * user's file in the stage. `moved`: no file, with the user's file in the stage. `superseded`: a
 * newer file of the user's, with the older one in the stage.
 */
export type Trace = 'none' | 'created' | 'replaced' | 'moved' | 'superseded'

/** Returns what a run left at the path of one of its changes. */
export function traceOf({ directory, stage }: ActiveRun, change: RunChange, index: number): Trace {
  const staged = stagedNames(stage, index)
  const seen = looker(directory)(change.path)
  const path = join(directory, change.path)
  const mine = seen.kind === 'file' && isOurs(path, staged, change)
  // A link or a folder that replaced the user's file before it was moved is the user's too.
  const old = lstatSync(staged.old, { throwIfNoEntry: false })
  if (old === undefined) return mine && change.status === 'create' ? 'created' : 'none'
  if (mine) return 'replaced'
  if (seen.kind === 'absent') return 'moved'
  return seen.kind === 'file' && sameInode(path, staged.old) ? 'none' : 'superseded'
}

/** Returns whether a file was linked or copied there by the run, and not modified since. */
function isOurs(path: string, staged: StagedNames, change: RunChange): boolean {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined || stats.size > change.size) return false
  if (sameInode(path, staged.file)) return sha256(readPlain(path, change.size)) === change.sha256
  if (!isPlainFile(staged.copying)) return false
  const mark = readPlain(staged.copying).toString('latin1')
  // Until the mark is complete, nothing has been copied.
  if (!mark.endsWith('\n')) return stats.size === 0n
  if (mark !== identityOf(stats)) return false
  const content = readPlain(path, change.size)
  return readPlain(staged.file, change.size).subarray(0, content.length).equals(content)
}

/**
 * Moves a file back to a path where nothing exists, by a hard link, so as not to replace a file that
 * appears meanwhile. Folders have no hard links, and of a symbolic link, some systems link its target.
 */
function putBack(active: ActiveRun, old: string, path: string): UndoneStep {
  const place = join(active.directory, path)
  mkdirSync(dirname(place), { recursive: true })
  try {
    if (isPlainFile(old)) linkSync(old, place)
    else if (lstatSync(place, { throwIfNoEntry: false }) === undefined) renameSync(old, place)
    else return ['setAside', putAside(active, old, path)]
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return ['setAside', putAside(active, old, path)]
    renameSync(old, place)
  }
  return ['restored', path]
}

/**
 * Puts a file next to its path if that is taken, or in the top directory if its parent is gone;
 * returns where.
 */
function putAside({ directory }: ActiveRun, old: string, path: string): string {
  const parent = dirname(path)
  const real = parent === '.' || looker(directory)(parent).kind === 'directory'
  const place = real ? path : basename(path)
  for (let number = 1; ; number += 1) {
    const aside = `${place}.saved-${number}`
    if (lstatSync(join(directory, aside), { throwIfNoEntry: false }) !== undefined) continue
    renameSync(old, join(directory, aside))
    return aside
  }
}
