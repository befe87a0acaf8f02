import { linkSync, mkdirSync, realpathSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Change, Plan } from '../plan/plan.ts'
import { lockPath, sha256 } from '../plan/record.ts'
import type { TreeFile } from '../plan/tree.ts'
import type { Problem } from '../problem.ts'
import { type ActiveRun, busy, retire, stagedNames, undo } from './active-run.ts'
import { attempt, DiskError, errorCode, refused } from './disk-error.ts'
import { looker, readPlain } from './look.ts'
import { type RunChange, readRun } from './run.ts'
import { activeStage, openStage, removeStage, renameDirectory } from './stage.ts'
import { directoriesOf, pacer, refuse, write } from './write.ts'

interface Work extends Change {
  readonly status: RunChange['status']
}

function isWork(change: Change): change is Work {
  const { status } = change
  return status === 'create' || status === 'update' || status === 'remove'
}

/** Changes a directory that is there: a stage in it, made the active one by a rename, is both journal and claim. */
export async function writeInDirectory(plan: Plan, signal: AbortSignal | undefined): Promise<void> {
  const directory = realpathSync(plan.directory)
  const work = plan.changes.filter(isWork)
  if (work.length === 0) return
  refuse('changed', work.flatMap(changedSince(directory)))
  // The lock stands for a whole tree, so that nobody finds it before the rest.
  work.sort((a, b) => Number(a.path === lockPath) - Number(b.path === lockPath))
  const pause = pacer(signal)
  const active = await stageAll(directory, work, pause)
  try {
    for (const path of active.run.directories) {
      attempt(`cannot write ${join(directory, path)}`, () => makeDirectory(directory, path))
    }
    for (const [index, change] of work.entries()) {
      await pause()
      attempt(`cannot write ${join(directory, change.path)}`, () => place(active, change, index))
    }
    await retire(active)
  } catch (error) {
    await abandon(active, error)
    throw error
  }
}

/**
 * Undoes a run of this process.
 * @throws DiskError when that fails too, and the next run tries again, or when there is more to say than the cause
 */
async function abandon(active: ActiveRun, cause: unknown): Promise<void> {
  const first = refused('cannot go on', cause)
  try {
    const setAside = undo(active)
    await retire(active)
    if (setAside.length === 0) return
    const more = setAside.map((path) => ({
      what: `put your file aside: ${path}, its place was taken`,
    }))
    throw new DiskError(first.kind, [...first.problems, ...more], { cause })
  } catch (error) {
    if (error instanceof DiskError && error.cause === cause) throw error
    const { problems } = refused(`cannot undo the run in ${active.directory}`, error)
    const left = {
      what: `left ${active.stage}`,
      fix: 'The next run in this directory takes it back.',
    }
    throw new DiskError(first.kind, [...first.problems, ...problems, left], { cause })
  }
}

/** Returns what is no longer as the plan saw it. */
function changedSince(directory: string): (change: Work) => readonly Problem[] {
  const look = looker(directory)
  return ({ path, status, existing }) => {
    const seen = look(path)
    const fix = 'Run the same again to see what it means now.'
    if (status === 'create') {
      if (seen.kind === 'absent') return []
      return [{ what: `cannot write ${path}: something has appeared there`, fix }]
    }
    const content = existing?.kind === 'file' ? existing.file.content : undefined
    const same =
      seen.kind === 'file' &&
      content !== undefined &&
      attempt(`cannot write ${path}`, () => readPlain(join(directory, path))).equals(content)
    return same ? [] : [{ what: `cannot ${status} ${path}: it was changed since`, fix }]
  }
}

/** Returns the run once its stage holds every new file and is the directory's active one. */
async function stageAll(
  directory: string,
  work: readonly Work[],
  pause: () => Promise<void>,
): Promise<ActiveRun> {
  const look = looker(directory)
  const placed = work.filter(({ status }) => status !== 'remove')
  const { stage, run } = attempt(`cannot write ${directory}`, () =>
    openStage(
      directory,
      directoriesOf(placed).filter((path) => look(path).kind === 'absent'),
      work.map(({ path, status, file }) => ({ path, status, sha256: sha256(file.content) })),
    ),
  )
  try {
    for (const [index, { path, status, file }] of work.entries()) {
      await pause()
      if (status === 'remove') continue
      const staged = stagedNames(stage, index).file
      attempt(`cannot write ${join(directory, path)}`, () =>
        write(staged, file, status === 'update'),
      )
    }
    const shared = join(directory, activeStage)
    if (await renameDirectory(stage, shared)) return { directory, stage: shared, run }
    throw busy(directory, readRun(shared)?.owner.pid)
  } catch (error) {
    await removeStage(stage).catch(() => undefined)
    throw error
  }
}

function makeDirectory(directory: string, path: string): void {
  try {
    mkdirSync(join(directory, path))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    if (looker(directory)(path).kind !== 'directory') throw swapped(path)
  }
}

/** Puts the new file of a change into its place, where nothing may stand by then. */
function place(
  { directory, stage }: ActiveRun,
  { path, status, file, existing }: Work,
  index: number,
): void {
  const target = join(directory, path)
  const staged = stagedNames(stage, index)
  const parent = looker(directory)(dirname(path))
  if (path.includes('/') && parent.kind !== 'directory') throw swapped(path)
  if (status !== 'create') {
    renameSync(target, staged.old)
    const content = existing?.kind === 'file' ? existing.file.content : undefined
    if (content === undefined || !readPlain(staged.old).equals(content)) throw swapped(path)
  }
  if (status === 'remove') return
  try {
    linkSync(staged.file, target)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw swapped(path)
    // No hard links here, or not to there. Where it is another reason, the copy meets it too.
    copy(staged.copying, target, file, status === 'update')
  }
}

/** Copies a file into its place, marked as ours from before its first byte, since it may be cut short. */
function copy(mark: string, target: string, file: TreeFile, durable: boolean): void {
  writeFileSync(mark, '', { flag: 'wx' })
  try {
    write(target, file, durable)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    unlinkSync(mark)
    throw swapped(target)
  }
}

function swapped(path: string): DiskError {
  const what = `cannot write ${path}: something else has taken its place`
  return new DiskError('changed', [{ what, fix: 'Run the same again.' }])
}
