import {
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { parents } from '../../paths.ts'
import { fileOf, isWork, type Plan, type Work } from '../../plan/change.ts'
import { sha256 } from '../../plan/digest.ts'
import { lockPath } from '../../plan/lock.ts'
import type { File } from '../../plan/tree.ts'
import type { Problem } from '../../problem.ts'
import { attempt, DiskError, errorCode, refused, tryTo } from '../disk-error.ts'
import { isPlainFile, looker } from '../look.ts'
import { holds } from '../read.ts'
import { bitsOf, directoriesOf, pacer, refuse, write } from '../write.ts'
import { type RunChange, readRun } from './journal.ts'
import { atPath } from './pinned.ts'
import { activeStage, openStage, removeStage, renameDirectory } from './stage.ts'
import { type ActiveRun, busy, identityOf, retire, stagedNames, undo } from './undo.ts'

/**
 * Changes an existing directory. Renaming a stage in it to the active name both publishes its
 * journal and claims the directory. Then `claimed` is called, before anything changes.
 */
export async function writeInDirectory(
  plan: Plan,
  signal: AbortSignal | undefined,
  claimed?: () => Promise<void>,
): Promise<void> {
  const directory = realpathSync(plan.directory)
  const work = plan.changes.filter(isWork)
  if (work.length === 0) return
  refuse('changed', work.flatMap(changedSince(directory)))
  // The lock describes the whole tree, so it is written last.
  work.sort((a, b) => Number(a.path === lockPath) - Number(b.path === lockPath))
  const pause = pacer(signal)
  const active = await stageAll(directory, work, pause)
  try {
    await claimed?.()
    for (const path of active.run.directories) {
      attempt(`cannot write ${join(directory, path)}`, () => makeDirectory(directory, path))
    }
    for (const [index, change] of work.entries()) {
      await pause()
      attempt(`cannot write ${join(directory, change.path)}`, () => place(active, change, index))
    }
    removeEmptied(directory, work)
    await retire(active)
  } catch (error) {
    await abandon(active, error)
    throw error
  }
}

/**
 * Undoes a run of this process.
 * @throws DiskError when that fails too, so that the next run tries again, or when user files were
 * set aside
 */
async function abandon(active: ActiveRun, cause: unknown): Promise<void> {
  const first = refused('cannot continue', cause)
  try {
    const { setAside } = undo(active)
    await retire(active)
    if (setAside.length === 0) return
    const more = setAside.map((path) => ({
      what: `your file was saved as ${join(active.directory, path)}, because its path is in use`,
    }))
    throw new DiskError(first.kind, [...first.problems, ...more], { cause })
  } catch (error) {
    if (error instanceof DiskError && error.cause === cause) throw error
    const { problems } = refused(`cannot undo the run in ${active.directory}`, error)
    const left = {
      what: `${active.stage} was not removed`,
      fix: 'The next run in this directory cleans it up.',
    }
    throw new DiskError(first.kind, [...first.problems, ...problems, left], { cause })
  }
}

/** Returns a problem for each path that has changed since the plan was made. */
function changedSince(directory: string): (change: Work) => readonly Problem[] {
  const look = looker(directory)
  return (change) => {
    const { path, status } = change
    const seen = look(path)
    const fix = 'Run the command again to see the new plan.'
    if (change.status === 'create') {
      if (seen.kind === 'absent') return []
      return [{ what: `cannot write ${path}: it now exists`, fix }]
    }
    const place = join(directory, path)
    const { content } = change.existing.file
    const same =
      seen.kind === 'file' && attempt(`cannot write ${path}`, () => holds(place, content))
    return same
      ? []
      : [{ what: `cannot ${status} ${path}: it has changed since the plan was made`, fix }]
  }
}

/** Returns the run once its stage contains every new file and is the directory's active stage. */
async function stageAll(
  directory: string,
  work: readonly Work[],
  pause: () => Promise<void>,
): Promise<ActiveRun> {
  const look = looker(directory)
  const placed = work.filter((change) => change.status !== 'remove')
  const { stage, run } = attempt(`cannot write ${directory}`, () =>
    openStage(
      directory,
      directoriesOf(placed).filter((path) => look(path).kind === 'absent'),
      work.map(journalled),
    ),
  )
  try {
    for (const [index, change] of work.entries()) {
      await pause()
      if (change.status === 'remove') continue
      const staged = stagedNames(stage, index).file
      attempt(`cannot write ${join(directory, change.path)}`, () =>
        write(staged, fileOf(change), change.status !== 'create'),
      )
    }
    const shared = join(directory, activeStage)
    if (await renameDirectory(stage, shared)) return { directory, stage: shared, run }
    throw busy(directory, readRun(shared))
  } catch (error) {
    tryTo(() => removeStage({ stage, run }))
    throw error
  }
}

/**
 * Returns a change as the journal records it. A merge is recorded as an update: the user's file is
 * moved away and replaced.
 */
function journalled(change: Work): RunChange {
  const { path, status } = change
  const { content } = change.status === 'remove' ? change.existing.file : fileOf(change)
  const size = content.length
  return { path, status: status === 'merge' ? 'update' : status, sha256: sha256(content), size }
}

function makeDirectory(directory: string, path: string): void {
  try {
    mkdirSync(join(directory, path))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    if (looker(directory)(path).kind !== 'directory') throw swapped(path)
  }
}

/** Puts the new file of a change in place, where nothing may exist by then. */
function place({ directory, stage }: ActiveRun, change: Work, index: number): void {
  const { path } = change
  const target = join(directory, path)
  const staged = stagedNames(stage, index)
  const parent = looker(directory)(dirname(path))
  if (path.includes('/') && parent.kind !== 'directory') throw swapped(path)
  if (change.status !== 'create') {
    renameSync(target, staged.old)
    const isFile = isPlainFile(staged.old)
    if (!isFile || !holds(staged.old, change.existing.file.content)) throw swapped(path)
  }
  if (change.status === 'remove') return
  try {
    linkSync(staged.file, target)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw swapped(path)
    // Hard links may not be supported here. If the cause is another, the copy fails too.
    copy(staged.copying, target, fileOf(change), change.status !== 'create')
  }
}

/** Removes the folders that the removed files leave empty, as git does: it has no empty folder. */
function removeEmptied(directory: string, work: readonly Work[]): void {
  const removed = work.filter(({ status }) => status === 'remove')
  const folders = new Set(removed.flatMap(({ path }) => parents(path)))
  // Deeper ones first. Removing one fails if it contains anything.
  for (const path of [...folders].sort((a, b) => b.length - a.length)) {
    tryTo(() => atPath(directory, path, rmdirSync))
  }
}

/**
 * Copies a file into place. A run may be killed in the middle, so a mark is written first: empty
 * before the file exists, then with the identity of the file, before its first byte.
 */
function copy(mark: string, target: string, { content, mode }: File, durable: boolean): void {
  writeFileSync(mark, '', { flag: 'wx' })
  const descriptor = createFile(mark, target, mode)
  try {
    writeFileSync(mark, identityOf(fstatSync(descriptor, { bigint: true })))
    writeFileSync(descriptor, content, { flush: durable })
  } finally {
    closeSync(descriptor)
  }
}

function createFile(mark: string, target: string, mode: File['mode']): number {
  try {
    return openSync(target, 'wx', bitsOf(mode))
  } catch (error) {
    unlinkSync(mark)
    throw errorCode(error) === 'EEXIST' ? swapped(target) : error
  }
}

function swapped(path: string): DiskError {
  const what = `cannot write ${path}: another program changed it during the run`
  return new DiskError('changed', [{ what, fix: 'Run the command again.' }])
}
