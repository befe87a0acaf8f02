import { lstatSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode, refused } from '../../generators/disk/disk-error.ts'
import type { Environment } from '../environment.ts'
import type { GitOutcome } from '../report/create/ending.ts'
import { git } from './git.ts'

/** What a first commit needs. */
export interface FirstCommit {
  readonly directory: string
  /** The paths that were written; nothing else is committed. */
  readonly paths: readonly string[]
  readonly message: string
  readonly env: Environment
  readonly signal: AbortSignal
  /** The time limit for each step in milliseconds; hooks and signing take a while. */
  readonly timeout?: number
}

/**
 * Makes the directory a git repository with one commit, unless it is in one already. A failure is reported and undone:
 * afterwards there is either a commit or no repository.
 */
export async function firstCommit(commit: FirstCommit): Promise<GitOutcome> {
  const { directory, paths, message, env, signal, timeout = 15_000 } = commit
  const setting = { directory, env, signal, timeout }
  const dotGit = join(directory, '.git')
  if (isThere(dotGit)) return inRepository('here')
  const outer = await git(['rev-parse', '--is-inside-work-tree'], setting)
  if (outer.ok) return inRepository('above')
  if (!/not a git repository/i.test(outer.why)) return undone(outer.why)
  const taken = await claimProblem(dotGit)
  if (taken !== undefined) return taken

  const branch = await git(['config', '--get', 'init.defaultBranch'], setting)
  const settings = [
    ...(branch.ok ? [] : ['-c', 'init.defaultBranch=main']),
    // A guessed author (root@host) is worse than no commit.
    ...['-c', 'user.useConfigOnly=true'],
    // No daemon may outlive this run or keep its output open.
    ...['-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false'],
  ]
  const steps: readonly (readonly [name: string, args: readonly string[], input?: string])[] = [
    ['init', ['init', '--quiet']],
    // Forced, because the user's global ignore file must not exclude our files.
    ['add', ['add', '--force', '--pathspec-from-file=-', '--pathspec-file-nul'], paths.join('\0')],
    ['commit', ['commit', '--quiet', '--message', message]],
  ]
  for (const [name, args, input] of steps) {
    const step = await git([...settings, '--literal-pathspecs', ...args], {
      ...setting,
      ...(input === undefined ? {} : { input }),
    })
    if (step.ok) continue
    await rm(dotGit, { recursive: true, force: true, maxRetries: 5 })
    return undone(`git ${name} failed: ${step.why}`)
  }
  return { done: true }
}

/**
 * Creates the .git folder, so that only one of two concurrent runs continues, and a run undoes only its own work;
 * returns why if it can't.
 */
async function claimProblem(dotGit: string): Promise<GitOutcome | undefined> {
  try {
    await mkdir(dotGit)
    return undefined
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return inRepository('here')
    return undone(refused(`cannot create ${dotGit}`, error).message)
  }
}

function inRepository(repository: 'here' | 'above'): GitOutcome {
  const where = repository === 'here' ? 'the directory is already a' : 'the directory is inside a'
  return { done: false, reason: `${where} git repository`, repository }
}

function undone(reason: string): GitOutcome {
  return { done: false, reason }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
