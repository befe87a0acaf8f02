import type { Readable, Writable } from 'node:stream'
import { DiskError } from '../generators/disk/disk-error.ts'
import type { Place } from '../generators/questions/directory.ts'
import { type Environment, isSet, isTerminal } from './environment.ts'

/** A stream out, which may be a terminal. */
export type Output = Writable & {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** A stream in, which may be a terminal. */
export type Input = Readable & {
  readonly isTTY?: boolean
  readonly setRawMode?: (on: boolean) => unknown
}

/** All that a run touches besides the disk and git. */
export interface Io extends Place {
  readonly argv: readonly string[]
  readonly env: Environment
  readonly stdin: Input
  /** Results. */
  readonly stdout: Output
  /** Questions, progress and errors. */
  readonly stderr: Output
  /** Aborted, by a `Stopped`, when the run is told to stop. */
  readonly signal: AbortSignal
}

/** Returns whether questions can be asked: answers come in and what is asked is seen, whatever stdout is; never in CI. */
export function canAsk({ stdin, stderr, env }: Io): boolean {
  return !isSet(env.CI) && stderr.isTTY === true && stdin.isTTY === true
}

/** Returns whether questions are asked line by line: for a screen reader, or where the cursor can't be moved. */
export function asksByLine({ stderr, env }: Io): boolean {
  return isSet(env.ACCESSIBLE) || !isTerminal(stderr, env)
}

/** Writes lines to a stream. */
export function print(stream: Output, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`)
}

/** Waits for what may take long; says so at a terminal once it does, and takes that away again. */
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

/** Returns the current directory; @throws DiskError when it is gone. */
export function currentDirectory(): string {
  try {
    return process.cwd()
  } catch (cause) {
    const what = 'the current directory no longer exists'
    const fix = 'Change to another directory and run the command again.'
    throw new DiskError('failed', [{ what, fix }], { cause })
  }
}

/** What a run is given of its process. */
export interface ProcessTerms {
  readonly argv: readonly string[]
  readonly cwd: () => string
  readonly signal: AbortSignal
  /** Is told why a result could not be written. */
  readonly lost: (error: Error) => void
}

/**
 * Returns the process as a run's surroundings. Node makes a stream when it is first asked for, so each waits for that;
 * so does the directory, which nobody needs who asks for help.
 */
export function processIo({ argv, cwd, signal, lost }: ProcessTerms): Io {
  return {
    argv,
    get cwd() {
      return cwd()
    },
    signal,
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

/** Has a stream's errors heard, once, since an error that nobody hears ends the process. */
function heard(stream: NodeJS.WriteStream, onError: (error: Error) => void): Output {
  if (stream.listenerCount('error') === 0) stream.on('error', onError)
  return stream
}
