import type { Readable } from 'node:stream'
import { execa } from 'execa'
import type { Environment } from '../environment.ts'
import { endGroup } from '../process-group.ts'
import { quote } from '../report/text.ts'

/** Where git runs, and for how long. */
export interface Setting {
  readonly directory: string
  readonly env: Environment
  readonly timeout: number
  readonly signal?: AbortSignal
  /**
   * Set in a repository that this run created, whose path may not be named `.git`. Anywhere else, git
   * refuses a folder that is a git directory without that name: it may have come with a clone.
   */
  readonly isOwn?: true
  /** Settings for git, which outrank those of its configuration files; a name has no `=`. */
  readonly overrides?: readonly Override[]
  /** Settings that outrank those of the files, too, but are secret: other users can't see them. */
  readonly secrets?: readonly Override[]
  /** How much git may print, in bytes; it is ended beyond that. 100 MB by default. */
  readonly outputLimit?: number
  /** The input of git; empty by default. */
  readonly input?: string | Uint8Array
  /**
   * Called with the PID as soon as the process runs. Except on Windows, it leads a process group.
   */
  readonly started?: (pid: number) => void
}

/** A setting of git, and its value. */
export type Override = readonly [name: string, value: string]

/** The result of a run of git. */
export interface Finished {
  readonly ok: boolean
  readonly stdout: string
  /** Why it failed, in one line. */
  readonly why: string
  /** The remedy, if known. */
  readonly fix?: string
}

/** The result of a run of git with its output as bytes. */
export interface FinishedBytes extends Omit<Finished, 'stdout'> {
  readonly stdout: Uint8Array
  /** Whether git was ended because it printed too much. */
  readonly isCut: boolean
  /** The exit code; undefined if git didn't exit by itself. */
  readonly exitCode?: number
}

interface Reason {
  readonly why: string
  readonly fix?: string
}

/** No daemon starts, and a clone can't bring a configuration: git's own folder is named `.git`. */
const repositoryOverrides: readonly Override[] = [
  ['safe.bareRepository', 'explicit'],
  ['core.fsmonitor', 'false'],
]

const interrupted: Reason = {
  why: 'it was interrupted',
  fix: 'Run the command again to commit the files.',
}

/** Like `gitBytes`, but returns the output as text. */
export async function git(args: readonly string[], setting: Setting): Promise<Finished> {
  const { exitCode: _, isCut: __, stdout, ...finished } = await gitBytes(args, setting)
  return { ...finished, stdout: Buffer.from(stdout).toString() }
}

/**
 * Runs git in its own session, so that ssh, gpg and hooks find no terminal, and everything that git
 * started ends with it.
 */
export async function gitBytes(args: readonly string[], setting: Setting): Promise<FinishedBytes> {
  const {
    directory,
    env,
    timeout,
    signal,
    isOwn,
    overrides = [],
    secrets = [],
    outputLimit = 100_000_000,
    input,
    started,
  } = setting
  // A signal that was aborted between two runs no longer calls a listener.
  if (signal?.aborted) return { ok: false, stdout: new Uint8Array(), isCut: false, ...interrupted }
  const group = process.platform !== 'win32'
  const given = [...(isOwn ? [] : repositoryOverrides), ...overrides]
  const settings = given.flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const run = execa('git', [...settings, ...args], {
    cwd: directory,
    env: { ...quiet(env), ...asEnvironment(secrets) },
    extendEnv: false,
    stdin: input === undefined ? 'ignore' : 'pipe',
    ...(input === undefined ? {} : { input }),
    reject: false,
    stripFinalNewline: false,
    encoding: 'buffer',
    maxBuffer: outputLimit,
    detached: group,
    windowsHide: true,
  })
  if (run.pid !== undefined) started?.(run.pid)
  let stopped: Reason | undefined
  const stop = (reason: Reason) => () => {
    stopped ??= reason
    endGroup(run.pid, group, 'SIGTERM')
    setTimeout(() => endGroup(run.pid, group, 'SIGKILL'), 1_000).unref()
  }
  const timer = setTimeout(stop({ why: `it took longer than ${timeout / 1_000} s` }), timeout)
  const interrupt = stop(interrupted)
  signal?.addEventListener('abort', interrupt)
  // A background process of a hook may keep the pipes open: don't wait for it.
  run.once('exit', () => {
    for (const stream of [run.stdout, run.stderr]) closeWhenQuiet(stream)
  })
  // If git can't be started, there is no output.
  const ended = await run
  const { failed, exitCode, stdout = new Uint8Array(), stderr = new Uint8Array(), code } = ended
  if (stopped !== undefined) endGroup(run.pid, group, 'SIGKILL')
  clearTimeout(timer)
  signal?.removeEventListener('abort', interrupt)
  const said = Buffer.from(stderr).toString()
  const isCut = ended.isMaxBuffer
  if (isCut) stopped ??= { why: `it printed more than ${outputLimit / 1_000_000} MB` }
  const reason = stopped ?? (code === undefined ? reasonIn(said) : notStarted(code))
  return {
    ok: !failed && stopped === undefined,
    stdout,
    isCut,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...reason,
  }
}

/**
 * Variables that tie git to the repository of an outer git, for example in a hook: `git rev-parse
 * --local-env-vars`.
 */
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

/**
 * Returns an environment in which git fetches nothing, whatever the configuration of a repository says:
 * in a partial clone, it would fetch missing objects with a program that the configuration names.
 */
export function offline(env: Environment): Environment {
  return { ...env, GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1' }
}

/** Variables that change how git interprets the paths that it is given. */
const pathspecs = new Set([
  'GIT_GLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
])

/** Returns an environment in which git doesn't ask, uses English and ignores an outer git. */
function quiet(env: Environment): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(
    ([name]) =>
      !outerGit.has(name.toUpperCase()) && !pathspecs.has(name.toUpperCase()) && name !== 'GPG_TTY',
  )
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LANGUAGE: 'en' }
}

/** Returns settings as variables, which git reads since version 2.31. */
function asEnvironment(settings: readonly Override[]): Readonly<Record<string, string>> {
  if (settings.length === 0) return {}
  const rows = settings.flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return { ...Object.fromEntries(rows), GIT_CONFIG_COUNT: `${settings.length}` }
}

/** Returns the line of git's error output that gives the reason. */
function reasonIn(stderr: string): Reason {
  if (/auto-detection is disabled|tell me who you are|empty ident/i.test(stderr)) {
    return {
      why: 'user.name or user.email is not set',
      fix: 'Run git config --global user.name "YOUR NAME" and git config --global user.email YOU@EXAMPLE.COM, then run the command again.',
    }
  }
  const [, distrusted] = /dubious ownership in repository at '(.*)'/.exec(stderr) ?? []
  const trust =
    distrusted &&
    `If you trust its owner, run git config --global --add safe.directory ${quote(distrusted, process.platform)}, then run the command again.`
  const [, disguised] = /cannot use bare repository '(.*)' \(safe/.exec(stderr) ?? []
  if (disguised !== undefined) return disguisedRepository(disguised)
  const lines = stderr.split('\n').map((line) => line.trim())
  const isReason = (line: string) => line !== '' && !line.startsWith('hint:')
  const complaint = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.findLast(isReason)
  const why = complaint?.replace(/^(fatal|error): /, '') ?? 'it gave no reason'
  return trust ? { why, fix: trust } : { why }
}

/** Returns why git must not work in a folder that is a git directory, but is not named `.git`. */
export function disguisedRepository(folder: string): Reason {
  return {
    why: `${folder} is itself a git directory, whose configuration may start programs`,
    fix: 'Remove its files HEAD, config, objects and refs, unless you know what they are for.',
  }
}

function notStarted(code: string): Reason {
  return code === 'ENOENT'
    ? { why: 'git is not installed', fix: 'Install git, then run the command again.' }
    : { why: `git can't be started (${code})` }
}

/** How long a pipe must have been silent to be closed, in milliseconds. */
const quietTime = 200

/**
 * Closes a pipe of a process that has exited once nothing more comes. A busy event loop calls timers
 * late, and before it reads what waits in the pipe, so only a wait in time counts, and a read after it.
 */
function closeWhenQuiet(stream: Readable): void {
  let heard = false
  stream.on('data', () => {
    heard = true
  })
  const wait = (): void => {
    const start = performance.now()
    heard = false
    setTimeout(() => {
      const isLate = performance.now() - start > 1.5 * quietTime
      setImmediate(() => (heard || isLate ? wait() : stream.destroy()))
    }, quietTime).unref()
  }
  wait()
}
