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
  /** The last of its heirs, who died taking it back; the run itself when it has none. */
  readonly last: Run
}

/** More heirs than this died of nothing but a wish to keep a run busy. */
const heirLimit = 1000

/** Returns the dead run that was changing a directory; @throws DiskError while a run is alive there. */
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

/** Returns the run of the active stage, if there is one; @throws DiskError when something else has its name. */
function runOf(stage: string): Run | undefined {
  // Another run's stage comes and goes by a rename, also between two looks: what isn't one stays.
  for (let looks = 0; looks < 3; looks += 1) {
    // Nearly always there is none.
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

/** A directory of that name which is empty is nobody's; anything else that holds no journal isn't ours to remove. */
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

/**
 * Takes back what a killed run left in a directory, and removes the stages of dead runs in it and beside it.
 * @returns what came of it; nothing when no run was killed there while it changed the directory
 * @throws DiskError when a run is alive there, or the system refuses
 */
export async function recover(directory: string): Promise<Undone | undefined> {
  const { base, missing } = reachOf(directory)
  await sweep(base)
  if (missing.length > 0) return undefined
  await sweep(dirname(base))
  const dead = attempt(`cannot read ${base}`, () => deadRun(realpathSync(base)))
  if (dead === undefined) return undefined
  const claim = await inherit(dead)
  try {
    const undone = undo(dead)
    await retire(dead)
    return undone
  } catch (error) {
    // The next one to try may be this process.
    const back = await renameDirectory(heirName(dead.stage, dead.last), claim.stage).catch(
      () => false,
    )
    if (back) tryTo(() => removeStage(claim))
    throw error
  }
}

/** Returns the stage of a run that was killed in a directory and waits to be taken back; undefined if there is none. */
export function waitingRun(directory: string): string | undefined {
  return tryTo(() => deadRun(realpathSync(directory)))?.stage
}

/**
 * Makes this process the one heir of a dead run; returns its claim. The name of the heir holds the id of whom it
 * inherits from, so that a claim which comes late, on a stage that another run took meanwhile, is void.
 * @throws DiskError when another came first, or the system refuses
 */
async function inherit({ directory, stage, run, last }: DeadRun): Promise<Stage> {
  const claim = attempt(`cannot undo the interrupted run in ${directory}`, () =>
    openStage(directory),
  )
  let won = false
  try {
    won = await renameDirectory(claim.stage, heirName(stage, last))
  } catch (error) {
    // Another heir was done by then.
    if (lstatSync(stage, { throwIfNoEntry: false }) !== undefined) throw error
  } finally {
    if (!won) tryTo(() => removeStage(claim))
  }
  if (!won || readRun(stage)?.id !== run.id) throw busy(directory, run)
  return claim
}

/**
 * Returns what a directory holds once a dead run is taken back, where that differs from what stands there: path → where
 * the user's file is read from, or undefined for nothing. It reads only.
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
