import { devNull } from 'node:os'
import { resolve } from 'node:path'
import { sha256 } from '../../generators/plan/digest.ts'
import { intentPath } from '../../generators/plan/lock.ts'
import { ProblemsError } from '../../generators/problem.ts'
import type { MergeConflict } from '../../generators/update/merge.ts'
import type { Io } from '../io.ts'
import { git, gitBytes, offline, type Setting } from './git.ts'

/** A directory in the work tree of a git repository. */
export interface WorkTree {
  readonly setting: Setting
  /** The path of the directory in the repository: empty, or with a slash at its end. */
  readonly prefix: string
  /** A path in the git directory for the state that an update saves. */
  readonly stateFolder: string
}

/** The time limit for each run of git in milliseconds. */
const timeout = 30_000

const withoutHooks = ['-c', `core.hooksPath=${devNull}`, '-c', 'core.fsmonitor=false']

const quietly = ['--no-optional-locks', ...withoutHooks, '--literal-pathspecs']

/**
 * Returns the work tree that a directory is in; undefined if it is in none, or there is no git.
 * @throws ProblemsError when git refuses to work there, because nothing else knows what is committed
 */
export async function workTreeAt(
  directory: string,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<WorkTree | undefined> {
  const setting = { directory, env: offline(env), signal, timeout }
  const ask = ['--is-inside-work-tree', '--git-path', 'create-go-docker-update', '--show-prefix']
  const { ok, stdout, why, fix } = await git(['rev-parse', ...ask], setting)
  const [inside, path = '', prefix = ''] = stdout.split('\n')
  if (!ok) {
    if (/^not a git repository|^git is not installed/.test(why)) return undefined
    throw refused(why, fix)
  }
  if (inside !== 'true') return undefined
  const stateFolder = resolve(directory, `${path}-${sha256(prefix).slice(0, 8)}`)
  return { setting, prefix, stateFolder }
}

/**
 * Returns the tracked files in the directory that have changes, except for the intent.
 * @throws ProblemsError when git fails
 */
export async function dirtyPaths(tree: WorkTree): Promise<readonly string[]> {
  const paths = await changedPaths(tree, ['--untracked-files=no', '--', '.'])
  return paths.filter((path) => path !== intentPath)
}

/**
 * Returns those of some paths whose file is not as in the last commit, also where git ignores it.
 * @throws ProblemsError when git fails
 */
export async function uncommittedPaths(
  tree: WorkTree,
  paths: readonly string[],
): Promise<readonly string[]> {
  if (paths.length === 0) return []
  return changedPaths(tree, ['--untracked-files=all', '--ignored=matching', '--', ...paths])
}

async function changedPaths(
  { setting, prefix }: WorkTree,
  which: readonly string[],
): Promise<readonly string[]> {
  const args = ['status', '--porcelain', '-z', '--no-renames', '--ignore-submodules=all']
  const stdout = await outputOf([...quietly, ...args, ...which], setting)
  return stdout.split('\0').flatMap((line) => {
    const path = line.slice(3 + prefix.length)
    return path === '' ? [] : [path]
  })
}

/** Runs git and returns its output. @throws ProblemsError when it fails */
async function outputOf(args: readonly string[], setting: Setting): Promise<string> {
  const { ok, stdout, why, fix } = await git(args, setting)
  if (!ok) throw refused(why, fix)
  return stdout
}

function refused(why: string, fix = 'Repair the repository, then run the command again.') {
  return new ProblemsError([{ what: `git cannot read the repository: ${why}`, fix }])
}

/** Returns the paths of all files in the directory that git tracks, or would. */
export async function pathsIn({ setting }: WorkTree): Promise<readonly string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const stdout = await outputOf([...quietly, ...args], setting)
  return [...new Set(stdout.split('\0').filter(Boolean))]
}

/** Returns the entries of some paths in the index, as `putIndex` takes them. */
export async function indexOf(
  { setting, prefix }: WorkTree,
  paths: readonly string[],
): Promise<readonly string[]> {
  if (paths.length === 0) return []
  const stdout = await outputOf([...quietly, 'ls-files', '-s', '-z', '--', ...paths], setting)
  const entry = /^(\d{6} [0-9a-f]+ \d)\t(.*)$/s
  return stdout.split('\0').flatMap((line) => {
    const [, info, path] = entry.exec(line) ?? []
    return info === undefined ? [] : [`${info}\t${prefix}${path}`]
  })
}

/**
 * Replaces the entries of some paths in the index. Returns why that failed; undefined if it didn't.
 */
export async function putIndex(
  { setting, prefix }: WorkTree,
  paths: readonly string[],
  entries: readonly string[],
): Promise<string | undefined> {
  const none = '0'.repeat(40)
  const lines = [...paths.map((path) => `0 ${none}\t${prefix}${path}`), ...entries]
  const input = lines.map((line) => `${line}\0`).join('')
  const { ok, why } = await git([...withoutHooks, 'update-index', '-z', '--index-info'], {
    ...setting,
    input,
  })
  return ok ? undefined : why
}

/**
 * Puts the versions of conflicts into the index as stages 1 to 3, as git merge does, so that git
 * status and merge tools know them. Returns why that failed; undefined if it didn't.
 */
export async function stageConflicts(
  tree: WorkTree,
  conflicts: readonly MergeConflict[],
  before: readonly string[],
): Promise<string | undefined> {
  const entries: string[] = []
  // Of these, there are no three versions of one file.
  const unstaged: readonly MergeConflict['kind'][] = ['link', 'markers', 'obstacle']
  const staged = conflicts.filter(
    ({ kind, stages }) => !unstaged.includes(kind) && (stages.base ?? stages.theirs) !== undefined,
  )
  for (const { path, stages } of staged) {
    const tracked = before.find((line) => line.endsWith(` 0\t${tree.prefix}${path}`))
    for (const [number, side] of [stages.base, stages.ours, stages.theirs].entries()) {
      if (side === undefined) continue
      // What git has for our file went through its filters.
      const own = number === 1 ? tracked?.replace(/ 0\t/, ' 2\t') : undefined
      const id = own === undefined ? await stored(tree, side.content) : ''
      if (id === undefined) return 'its objects can not be written'
      entries.push(own ?? `${side.mode} ${id} ${number + 1}\t${tree.prefix}${path}`)
    }
  }
  const paths = staged.map(({ path }) => path)
  return putIndex(tree, paths, entries)
}

/**
 * Tells git that the conflicts in some paths are resolved, as git add does. Returns why that failed;
 * undefined if it didn't.
 */
export async function stageResolved(
  { setting }: WorkTree,
  paths: readonly string[],
): Promise<string | undefined> {
  const { ok, why } = await git(
    [...withoutHooks, '--literal-pathspecs', 'add', '--all', '--', ...paths],
    setting,
  )
  return ok ? undefined : why
}

async function stored({ setting }: WorkTree, input: Uint8Array): Promise<string | undefined> {
  const { ok, stdout } = await gitBytes(['hash-object', '-w', '--stdin'], { ...setting, input })
  return ok ? Buffer.from(stdout).toString().trim() : undefined
}
