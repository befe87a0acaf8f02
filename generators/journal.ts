import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DiskError, errorCode, refused } from './disk-error.ts'
import { isPlainFile, looker, readPlain, sameInode } from './look.ts'
import { isRunning } from './owner.ts'
import type { Problem } from './problem.ts'
import { sha256 } from './record.ts'
import {
  activeStage,
  ageOf,
  freshName,
  openStage,
  type Run,
  type RunChange,
  readRun,
  removeStage,
  renameDirectory,
} from './stage.ts'

/** A run that is changing its directory, or was killed while it did. */
export interface Journal {
  readonly directory: string
  readonly stage: string
  readonly run: Run
}

/** Returns the paths, in a stage, of what belongs to its change number `index`. */
export function stagedNames(stage: string, index: number) {
  return {
    /** The new file. */
    file: join(stage, `${index}`),
    /** The user's file, moved here before the new one takes its place. */
    old: join(stage, `${index}.old`),
    /** There when the new file is copied into its place, for want of hard links. */
    copying: join(stage, `${index}.copying`),
  }
}

/** A journal whose run is dead, and the last of its heirs, who died taking it back; the run itself when it has none. */
interface DeadJournal extends Journal {
  readonly last: Run
}

/** Returns the journal of a dead run that changed a directory; @throws DiskError while a run is alive there. */
function deadJournal(directory: string): DeadJournal | undefined {
  const stage = join(directory, activeStage)
  const run = readRun(stage)
  if (run === undefined) {
    if (isInTheWay(stage)) throw inTheWay(stage)
    return undefined
  }
  let last = { stage, run }
  for (let heir = heirOf(stage, run); heir !== undefined; heir = heirOf(stage, heir.run)) {
    last = heir
  }
  if (isRunning(last.run.owner, ageOf(last.stage))) throw busy(directory, last.run.owner.pid)
  return { directory, stage, run, last: last.run }
}

function heirOf(
  stage: string,
  run: Run,
): { readonly stage: string; readonly run: Run } | undefined {
  const path = heirName(stage, run)
  const heir = readRun(path)
  return heir === undefined ? undefined : { stage: path, run: heir }
}

function heirName(stage: string, run: Run): string {
  return join(stage, `heir-of-${run.id}`)
}

/** A directory of that name which is empty is nobody's; anything else that holds no record isn't ours to remove. */
function isInTheWay(stage: string): boolean {
  try {
    return readdirSync(stage).length > 0
  } catch (error) {
    return errorCode(error) !== 'ENOENT'
  }
}

function inTheWay(stage: string): DiskError {
  const what = `cannot tell whose this is: ${stage}, it holds no readable record of a run`
  const fix = 'Files in it that end in .old are yours: move them back, then remove it.'
  return new DiskError('busy', [{ what, fix }])
}

/** Returns the error that says another run is at work in a directory. */
export function busy(directory: string, pid?: number): DiskError {
  const what = `cannot write ${directory}: another run is writing there${pid === undefined ? '' : ` (process ${pid})`}`
  return new DiskError('busy', [{ what, fix: 'Wait for it to end and run the same again.' }])
}

/**
 * Takes back what a killed run left in a directory.
 * @returns where files of the user's were put whose places they had filled anew
 */
export async function takeBack(directory: string): Promise<readonly string[]> {
  const journal = deadJournal(directory)
  if (journal === undefined) return []
  if (!(await inherit(journal))) throw busy(directory, journal.run.owner.pid)
  const aside = undo(journal)
  await retire(journal)
  return aside
}

/**
 * Makes this process the one heir of a dead run; returns false when another came first. The name of the heir holds the
 * id of whom it inherits from, so that a claim which comes late, on a stage that another run took meanwhile, is void.
 */
async function inherit({ directory, stage, run, last }: DeadJournal): Promise<boolean> {
  const claim = openStage(directory)
  const won = await renameDirectory(claim.stage, heirName(stage, last)).catch(() => false)
  if (!won) await removeStage(claim.stage)
  return won && readRun(stage)?.id === run.id
}

/** Gives the stage of a run that is whole, or wholly undone, a name that any run may sweep, and removes it. */
export async function retire({ directory, stage }: Journal): Promise<void> {
  const done = freshName(directory)
  await renameDirectory(stage, done)
  await removeStage(done).catch(() => undefined)
}

/**
 * Undoes a run: removes its files and directories and puts the user's back. It may be killed and done again.
 * @returns where files of the user's were put whose places they had filled anew
 * @throws DiskError when something can't be taken back, after all the rest; it and the journal stay
 */
export function undo(journal: Journal): readonly string[] {
  const { directory, run } = journal
  const aside: string[] = []
  const problems: Problem[] = []
  for (const [index, change] of run.changes.entries()) {
    try {
      aside.push(...undoChange(journal, change, index))
    } catch (error) {
      problems.push(...refused(`cannot take back ${join(directory, change.path)}`, error).problems)
    }
  }
  for (const path of run.directories.toReversed()) {
    if (looker(directory)(path).kind !== 'directory') continue
    try {
      rmdirSync(join(directory, path))
    } catch {
      // Something of the user's is in it.
    }
  }
  if (problems.length > 0) throw new DiskError('failed', problems)
  return aside
}

function undoChange(journal: Journal, change: RunChange, index: number): readonly string[] {
  const path = join(journal.directory, change.path)
  const { old } = stagedNames(journal.stage, index)
  const now = traceOf(journal, change, index)
  if (now === 'created') unlinkSync(path)
  if (now === 'replaced') renameSync(old, path)
  if (now === 'moved') return putBack(journal, old, change.path)
  if (now === 'superseded') return [putAside(journal, old, change.path)]
  return []
}

/**
 * What a run left at a path: `none`; `created`, its file; `replaced`, its file, the user's being in the stage; `moved`,
 * nothing, the user's being in the stage; `superseded`, what the user put there after theirs went into the stage.
 */
type Trace = 'none' | 'created' | 'replaced' | 'moved' | 'superseded'

function traceOf({ directory, stage, run }: Journal, change: RunChange, index: number): Trace {
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
function isOurs(
  path: string,
  staged: ReturnType<typeof stagedNames>,
  run: Run,
  index: number,
): boolean {
  if (sameInode(path, staged.file)) return sha256(readPlain(path)) === run.changes[index]?.sha256
  if (!isPlainFile(staged.copying)) return false
  const content = readPlain(path)
  return readPlain(staged.file).subarray(0, content.length).equals(content)
}

/** Puts a file back where nothing stands; by link, so that what appears there in between is not replaced. */
function putBack(journal: Journal, old: string, path: string): readonly string[] {
  const place = join(journal.directory, path)
  mkdirSync(dirname(place), { recursive: true })
  try {
    linkSync(old, place)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return [putAside(journal, old, path)]
    renameSync(old, place)
  }
  return []
}

/** Puts a file beside the place that the user filled anew, or on top where its directory is gone; returns where. */
function putAside({ directory }: Journal, old: string, path: string): string {
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

/**
 * Returns what a directory holds once a dead run is taken back, where that differs from what stands there: path → where
 * the user's file is read from, or undefined for nothing. It reads only.
 */
export function takenBack(directory: string): ReadonlyMap<string, string | undefined> {
  const view = new Map<string, string | undefined>()
  const journal = deadJournal(directory)
  if (journal === undefined) return view
  for (const [index, change] of journal.run.changes.entries()) {
    const now = traceOf(journal, change, index)
    if (now === 'created') view.set(change.path, undefined)
    if (now === 'replaced' || now === 'moved') {
      view.set(change.path, stagedNames(journal.stage, index).old)
    }
  }
  for (const path of journal.run.directories.toReversed()) {
    if (emptied(directory, path, view)) view.set(path, undefined)
  }
  return view
}

function emptied(
  directory: string,
  path: string,
  view: ReadonlyMap<string, string | undefined>,
): boolean {
  if (looker(directory)(path).kind !== 'directory') return false
  return readdirSync(join(directory, path)).every((name) => {
    const child = `${path}/${name}`
    return view.has(child) && view.get(child) === undefined
  })
}
