import { devNull } from 'node:os'
import { resolve } from 'node:path'
import { blobId, sha256 } from '../../generators/plan/digest.ts'
import { intentPath } from '../../generators/plan/lock.ts'
import type { File } from '../../generators/plan/tree.ts'
import { ProblemsError } from '../../generators/problem.ts'
import type { Io } from '../io.ts'
import { filterOverrides } from './filters.ts'
import { disguisedRepository, git, offline, type Setting } from './git.ts'

/** A directory in the work tree of a git repository. */
export interface WorkTree {
  /** How git runs there: without hooks, and without filters of the repository. */
  readonly setting: Setting
  /** The path of the directory in the repository: empty, or with a slash at its end. */
  readonly prefix: string
  /** A path in the git directory for the state that an update saves. */
  readonly stateFolder: string
}

/** The time limit for each run of git in milliseconds. */
const timeout = 30_000

const withoutHooks = [['core.hooksPath', devNull]] as const

const quietly = ['--no-optional-locks', '--literal-pathspecs']

/**
 * Returns the work tree that a directory is in; undefined if it is in none, or there is no git.
 * @throws ProblemsError when git refuses to work there, because nothing else knows what is committed
 */
export async function workTreeAt(
  directory: string,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<WorkTree | undefined> {
  const setting = { directory, env: offline(env), signal, timeout }
  const places = ['--is-inside-work-tree', '--is-inside-git-dir']
  const ask = [...places, '--git-path', 'create-go-docker-update', '--show-prefix']
  const { ok, stdout, why, fix } = await git(['rev-parse', ...ask], setting)
  signal.throwIfAborted()
  const [inWorkTree, inGitDirectory, path = '', prefix = ''] = stdout.split('\n')
  if (!ok) {
    if (/^not a git repository|^git is not installed/.test(why)) return undefined
    throw refused(why, fix)
  }
  if (inWorkTree !== 'true') return undefined
  // Before version 2.38, git works there.
  if (inGitDirectory === 'true') {
    const disguised = disguisedRepository(directory)
    throw refused(disguised.why, disguised.fix)
  }
  const stateFolder = resolve(directory, `${path}-${sha256(prefix).slice(0, 8)}`)
  const overrides = [...withoutHooks, ...(await filterOverrides(setting))]
  return { setting: { ...setting, overrides }, prefix, stateFolder }
}

/**
 * Returns the tracked files in the directory that have changes, except for the intent.
 * @throws ProblemsError when git fails
 */
export async function dirtyPaths({ setting, prefix }: WorkTree): Promise<readonly string[]> {
  const args = ['status', '--porcelain', '-z', '--no-renames', '--ignore-submodules=all']
  const which = ['--untracked-files=no', '--', '.']
  const stdout = await outputOf([...quietly, ...args, ...which], setting)
  const paths = stdout.split('\0').map((line) => line.slice(3 + prefix.length))
  return paths.filter((path) => path !== '' && path !== intentPath)
}

/**
 * Returns whether git ignores the directory as a whole, so that it doesn't know what changes there.
 * @throws ProblemsError when git fails
 */
export async function isIgnored({ setting, prefix }: WorkTree): Promise<boolean> {
  if (prefix === '') return false
  const tracked = await outputOf([...quietly, 'ls-files', '-z', '--', '.'], setting)
  if (tracked !== '') return false
  const { ok } = await git(['check-ignore', '--quiet', '.'], setting)
  setting.signal?.throwIfAborted()
  return ok
}

/** The most paths on one command line: systems limit its length. */
const mostPaths = 200

/**
 * Returns whether the last commit has each of some files with exactly these bytes. What git says about
 * changes is no proof: files can be ignored, or marked to be taken for unchanged.
 */
export async function areCommitted(
  { setting }: WorkTree,
  files: ReadonlyMap<string, File>,
): Promise<boolean> {
  const paths = [...files.keys()]
  const committed = new Set<string>()
  for (let at = 0; at < paths.length; at += mostPaths) {
    const which = ['-z', 'HEAD', '--', ...paths.slice(at, at + mostPaths)]
    const args = [...quietly, '--no-replace-objects', 'ls-tree', ...which]
    const { ok, stdout } = await git(args, setting)
    setting.signal?.throwIfAborted()
    // There may be no commit.
    if (!ok) return false
    for (const line of stdout.split('\0')) committed.add(line)
  }
  return [...files].every(([path, { mode, content }]) =>
    committed.has(`${mode} blob ${blobId(content)}\t${path}`),
  )
}

/** Returns a work tree in which no signal stops git. */
export function unstoppable({ setting, ...tree }: WorkTree): WorkTree {
  const { signal: _, ...rest } = setting
  return { ...tree, setting: rest }
}

/** Runs git and returns its output. @throws ProblemsError when it fails */
async function outputOf(args: readonly string[], setting: Setting): Promise<string> {
  const { ok, stdout, why, fix } = await git(args, setting)
  setting.signal?.throwIfAborted()
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
