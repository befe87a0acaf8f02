import type { Finding } from '../../generators/finding.ts'
import { isWork } from '../../generators/plan/change.ts'
import type { Lock } from '../../generators/plan/lock.ts'
import { recordPaths } from '../../generators/plan/record.ts'
import type { PlannedUpdate } from '../../generators/update-repository.ts'
import type { FileTree } from '../file-tree.ts'
import { ownLine } from './edits.ts'

/** A repository at some point. */
export interface Moment {
  readonly files: FileTree
  readonly findings: readonly Finding[]
  readonly lock: Pick<Lock, 'files'>
}

/** An update of a repository that a user edited. */
export interface Observed {
  /** The repository as it was rendered. */
  readonly original: FileTree
  /** The new render. */
  readonly rendered: FileTree
  readonly before: Moment
  readonly after: Moment
  readonly planned: Pick<PlannedUpdate, 'conflicts' | 'renames' | 'left'>
  /** A second update, if the first one left no conflict. */
  readonly again?: Pick<PlannedUpdate, 'plan'>
}

/** A promise that an update broke. */
export interface BrokenPromise {
  readonly path?: string
  readonly what: string
}

/** Returns every promise that an update broke. */
export function losses(observed: Observed): readonly BrokenPromise[] {
  return [
    ...lostLines(observed),
    ...paths(observed).flatMap((path) => lostAt(path, observed)),
    ...unsettled(observed),
  ]
}

/** Returns the paths that anything exists at, without the record. */
function paths({ original, rendered, before, after }: Observed): readonly string[] {
  const all = [original, rendered, before.files, after.files].flatMap((files) => files.paths())
  return [...new Set(all)].filter((path) => !recordPaths.some((other) => other === path)).sort()
}

/** A user's lines may move to another file, but never vanish. */
function lostLines({ before, after }: Observed): readonly BrokenPromise[] {
  const there = new Set(after.files.paths().flatMap((path) => ownLinesIn(after.files, path)))
  return before.files.paths().flatMap((path) =>
    ownLinesIn(before.files, path)
      .filter((line) => !there.has(line))
      .map((line) => ({ path, what: `the line is gone: ${line}` })),
  )
}

function ownLinesIn(files: FileTree, path: string): readonly string[] {
  const lines = Buffer.from(files.bytes(path)).toString().split(/\r?\n/)
  return lines.filter((line) => line.includes(ownLine))
}

function lostAt(path: string, observed: Observed): readonly BrokenPromise[] {
  const { original, rendered, before, after, planned } = observed
  const [was, mine, now] = [original, before.files, after.files].map((files) => at(files, path))
  const isOpen = planned.conflicts.some((conflict) => conflict.path === path)
  const isMoved = planned.renames.some(({ from, to }) => from === path || to === path)
  // The user moved it, and a migration renamed it in the template.
  const isElsewhere = Object.values(after.lock.files).some(({ from }) => from === path)
  if (isOpen || isMoved || isElsewhere) return []
  const broken = (what: string) => [{ path, what }]
  if (was === mine) {
    const isLeft = planned.left.some((left) => left.path === path)
    if (isLeft || now === at(rendered, path)) return []
    return broken('the user left it alone, but it is not as in the new render')
  }
  if (mine === undefined)
    return now === undefined ? [] : broken('the user deleted it, but it is back')
  if (now === undefined) return broken('the user changed it, but it is gone')
  if (was === undefined && now !== mine) return broken('it is a file of the user, but it changed')
  const isBinary = before.files.bytes(path).includes(0)
  if (isBinary && now !== mine) return broken('the user replaced it, but it changed')
  const isSameMode = before.files.mode(path) === after.files.mode(path)
  const hasNewMode = was !== undefined && original.mode(path) !== before.files.mode(path)
  return hasNewMode && !isSameMode ? broken('the user changed its mode, which is lost') : []
}

/** Returns mode and bytes of a file as a text to compare; undefined if there is none. */
function at(files: FileTree, path: string): string | undefined {
  if (!files.paths().includes(path)) return undefined
  return `${files.mode(path)} ${Buffer.from(files.bytes(path)).toString('latin1')}`
}

/** After an update without conflicts, there is nothing left to do, and nothing new to find. */
function unsettled({ before, after, planned, again }: Observed): readonly BrokenPromise[] {
  if (again === undefined) return []
  const renamed = new Map(planned.renames.map(({ from, to }) => [to, from]))
  const known = new Set(before.findings.map(({ file }) => file))
  const found = after.findings.filter(({ file }) => {
    if (file === null) return true
    const origin = renamed.get(file) ?? file
    const isSameOwner = before.lock.files[origin]?.owner === after.lock.files[file]?.owner
    return isSameOwner && !known.has(file) && !known.has(origin)
  })
  return [
    ...again.plan.changes
      .filter(isWork)
      .map(({ path, status }) => ({ path, what: `another update would ${status} it` })),
    ...found.map(({ file, message }) => ({
      ...(file === null ? {} : { path: file }),
      what: `check finds after the update: ${message}`,
    })),
  ]
}
