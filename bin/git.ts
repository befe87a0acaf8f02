import { lstatSync, statSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { execa } from 'execa'
import { errorCode, refused } from '../generators/disk-error.ts'
import type { GitFacts } from '../generators/git-facts.ts'
import type { Environment } from './io.ts'
import type { GitOutcome } from './result.ts'

/** How many milliseconds git may take for the facts that a question waits for. */
const factsTimeout = 2_000

/** Where git is run, and until when. */
interface Setting {
  readonly directory: string
  readonly env: Environment
  readonly timeout: number
  readonly signal?: AbortSignal
  /** What git reads from stdin; nothing by default. */
  readonly input?: string
}

/** What came of one run of git. */
interface Finished {
  readonly ok: boolean
  readonly stdout: string
  /** Why it failed, on one line. */
  readonly why: string
}

/** Returns what git knows about a directory, which need not exist yet; what git can't tell is missing. */
export async function gitFacts(directory: string, env: Environment): Promise<GitFacts> {
  const existing = nearestExisting(directory)
  const setting = { directory: existing, env, timeout: factsTimeout }
  const [remote, prefix, config] = await Promise.all([
    git(['remote', 'get-url', 'origin'], setting),
    git(['rev-parse', '--show-prefix'], setting),
    git(['config', '--null', '--get-regexp', '^(github\\.user|user\\.(name|email))$'], setting),
  ])
  const values = new Map(config.stdout.split('\0').map((entry) => splitOnce(entry, '\n')))
  const below = relative(existing, directory).split(sep).filter(Boolean)
  const path = [...prefix.stdout.trim().split('/').filter(Boolean), ...below].join('/')
  const facts: Readonly<Record<keyof GitFacts, string | undefined>> = {
    remote: remote.stdout.trim(),
    prefix: prefix.ok ? path : '',
    githubUser: values.get('github.user'),
    userName: values.get('user.name'),
    userEmail: values.get('user.email'),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value))
}

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
  if (isThere(dotGit)) return undone('the directory is a repository already')
  const outer = await git(['rev-parse', '--is-inside-work-tree'], setting)
  if (outer.ok) return undone('the directory is in a repository already')
  if (!/not a git repository/i.test(outer.why)) return undone(outer.why)
  const taken = await claimProblem(dotGit)
  if (taken !== undefined) return undone(taken)

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
async function claimProblem(dotGit: string): Promise<string | undefined> {
  try {
    await mkdir(dotGit)
    return undefined
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'the directory is a repository already'
    return refused(`cannot make ${dotGit}`, error).message
  }
}

/**
 * Runs git with no terminal to ask at: in a session of its own neither ssh nor gpg nor a hook finds one, and all that
 * it started ends with it.
 */
async function git(args: readonly string[], setting: Setting): Promise<Finished> {
  const { directory, env, timeout, signal, input } = setting
  const group = process.platform !== 'win32'
  const run = execa('git', args, {
    cwd: directory,
    env: quiet(env),
    extendEnv: false,
    stdin: input === undefined ? 'ignore' : 'pipe',
    ...(input === undefined ? {} : { input }),
    reject: false,
    detached: group,
    windowsHide: true,
  })
  let stopped: string | undefined
  const stop = (why: string) => () => {
    stopped ??= why
    end(run.pid, group, 'SIGTERM')
    setTimeout(() => end(run.pid, group, 'SIGKILL'), 1_000).unref()
  }
  const timer = setTimeout(stop(`it took longer than ${timeout / 1_000} s`), timeout)
  const interrupt = stop('it was interrupted')
  signal?.addEventListener('abort', interrupt)
  // What a hook left running may hold the pipes open: git's own end is the end.
  run.once('exit', () => {
    setTimeout(() => {
      run.stdout.destroy()
      run.stderr.destroy()
    }, 200).unref()
  })
  // Without a process there is no output either.
  const { failed, stdout = '', stderr = '', code } = await run
  if (stopped !== undefined) end(run.pid, group, 'SIGKILL')
  clearTimeout(timer)
  signal?.removeEventListener('abort', interrupt)
  const why = stopped ?? (code === undefined ? reasonIn(stderr) : notStarted(code))
  return { ok: !failed && stopped === undefined, stdout, why }
}

/** What binds git to the repository of an outer git, as in a hook: `git rev-parse --local-env-vars`. */
const outerGit = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
])

/** Returns the environment in which git asks nothing, speaks English and knows of no outer git. */
function quiet(env: Environment): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(
    ([name]) => !outerGit.has(name.toUpperCase()) && name !== 'GPG_TTY',
  )
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LANGUAGE: 'en' }
}

/** Returns the line of git's complaints that says why. */
function reasonIn(stderr: string): string {
  if (/auto-detection is disabled|tell me who you are|empty ident/i.test(stderr)) {
    return 'user.name and user.email are not set'
  }
  const lines = stderr.split('\n').map((line) => line.trim())
  const complaint = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.findLast(Boolean)
  return complaint?.replace(/^(fatal|error): /, '') ?? 'it gave no reason'
}

function notStarted(code: string): string {
  return code === 'ENOENT' ? 'git is not installed' : `git can't be started (${code})`
}

function undone(reason: string): GitOutcome {
  return { done: false, reason }
}

/** Ends a process, with all that it started where it leads a group. */
function end(pid: number | undefined, group: boolean, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(group ? -pid : pid, signal)
  } catch {
    // It ended by itself.
  }
}

/** Returns a directory, or the nearest above it that exists. */
function nearestExisting(directory: string): string {
  const parent = dirname(directory)
  return parent === directory || isDirectory(directory) ? directory : nearestExisting(parent)
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
