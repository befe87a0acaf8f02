import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { apply } from '../../../generators/disk/apply.ts'
import { DiskError } from '../../../generators/disk/disk-error.ts'
import { snapshot } from '../../../generators/disk/snapshot.ts'
import { recover } from '../../../generators/disk/transaction/index.ts'
import { type Owner, thisProcess } from '../../../generators/disk/transaction/owner.ts'
import type { Decision, Plan } from '../../../generators/plan/change.ts'
import { compare } from '../../../generators/plan/compare.ts'
import { decide } from '../../../generators/plan/decide.ts'
import { sortByPath, type Tree } from '../../../generators/plan/tree.ts'
import { treeFile } from '../../tree-file.ts'

/**
 * Calls a function with a new empty directory, which is removed afterwards; no part of its path is
 * a link.
 */
export async function inScratch<T>(act: (directory: string) => Promise<T> | T): Promise<T> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'disk-')))
  try {
    return await act(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Calls a function as a user to whom file permissions apply, unlike root. */
export async function asPlainUser<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act()
  process.seteuid?.(65534)
  try {
    return await act()
  } finally {
    process.seteuid?.(0)
  }
}

/** Returns a tree of files; those whose paths end in .sh are executable. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  return sortByPath(
    Object.entries(files).map(([path, content]) => [
      path,
      treeFile(content, path.endsWith('.sh') ? '100755' : '100644'),
    ]),
  )
}

/** Writes files below a directory. */
export function put(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
}

/** Returns the plan for a tree, with the same decision for every conflict. */
export async function planFor(
  directory: string,
  tree: Tree,
  decision: Decision = 'overwrite',
): Promise<Plan> {
  const plan = compare(directory, tree, await snapshot(directory, tree))
  return decide(plan, new Map(plan.changes.map(({ path }) => [path, decision])))
}

/** Creates a tree in a directory as a run would, after undoing a killed one. */
export async function create(directory: string, tree: Tree, decision?: Decision): Promise<void> {
  await recover(directory)
  await apply(await planFor(directory, tree, decision))
}

/**
 * Returns everything below a directory: path → content or target of a link; optionally with inodes.
 */
export function listing(directory: string, inodes = false): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name)
    const stats = lstatSync(path)
    const inode = inodes ? ` #${stats.ino}` : ''
    if (stats.isDirectory()) {
      found[`${name}/`] = inode
      for (const [below, what] of Object.entries(listing(path, inodes))) {
        found[`${name}/${below}`] = what
      }
    } else if (stats.isSymbolicLink()) found[name] = `-> ${readlinkSync(path)}${inode}`
    else found[name] = `${readFileSync(path, 'utf8')}${stats.mode & 0o100 ? ' (x)' : ''}${inode}`
  }
  return found
}

/** Returns the kind and messages of the DiskError with which a promise must reject. */
export async function refusal(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof DiskError)) throw new Error('got no DiskError', { cause: error })
  return { kind: error.kind, what: error.problems.map(({ what }) => what) }
}

/**
 * Creates a stage with the journal of a run, by default of this process, in a directory; returns
 * its path.
 */
export function putStage(
  directory: string,
  name: string,
  owner: Partial<Owner>,
  run: Readonly<Record<string, unknown>> = {},
): string {
  const stage = join(directory, name)
  mkdirSync(stage, { recursive: true })
  const journal = {
    tool: 'create-go-docker',
    version: 1,
    id: '012aBC',
    inode: String(lstatSync(stage, { bigint: true }).ino),
    owner: { ...thisProcess(), ...owner },
    directories: [],
    changes: [],
    ...run,
  }
  writeFileSync(join(stage, 'run.json'), JSON.stringify(journal))
  return stage
}
