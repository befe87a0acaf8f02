import { linkSync, mkdirSync, realpathSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { DiskError, errorCode, refused } from './disk-error.ts'
import { busy, type Journal, retire, stagedNames, takeBack, undo } from './journal.ts'
import { looker, nearest, readPlain } from './look.ts'
import { parents, pathProblems } from './paths.ts'
import type { Change, Plan } from './plan.ts'
import type { Problem } from './problem.ts'
import { lockPath, sha256 } from './record.ts'
import {
  activeStage,
  openStage,
  type RunChange,
  readRun,
  removeStage,
  renameDirectory,
  sweep,
} from './stage.ts'
import type { TreeFile } from './tree.ts'

/** What a run found to say about the one before it. */
export interface Applied {
  /** Where files of the user's were put that a killed run had moved, and whose places the user had filled anew. */
  readonly setAside: readonly string[]
}

/** How a run can be told to stop. */
export interface ApplyOptions {
  readonly signal?: AbortSignal
}

/**
 * Does what a plan says, whole or not at all, and first takes back what a killed run left there.
 *
 * A new directory is written beside its place and renamed once. In one that exists, every file is linked from a stage
 * into its place, which fails where something stands; files that a plan updates or removes are moved to the stage and
 * dropped when all is done.
 * @throws DiskError when the plan can't be done, the signal's reason when it was aborted; the disk is as it was
 */
export async function apply(plan: Plan, { signal }: ApplyOptions = {}): Promise<Applied> {
  refuse('unsafe', pathProblems(plan.changes.map(({ path }) => path)))
  refuse('conflict', plan.changes.filter(({ status }) => status === 'conflict').map(undecided))
  const setAside = await recover(plan.directory)
  const { missing } = nearest(plan.directory)
  if (plan.exists !== (missing.length === 0)) throw moved(plan)
  await (plan.exists ? writeInside(plan, signal) : writeBeside(plan, signal))
  return { setAside }
}

/**
 * Takes back what a killed run left in a directory, and removes the stages of dead runs in it and beside it.
 * @returns where files of the user's were put whose places they had filled anew
 */
export async function recover(directory: string): Promise<readonly string[]> {
  const { base, missing } = nearest(directory)
  await sweep(base)
  if (missing.length > 0) return []
  await sweep(dirname(base))
  return takeBack(realpathSync(base))
}

function refuse(kind: 'unsafe' | 'conflict' | 'changed', problems: readonly Problem[]): void {
  if (problems.length > 0) throw new DiskError(kind, problems)
}

function undecided({ path }: Change): Problem {
  return { what: `cannot write ${path}: another file stands there, and nothing was decided` }
}

function moved({ directory, exists }: Plan): DiskError {
  const what = `cannot write ${directory}: it ${exists ? 'is gone' : 'has appeared'} since the plan was made`
  return new DiskError('changed', [{ what, fix: 'Run the same again.' }])
}

/** Writes a directory that isn't there: beside its place, or beside its first parent that is missing, then one rename. */
async function writeBeside(plan: Plan, signal: AbortSignal | undefined): Promise<void> {
  const pause = pacer(signal)
  const { base, missing } = nearest(plan.directory)
  const { stage } = attempt(base, () => openStage(base))
  try {
    const root = join(stage, 'tree', ...missing)
    attempt(plan.directory, () => mkdirSync(root, { recursive: true }))
    const files = plan.changes.filter(({ status }) => status === 'create')
    for (const directory of directoriesOf(files)) {
      attempt(join(plan.directory, directory), () => mkdirSync(join(root, directory)))
    }
    for (const { path, file } of files) {
      await pause()
      attempt(join(plan.directory, path), () => write(join(root, path), file))
    }
    await putDirectory(plan, join(stage, 'tree'), missing)
  } catch (error) {
    await removeStage(stage).catch(() => undefined)
    throw error
  }
  await removeStage(stage).catch(() => undefined)
}

/** Renames the topmost directory that is missing; when another run makes that one meanwhile, the next below it. */
async function putDirectory(plan: Plan, tree: string, names: readonly string[]): Promise<void> {
  for (let depth = -1; ; ) {
    const { base, missing } = nearest(plan.directory)
    const [top] = missing
    const reached = names.length - missing.length
    if (top === undefined || reached === depth) throw moved(plan)
    depth = reached
    const from = join(tree, ...names.slice(0, depth + 1))
    if (await renameDirectory(from, join(base, top))) return
  }
}

interface Work extends Change {
  readonly status: RunChange['status']
}

function isWork(change: Change): change is Work {
  const { status } = change
  return status === 'create' || status === 'update' || status === 'remove'
}

/** Changes a directory that is there: a stage in it, made the active one by a rename, is both journal and lock. */
async function writeInside(plan: Plan, signal: AbortSignal | undefined): Promise<void> {
  const directory = realpathSync(plan.directory)
  const work = plan.changes.filter(isWork)
  if (work.length === 0) return
  refuse('changed', work.flatMap(changedSince(directory)))
  // The lock stands for a whole tree, so that nobody finds it before the rest.
  work.sort((a, b) => Number(a.path === lockPath) - Number(b.path === lockPath))
  const pause = pacer(signal)
  const journal = await stageAll(directory, work, pause)
  try {
    for (const path of journal.run.directories) {
      attempt(join(directory, path), () => makeDirectory(directory, path))
    }
    for (const [index, change] of work.entries()) {
      await pause()
      attempt(join(directory, change.path), () => place(journal, change, index))
    }
    await retire(journal)
  } catch (error) {
    await abandon(journal, error)
    throw error
  }
}

/**
 * Undoes a run of this process.
 * @throws DiskError when that fails too, and the next run tries again, or when there is more to say than the cause
 */
async function abandon(journal: Journal, cause: unknown): Promise<void> {
  const first = refused('cannot go on', cause)
  try {
    const setAside = undo(journal)
    await retire(journal)
    if (setAside.length === 0) return
    const more = setAside.map((path) => ({
      what: `put your file aside: ${path}, its place was taken`,
    }))
    throw new DiskError(first.kind, [...first.problems, ...more], { cause })
  } catch (error) {
    if (error instanceof DiskError && error.cause === cause) throw error
    const { problems } = refused(`cannot undo the run in ${journal.directory}`, error)
    const left = {
      what: `left ${journal.stage}`,
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
      attempt(path, () => readPlain(join(directory, path))).equals(content)
    return same ? [] : [{ what: `cannot ${status} ${path}: it was changed since`, fix }]
  }
}

/** Returns the journal of a stage that holds every new file and is the directory's active one. */
async function stageAll(
  directory: string,
  work: readonly Work[],
  pause: () => Promise<void>,
): Promise<Journal> {
  const look = looker(directory)
  const placed = work.filter(({ status }) => status !== 'remove')
  const { stage, run } = attempt(directory, () =>
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
      attempt(join(directory, path), () => write(staged, file, status === 'update'))
    }
    const active = join(directory, activeStage)
    if (await renameDirectory(stage, active)) return { directory, stage: active, run }
    throw busy(directory, readRun(active)?.owner.pid)
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
  { directory, stage }: Journal,
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

/**
 * Writes a file where nothing stands, `durable` where one of the user's gives way to it. Nothing else is flushed: a run
 * survives that its process is killed; after a power cut it is made again.
 */
function write(path: string, { content, mode }: TreeFile, durable = false): void {
  const bits = mode === '100755' ? 0o777 : 0o666
  writeFileSync(path, content, { flag: 'wx', mode: bits, flush: durable })
}

/** Returns the directories of some files, each after those above it. */
function directoriesOf(changes: readonly Change[]): readonly string[] {
  return [...new Set(changes.flatMap(({ path }) => parents(path)))]
}

/** Returns a pause that lets a signal through every 20 ms, and throws its reason. */
function pacer(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last > 20) {
      await setImmediate()
      last = performance.now()
    }
    signal?.throwIfAborted()
  }
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw refused(`cannot write ${path}`, error)
  }
}
