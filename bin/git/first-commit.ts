import { lstatSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode, refused } from '../../generators/disk/disk-error.ts'
import type { Environment } from '../environment.ts'
import type { GitOutcome } from '../report/create/ending.ts'
import { git } from './git.ts'

/** What a first commit is made from. */
export interface FirstCommit {
  readonly directory: string
  /** The paths that were written; nothing else is committed. */
  readonly paths: readonly string[]
  readonly message: string
  readonly env: Environment
  readonly signal: AbortSignal
  /** How many milliseconds each step may take; hooks and signing need some. */
  readonly timeout?: number
}

/**
 * Makes the directory a repository with one commit, if it is in none. Whatever fails is told and undone: afterwards
 * the commit is there, or no repository is.
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
    // A guessed author (root@host) is worse than none.
    ...['-c', 'user.useConfigOnly=true'],
    // No daemon may outlive this run, or keep its output open.
    ...['-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false'],
  ]
  const steps: readonly (readonly [name: string, args: readonly string[], input?: string])[] = [
    ['init', ['init', '--quiet']],
    // Forced: a person's global ignore file has no say in what is ours.
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
 * Makes the repository's folder, so that of two runs at once only one goes on, and only what is its own is undone;
 * returns why it can't.
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
