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

/** A run that is changing its directory, or was killed while it did. */
export interface ActiveRun extends Stage {
  readonly directory: string
}

/** The paths, in a stage, of what belongs to one change. */
export interface StagedNames {
  /** The new file. */
  readonly file: string
  /** The user's file, moved here before the new one takes its place. */
  readonly old: string
  /** There when the new file is copied into its place, for want of hard links: the copy's identity, once it is made. */
  readonly copying: string
}

/** Returns the paths, in a stage, of what belongs to its change number `index`. */
export function stagedNames(stage: string, index: number): StagedNames {
  const file = join(stage, `${index}`)
  return { file, old: `${file}.old`, copying: `${file}.copying` }
}

/** Returns how the mark of a copy names the file that is being written. */
export function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}\n`
}

/** Returns the error that says another run is at work in a directory. */
export function busy(directory: string, { owner }: Partial<Pick<Run, 'owner'>> = {}): DiskError {
  const what = `cannot write ${directory}: another run is writing to it${owner === undefined ? '' : ` (process ${owner.pid})`}`
  const fix = `Wait until it ends, then run the command again. Its folder is ${join(directory, activeStage)}.`
  return new DiskError('busy', [{ what, fix }])
}

/**
 * Gives the stage of a run that is whole, or wholly undone, its first name again, which any run may sweep, and removes
 * it. @throws DiskError when it stays the active one
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

/** What came of undoing a run: paths in the directory. */
export interface Undone {
  /** Files of the run that were removed. */
  readonly removed: readonly string[]
  /** Files of the user's that are back in their places. */
  readonly restored: readonly string[]
  /** Where files of the user's are now whose places they had filled anew. */
  readonly setAside: readonly string[]
}

/**
 * Undoes a run: removes its files and directories and puts the user's back. It may be killed and done again.
 * @throws DiskError when something can't be taken back, after all the rest; it and the stage stay
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
    // It stays where something of the user's is in it, or took its place.
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
    // Looked at again where no parent can be swapped any more.
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
 * What a run left at a path: `none`; `created`, its file; `replaced`, its file, the user's being in the stage; `moved`,
 * nothing, the user's being in the stage; `superseded`, what the user put there after theirs went into the stage.
 */
export type Trace = 'none' | 'created' | 'replaced' | 'moved' | 'superseded'

/** Returns what a run left at the path of one of its changes. */
export function traceOf({ directory, stage }: ActiveRun, change: RunChange, index: number): Trace {
  const staged = stagedNames(stage, index)
  const seen = looker(directory)(change.path)
  const path = join(directory, change.path)
  const mine = seen.kind === 'file' && isOurs(path, staged, change)
  if (!isPlainFile(staged.old)) return mine && change.status === 'create' ? 'created' : 'none'
  if (mine) return 'replaced'
  if (seen.kind === 'absent') return 'moved'
  return seen.kind === 'file' && sameInode(path, staged.old) ? 'none' : 'superseded'
}

/** Ours is a file which the run linked or was copying there, and which nobody wrote to since. */
function isOurs(path: string, staged: StagedNames, change: RunChange): boolean {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined || stats.size > change.size) return false
  if (sameInode(path, staged.file)) return sha256(readPlain(path, change.size)) === change.sha256
  if (!isPlainFile(staged.copying)) return false
  const mark = readPlain(staged.copying).toString('latin1')
  // Until the mark is whole, not a byte was copied.
  if (!mark.endsWith('\n')) return stats.size === 0n
  if (mark !== identityOf(stats)) return false
  const content = readPlain(path, change.size)
  return readPlain(staged.file, change.size).subarray(0, content.length).equals(content)
}

/** Puts a file back where nothing stands; by link, so that what appears there in between is not replaced. */
function putBack(active: ActiveRun, old: string, path: string): UndoneStep {
  const place = join(active.directory, path)
  mkdirSync(dirname(place), { recursive: true })
  try {
    linkSync(old, place)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return ['setAside', putAside(active, old, path)]
    renameSync(old, place)
  }
  return ['restored', path]
}

/** Puts a file beside the place that the user filled anew, or on top where its directory is gone; returns where. */
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
