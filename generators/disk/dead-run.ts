import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ActiveRun, busy, retire, stagedNames, traceOf, undo } from './active-run.ts'
import { DiskError, errorCode } from './disk-error.ts'
import { looker } from './look.ts'
import { isRunning } from './owner.ts'
import { ageOf, type Run, readRun } from './run.ts'
import { activeStage, openStage, removeStage, renameDirectory } from './stage.ts'

/** An active run whose process is dead. */
interface DeadRun extends ActiveRun {
  /** The last of its heirs, who died taking it back; the run itself when it has none. */
  readonly last: Run
}

/** Returns the dead run that was changing a directory; @throws DiskError while a run is alive there. */
function deadRun(directory: string): DeadRun | undefined {
  const stage = join(directory, activeStage)
  const run = runOf(stage)
  if (run === undefined) return undefined
  let last = { stage, run }
  for (let heir = heirOf(stage, run); heir !== undefined; heir = heirOf(stage, heir.run)) {
    last = heir
  }
  if (isRunning(last.run.owner, ageOf(last.stage))) throw busy(directory, last.run.owner.pid)
  return { directory, stage, run, last: last.run }
}

/** Returns the run of the active stage, if there is one; @throws DiskError when something else has its name. */
function runOf(stage: string): Run | undefined {
  // Another run's stage comes and goes by a rename, also between two looks: what isn't one stays.
  for (let looks = 0; looks < 3; looks += 1) {
    const run = readRun(stage)
    if (run !== undefined || !isInTheWay(stage)) return run
  }
  throw inTheWay(stage)
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

/** A directory of that name which is empty is nobody's; anything else that holds no journal isn't ours to remove. */
function isInTheWay(stage: string): boolean {
  try {
    return readdirSync(stage).length > 0
  } catch (error) {
    return errorCode(error) !== 'ENOENT'
  }
}

function inTheWay(stage: string): DiskError {
  const what = `cannot tell whose this is: ${stage}, it holds no readable journal of a run`
  const fix = 'Files in it that end in .old are yours: move them back, then remove it.'
  return new DiskError('busy', [{ what, fix }])
}

/**
 * Takes back what a killed run left in a directory.
 * @returns where files of the user's were put whose places they had filled anew
 */
export async function takeBack(directory: string): Promise<readonly string[]> {
  const dead = deadRun(directory)
  if (dead === undefined) return []
  if (!(await inherit(dead))) throw busy(directory, dead.run.owner.pid)
  const aside = undo(dead)
  await retire(dead)
  return aside
}

/**
 * Makes this process the one heir of a dead run; returns false when another came first. The name of the heir holds the
 * id of whom it inherits from, so that a claim which comes late, on a stage that another run took meanwhile, is void.
 */
async function inherit({ directory, stage, run, last }: DeadRun): Promise<boolean> {
  const claim = openStage(directory)
  const won = await renameDirectory(claim.stage, heirName(stage, last)).catch(() => false)
  if (!won) await removeStage(claim.stage)
  return won && readRun(stage)?.id === run.id
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
