import { statSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { DiskError } from '../generators/disk/disk-error.ts'
import type { Place } from '../generators/questions/directory.ts'
import { type Environment, isSet, isTerminal } from './environment.ts'

/** An output stream, which may be a terminal. */
export type Output = Writable & {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** An input stream, which may be a terminal. */
export type Input = Readable & {
  readonly isTTY?: boolean
  readonly setRawMode?: (on: boolean) => unknown
}

/** Everything that a run uses, except for the disk and git. */
export interface Io extends Place {
  readonly argv: readonly string[]
  readonly env: Environment
  readonly stdin: Input
  /** Results. */
  readonly stdout: Output
  /** Questions, progress and errors. */
  readonly stderr: Output
  /** Aborted with a `Stopped` when the run must stop. */
  readonly signal: AbortSignal
  /**
   * Runs work that writes nothing and may keep the process busy for long: meanwhile, a signal ends
   * the process at once.
   */
  readonly interruptibly: <T>(work: () => Promise<T>) => Promise<T>
}

/** Returns why questions can't be asked: this is CI, or stdin or stderr is not a terminal (stdout doesn't matter). */
export function whyNotAsk({ stdin, stderr, env }: Io): string | undefined {
  if (isSet(env.CI)) return 'CI is set'
  if (stdin.isTTY !== true) return 'stdin is not a terminal'
  return stderr.isTTY === true ? undefined : 'stderr is not a terminal'
}

/**
 * Returns whether to ask line by line: for a screen reader, or on a terminal that can't move its
 * cursor.
 */
export function asksByLine({ stderr, env }: Io): boolean {
  return isSet(env.ACCESSIBLE) || !isTerminal(stderr, env)
}

/** Writes lines to a stream. */
export function print(stream: Output, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`)
}

/**
 * Waits for slow work. On a terminal, shows a message after a moment, and removes it at the end.
 */
export async function patiently<T>(
  { stderr, env }: Io,
  what: string,
  work: Promise<T>,
): Promise<T> {
  if (!isTerminal(stderr, env)) return work
  const timer = setTimeout(() => stderr.write(what), 300)
  try {
    return await work
  } finally {
    clearTimeout(timer)
    stderr.write('\r\u001b[K')
  }
}

/**
 * Returns the current directory.
 * @throws DiskError when it no longer exists, or Node can't decode its name
 */
export function currentDirectory(): string {
  const directory = workingDirectory()
  if (!directory.includes('\ufffd') || isCurrent(directory)) return directory
  const what = 'cannot write anything: the path of the current directory is not UTF-8'
  const fix = 'Change to another directory and run the command again.'
  throw new DiskError('failed', [{ what, fix }])
}

/** Returns whether a path that may have lost some bytes still leads to the current directory. */
function isCurrent(directory: string): boolean {
  const [there, here] = [directory, '.'].map((path) => statSync(path, { throwIfNoEntry: false }))
  return there !== undefined && there.ino === here?.ino && there.dev === here.dev
}

function workingDirectory(): string {
  try {
    return process.cwd()
  } catch (cause) {
    const what = 'the current directory no longer exists'
    const fix = 'Change to another directory and run the command again.'
    throw new DiskError('failed', [{ what, fix }], { cause })
  }
}

/** What a run needs from its process. */
export interface ProcessTerms {
  readonly argv: readonly string[]
  readonly cwd: () => string
  readonly signal: AbortSignal
  readonly interruptibly: Io['interruptibly']
  /** Called with the reason if a result can't be written. */
  readonly lost: (error: Error) => void
}

/**
 * Returns the process as an Io. Everything is a getter: Node creates a stream on first access,
 * which takes time, and `--help` doesn't need the current directory.
 */
export function processIo({ argv, cwd, signal, interruptibly, lost }: ProcessTerms): Io {
  return {
    argv,
    get cwd() {
      return cwd()
    },
    signal,
    interruptibly,
    env: process.env,
    platform: process.platform,
    get stdin() {
      return process.stdin
    },
    get stdout() {
      return heard(process.stdout, lost)
    },
    get stderr() {
      return heard(process.stderr, () => {})
    },
  }
}

/** Adds an error listener to a stream once; without one, an error would end the process. */
function heard(stream: NodeJS.WriteStream, onError: (error: Error) => void): Output {
  if (stream.listenerCount('error') === 0) stream.on('error', onError)
  return stream
}
