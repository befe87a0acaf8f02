import {
  lstatSync,
  readdirSync,
  readlinkSync,
  renameSync,
  type Stats,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { errorCode, refused, tryTo } from '../../generators/disk/disk-error.ts'
import { readPlain } from '../../generators/disk/read.ts'
import {
  noteChild,
  openStage,
  removeStage,
  renameDirectory,
  repositoryName,
  type Stage,
} from '../../generators/disk/transaction/index.ts'
import type { Environment } from '../environment.ts'
import type { GitOutcome } from '../report/create/ending.ts'
import { git, type Setting } from './git.ts'

/** The input for a first commit. */
export interface FirstCommit {
  readonly directory: string
  /** The paths that were written; nothing else is committed. */
  readonly paths: readonly string[]
  readonly message: string
  readonly env: Environment
  readonly signal: AbortSignal
  /** The time limit for each step, in milliseconds; hooks and signing take a while. */
  readonly timeout?: number
}

const inTheWay = undone(
  '.git exists, but is not a repository',
  'Move .git out of the way, then run the command again.',
)

/** The remedy if git doesn't suggest one. */
const byHand =
  'Fix this and run the command again, or commit yourself: git init && git add -A && git commit'

/**
 * Makes the directory a repository with one commit, unless it is in one. Failures are reported and
 * undone: in the end, either the commit or no repository exists. That is true even if this process
 * is killed, because the repository is created in a stage, and renamed after the commit succeeds.
 */
export async function firstCommit(commit: FirstCommit): Promise<GitOutcome> {
  const { directory, env, signal, timeout = 15_000 } = commit
  const setting = { directory, env, signal, timeout }
  const standing = lstatSync(join(directory, '.git'), { throwIfNoEntry: false })
  if (standing !== undefined) return isRepository(standing) ? inRepository('here') : inTheWay
  const outer = await git(['rev-parse', '--is-inside-work-tree'], setting)
  if (outer.ok) return inRepository('above')
  if (!/not a git repository/i.test(outer.why)) {
    const seeGit =
      'Run git status in the directory to see what git needs, then run the command again.'
    return undone(outer.why, outer.fix ?? seeGit)
  }
  let stage: Stage
  try {
    stage = openStage(directory)
  } catch (error) {
    return refusal(`cannot create ${join(directory, '.git')}`, error)
  }
  const outcome = await commitIn(stage, commit, setting).catch((error: unknown) =>
    refusal('cannot commit', error),
  )
  await remove(stage)
  return outcome
}

/** Creates the repository and its commit in a stage, and then moves it into the directory. */
async function commitIn(
  opened: Stage,
  { directory, paths, message }: FirstCommit,
  setting: Setting,
): Promise<GitOutcome> {
  const { stage } = opened
  const { settings, mayHook } = await configOf(setting)
  const run = async (name: string, args: readonly string[], input?: string) => {
    const step = await git([...settings, ...args], {
      ...setting,
      isOwn: true,
      // Runs in the stage, so that an abandoned git can't create it again.
      ...(name === 'init' ? { directory: stage } : {}),
      ...(input === undefined ? {} : { input }),
      started: (pid) => noteChild(opened, pid),
    })
    return step.ok ? undefined : undone(`git ${name} failed: ${step.why}`, step.fix ?? byHand)
  }
  const failed = await run('init', ['init', '--quiet'])
  if (failed !== undefined) return failed
  const repository = hidden(stage)
  const dotGit = join(directory, '.git')
  const needsLink = mayHook || hasHooks(repository) || !isOwn(directory)
  const link = needsLink ? linkTo(repository, dotGit) : undefined
  if (link === 'taken') return inRepository('here')
  const place = link ? [] : [`--git-dir=${repository}`, `--work-tree=${directory}`]
  try {
    const given = [...place, '--literal-pathspecs']
    // Forced, so that the user's global ignore file doesn't affect our files.
    const add = [...given, 'add', '--force', '--pathspec-from-file=-', '--pathspec-file-nul']
    const problem =
      (await run('add', add, paths.join('\0'))) ??
      (await run('commit', [...given, 'commit', '--quiet', '--message', message]))
    if (problem !== undefined) return problem
  } finally {
    if (link) tryTo(() => readlinkSync(dotGit) === link && unlinkSync(dotGit))
  }
  return (await renameDirectory(repository, dotGit)) ? { done: true } : inRepository('here')
}

/**
 * Returns the settings for each step, and whether the user's own may run a hook, or depend on the
 * repository's path.
 */
async function configOf(setting: Setting) {
  const names = '^(init\\.defaultbranch|core\\.hookspath|includeif\\..*)$'
  const { stdout } = await git(['config', '--null', '--name-only', '--get-regexp', names], setting)
  const set = stdout.split('\0').filter(Boolean)
  const settings = [
    ...(set.includes('init.defaultbranch') ? [] : ['-c', 'init.defaultBranch=main']),
    // No author is better than a guessed one (root@host).
    ...['-c', 'user.useConfigOnly=true'],
    // The user's own setting may reject our line feeds.
    ...['-c', 'core.safecrlf=false'],
    // No daemon may outlive this run or keep its output open.
    ...['-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false'],
  ]
  return { settings, mayHook: set.some((name) => name !== 'init.defaultbranch') }
}

/**
 * Hides a stage and its repository from git, because a hook may add everything it finds; returns
 * the path of the repository.
 */
function hidden(stage: string): string {
  const repository = join(stage, repositoryName)
  renameSync(join(stage, '.git'), repository)
  writeFileSync(join(stage, '.gitignore'), '*\n', { flag: 'wx' })
  return repository
}

/** Returns whether a new repository has hooks, from its template. */
function hasHooks(repository: string): boolean {
  const hooks = tryTo(() => readdirSync(join(repository, 'hooks'))) ?? []
  const config = tryTo(() => readPlain(join(repository, 'config')).toString()) ?? '[include'
  return hooks.some((name) => !name.endsWith('.sample')) || /hooksPath|\[include/i.test(config)
}

/**
 * Git trusts a directory of another user only if configured to, and it checks that only for a
 * repository that it finds itself.
 */
function isOwn(directory: string): boolean {
  const own = process.geteuid?.()
  return own === undefined || statSync(directory).uid === own
}

/**
 * Links the repository as .git, because a hook may look for that; returns the target of the link.
 * Only in this case can a killed run leave a .git, which the next run sweeps.
 */
function linkTo(repository: string, dotGit: string): string | 'taken' | undefined {
  const below = join(basename(dirname(repository)), basename(repository))
  // A junction needs an absolute path, but no privileges.
  const target = process.platform === 'win32' ? repository : below
  try {
    symlinkSync(target, dotGit, 'junction')
    return target
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? 'taken' : undefined
  }
}

/**
 * Removes the rest of a stage. A stopped hook may still be writing to it; then the next run sweeps
 * it.
 */
async function remove(stage: Stage): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      return removeStage(stage)
    } catch {
      await setTimeout(100 * tries)
    }
  }
}

function inRepository(repository: 'here' | 'above'): GitOutcome {
  const where = repository === 'here' ? 'the directory is already a' : 'the directory is inside a'
  return { done: false, reason: `${where} git repository`, repository }
}

function undone(reason: string, remedy: string): GitOutcome {
  return { done: false, reason, remedy }
}

/** Returns the outcome when the system refuses something. */
function refusal(action: string, cause: unknown): GitOutcome {
  const { message, problems } = refused(action, cause)
  return undone(message, problems.find(({ fix }) => fix !== undefined)?.fix ?? byHand)
}

/** In a worktree, .git is a file. */
function isRepository(stats: Stats): boolean {
  return stats.isDirectory() || stats.isFile() || stats.isSymbolicLink()
}
