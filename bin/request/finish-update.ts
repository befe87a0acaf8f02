import { apply } from '../../generators/disk/apply.ts'
import { removeState, statesAt } from '../../generators/disk/saved-state.ts'
import { snapshot } from '../../generators/disk/snapshot.ts'
import { type Finding, warning } from '../../generators/finding.ts'
import { jsonText } from '../../generators/json.ts'
import type { Change, Existing, Snapshot } from '../../generators/plan/change.ts'
import { sha256 } from '../../generators/plan/digest.ts'
import { type Lock, lockPath } from '../../generators/plan/lock.ts'
import { readRecord } from '../../generators/plan/record.ts'
import { type File, sameFile, type TreeFile } from '../../generators/plan/tree.ts'
import { type Problem, ProblemsError } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import { resolvedLock } from '../../generators/update/resolved-lock.ts'
import { putIndex, stageResolved } from '../git/staging.ts'
import { indexOf, unstoppable, type WorkTree } from '../git/work-tree.ts'
import type { Io } from '../io.ts'
import type { Ended, Unresolved } from '../report/update/ending.ts'
import { markedFiles } from './marked-files.ts'

/** A repository, and where the state before an update is saved. */
export interface Place {
  /** The repository as an absolute path. */
  readonly directory: string
  /** The work tree that it is in; undefined if git doesn't work there. */
  readonly tree: WorkTree | undefined
  readonly folder: string
}

/**
 * Goes back to the state before an update that left conflicts.
 * @throws ProblemsError when there is no such update, or its state is lost; DiskError when the
 * system refuses
 */
export async function abortUpdate(
  { directory, tree, folder }: Place,
  warnings: readonly Finding[],
  { signal }: Io,
): Promise<Ended> {
  const { digest } = await lockWithConflicts(directory)
  const [saved] = savedFor(folder, digest)
  if (saved === undefined) throw new ProblemsError([lostState(folder)])
  const [savedIn, { files, after, index, conflicts }] = saved
  const seen = await snapshot(directory, new Map([...files.keys()].map((path) => [path, {}])))
  const blocked = [...files.keys()].filter((path) => isBlocked(seen.entries.get(path)))
  if (blocked.length > 0) throw new ProblemsError(blocked.map(inTheWay))
  const later = [...after].flatMap(([path, digest]) => {
    const now = seen.entries.get(path)
    const before = files.get(path)
    const isBack = now?.kind === 'file' && before !== undefined && sameFile(now.file, before)
    const isLost = now !== undefined && !isBack && digestOf(now) !== digest
    return isLost && !conflicts.includes(path) ? [path] : []
  })
  if (later.length > 0) throw new ProblemsError(later.map(changedLater))
  const changes = [...files].flatMap(([path, file]) =>
    changeBack(path, seen.entries.get(path), file),
  )
  // The index comes first: if this run is killed, the conflicts are still there to abort.
  const now = tree === undefined ? [] : await indexOf(tree, conflicts)
  const put = (entries: readonly string[]) =>
    tree === undefined ? undefined : putIndex(unstoppable(tree), conflicts, entries)
  const why = await put(index)
  try {
    await apply({ directory, exists: true, changes }, { signal })
  } catch (error) {
    await put(now)
    throw error
  }
  removeState(savedIn)
  return {
    kind: 'done',
    directory,
    step: 'abort',
    paths: changes.map(({ path }) => path),
    warnings: why === undefined ? warnings : [...warnings, indexLeft(why)],
  }
}

/**
 * Finishes an update whose conflicts are resolved: the lock then describes the result.
 * @param table the options without those of house layers
 * @throws ProblemsError when there is no such update; DiskError when the system refuses
 */
export async function finishUpdate(
  { directory, tree, folder }: Place,
  warnings: readonly Finding[],
  io: Io,
  table: Table,
): Promise<Ended | Unresolved> {
  const { signal } = io
  const { lock, seen, unresolved, digest } = await lockWithConflicts(directory)
  const saved = savedFor(folder, digest)
  const before = saved[0]?.[1].files
  const files = unresolved.flatMap((path) => {
    const existing = seen.entries.get(path)
    return existing?.kind === 'file'
      ? [{ path, file: existing.file, before: before?.get(path) }]
      : []
  })
  const marked = await markedFiles(files, { directory, lock, io, table })
  if (marked.length > 0) return { kind: 'conflicts-left', directory, marked, warnings }
  // The index comes first: if this run is killed, the conflicts are still there to resolve.
  const why = tree === undefined ? undefined : await stageResolved(tree, unresolved, seen.entries)
  signal.throwIfAborted()
  const existing = seen.entries.get(lockPath)
  const text = jsonText(resolvedLock(lock, seen))
  const file = generated({ content: Buffer.from(text), mode: '100644' })
  if (existing?.kind === 'file') {
    const changes: readonly Change[] = [{ status: 'update', path: lockPath, file, existing }]
    await apply({ directory, exists: true, changes }, { signal })
  }
  const isCommitted = ([, { committed }]: (typeof saved)[number]) => tree !== undefined && committed
  for (const [place] of saved.filter(isCommitted)) removeState(place)
  const backup = saved.find((one) => !isCommitted(one))?.[0]
  return {
    kind: 'done',
    directory,
    step: 'continue',
    paths: unresolved,
    ...(backup === undefined ? {} : { backup }),
    warnings: why === undefined ? warnings : [...warnings, indexLeft(why)],
  }
}

/** Returns the states before the update that wrote a lock, the newest one first. */
function savedFor(folder: string, digest: string) {
  return statesAt(folder)
    .filter(([, { lock }]) => lock === digest)
    .reverse()
}

async function lockWithConflicts(directory: string): Promise<{
  readonly lock: Lock
  readonly seen: Snapshot
  readonly unresolved: readonly string[]
  /** The SHA-256 of the lock. */
  readonly digest: string
}> {
  const record = await snapshot(directory, new Map([[lockPath, {}]]))
  const { lock, problems } = readRecord(record)
  if (problems.length > 0) throw new ProblemsError(problems)
  const unresolved = lock?.unresolved ?? []
  if (lock === undefined || unresolved.length === 0) throw new ProblemsError([noUpdate(directory)])
  const paths = [lockPath, ...unresolved]
  const digest = digestOf(record.entries.get(lockPath)) ?? ''
  return {
    lock,
    unresolved,
    digest,
    seen: await snapshot(directory, new Map(paths.map((p) => [p, {}]))),
  }
}

function digestOf(existing: Existing | undefined): string | null {
  return existing?.kind === 'file' ? sha256(existing.file.content) : null
}

function changedLater(path: string): Problem {
  return {
    what: `cannot go back: ${path} was changed after the update`,
    fix: 'Move your version of it away, or resolve the conflicts.',
  }
}

function isBlocked(existing: Existing | undefined): boolean {
  return existing !== undefined && existing.kind !== 'file'
}

/** Returns the change that brings a file back, or removes what the update created. */
function changeBack(
  path: string,
  existing: Existing | undefined,
  before: File | undefined,
): readonly Change[] {
  if (existing?.kind !== 'file') {
    return before === undefined ? [] : [{ status: 'create', path, file: generated(before) }]
  }
  if (before === undefined) return [{ status: 'remove', path, existing }]
  if (sameFile(before, existing.file)) return []
  return [{ status: 'update', path, file: generated(before), existing }]
}

function generated(file: File): TreeFile {
  return { ...file, owner: 'generated', layer: '' }
}

function noUpdate(directory: string): Problem {
  return { what: `no update in ${directory} has conflicts left: there is nothing to finish` }
}

function lostState(folder: string): Problem {
  return {
    what: `cannot go back: the state before the update is not in ${folder}`,
    fix: 'Go back to the last commit with git, or resolve the conflicts.',
  }
}

function inTheWay(path: string): Problem {
  return {
    what: `cannot restore ${path}: it is not a regular file`,
    fix: 'Move it out of the way.',
  }
}

function indexLeft(why: string): Finding {
  const message = `git still knows the conflicts: ${why}`
  return warning('update/index', null, message, 'Run git add for their files.')
}
