import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { attempt, DiskError, tryTo } from '../disk-error.ts'
import { looker, reachOf } from '../look.ts'
import { ageOf, isMine, type Run, readRun } from './journal.ts'
import { isRunning } from './owner.ts'
import { activeStage, openStage, removeStage, renameDirectory, type Stage } from './stage.ts'
import { sweep } from './sweep.ts'
import { type ActiveRun, busy, retire, stagedNames, traceOf, type Undone, undo } from './undo.ts'

/** An active run whose process is dead. */
interface DeadRun extends ActiveRun {
  /** The last heir that died while undoing the run; the run itself if there was none. */
  readonly last: Run
}

/** A longer chain of heirs means that somebody is attacking: it would keep this run busy. */
const heirLimit = 1000

/**
 * Returns the dead run that was changing a directory.
 * @throws DiskError when a live run is changing it
 */
function deadRun(directory: string): DeadRun | undefined {
  const stage = join(directory, activeStage)
  const run = runOf(stage)
  if (run === undefined) return undefined
  const seen = new Set<string>()
  let last = { stage, run }
  for (let heir = heirOf(stage, run); heir !== undefined; heir = heirOf(stage, heir.run)) {
    last = heir
    if (seen.size === heirLimit || seen.has(heir.run.id)) throw inTheWay(stage)
    seen.add(heir.run.id)
  }
  if (isRunning(last.run.owner, ageOf(last.stage))) throw busy(directory, last.run)
  return { directory, stage, run, last: last.run }
}

/**
 * Returns the run of the active stage, if any.
 * @throws DiskError when that path is something else
 */
function runOf(stage: string): Run | undefined {
  // Another run may rename its stage between two looks; something that isn't a stage stays.
  for (let looks = 0; looks < 3; looks += 1) {
    // By far the most common case.
    const stats = lstatSync(stage, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    const run = readRun(stage)
    if (run !== undefined) return run
    if (stats.isDirectory() && isEmpty(stage)) return undefined
  }
  throw inTheWay(stage)
}

function heirOf(stage: string, run: Run): Stage | undefined {
  const path = heirName(stage, run)
  const heir = readRun(path)
  return heir === undefined ? undefined : { stage: path, run: heir }
}

function heirName(stage: string, run: Run): string {
  return join(stage, `heir-of-${run.id}`)
}

/**
 * An empty directory with that name belongs to nobody. Anything else without a journal is not ours
 * to remove.
 */
function isEmpty(stage: string): boolean {
  return tryTo(() => readdirSync(stage))?.length === 0
}

function inTheWay(stage: string): DiskError {
  const what = `${stage} was not left by a run in this directory: ${strangenessOf(stage)}`
  const fix = `If it contains files that end in .old, they are yours: move them back. Then remove ${stage}.`
  return new DiskError('busy', [{ what, fix }])
}

function strangenessOf(stage: string): string {
  const stats = lstatSync(stage, { bigint: true, throwIfNoEntry: false })
  if (stats !== undefined && !stats.isDirectory()) return 'it is not a directory'
  if (stats !== undefined && !isMine(stats)) return `it belongs to another user (${stats.uid})`
  return 'it contains no valid journal'
}

/** The result of a recovery. */
export interface Recovery {
  /** Set if a run was killed while it changed the directory. */
  readonly undone?: Undone
  /**
   * The names of repositories from killed runs that are kept, because somebody has worked in them.
   */
  readonly repositories: readonly string[]
}

/**
 * Undoes what a killed run left in a directory, and removes the stages of dead runs in it and next
 * to it.
 * @throws DiskError when a live run is changing it, or the system refuses
 */
export async function recover(directory: string): Promise<Recovery> {
  const { base, missing } = reachOf(directory)
  const repositories = await sweep(base)
  if (missing.length > 0) return { repositories: [] }
  await sweep(dirname(base))
  const undone = await takeBack(base)
  return { repositories, ...(undone === undefined ? {} : { undone }) }
}

/** Undoes the run that was killed while it changed a directory, if any; returns what it undid. */
async function takeBack(base: string): Promise<Undone | undefined> {
  const dead = attempt(`cannot read ${base}`, () => deadRun(realpathSync(base)))
  if (dead === undefined) return undefined
  const claim = await inherit(dead)
  try {
    const undone = undo(dead)
    await retire(dead)
    return undone
  } catch (error) {
    // Give the claim up, because this process may be the next one to try.
    const back = await renameDirectory(heirName(dead.stage, dead.last), claim.stage).catch(
      () => false,
    )
    if (back) tryTo(() => removeStage(claim))
    throw error
  }
}

/**
 * Returns the stage of a killed run that still has to be undone in a directory; undefined if there
 * is none.
 */
export function waitingRun(directory: string): string | undefined {
  return tryTo(() => deadRun(realpathSync(directory)))?.stage
}

/**
 * Makes this process the only heir of a dead run, and returns its claim. The heir's name contains
 * the ID of the run that it inherits from, so a late claim on a stage that another run has taken is
 * void.
 * @throws DiskError when another process was first, or the system refuses
 */
async function inherit({ directory, stage, run, last }: DeadRun): Promise<Stage> {
  const claim = attempt(`cannot undo the interrupted run in ${directory}`, () =>
    openStage(directory),
  )
  let won = false
  try {
    won = await renameDirectory(claim.stage, heirName(stage, last))
  } catch (error) {
    // Otherwise another heir has already finished.
    if (lstatSync(stage, { throwIfNoEntry: false }) !== undefined) throw error
  } finally {
    if (!won) tryTo(() => removeStage(claim))
  }
  if (!won || readRun(stage)?.id !== run.id) throw busy(directory, run)
  return claim
}

/**
 * Returns how undoing a dead run would change the directory: path → where to read the user's file,
 * or undefined if nothing will exist there. Read-only.
 */
export function takenBack(directory: string): ReadonlyMap<string, string | undefined> {
  const view = new Map<string, string | undefined>()
  const dead = deadRun(directory)
  if (dead === undefined) return view
  for (const [index, change] of dead.run.changes.entries()) {
    const now = traceOf(dead, change, index)
    if (now === 'created') view.set(change.path, undefined)
    if (now === 'replaced' || now === 'moved') {
      view.set(change.path, stagedNames(dead.stage, index).old)
    }
  }
  for (const path of dead.run.directories.toReversed()) {
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
