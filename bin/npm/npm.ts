import { execa } from 'execa'
import type { Io } from '../io.ts'

/** Where npm runs, and for how long. */
interface Setting extends Pick<Io, 'env' | 'signal'> {
  readonly directory: string
  /** In milliseconds. */
  readonly timeout: number
}

/** The result of a run of npm. */
export interface Finished {
  readonly failed: boolean
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs npm, which also fails if it can't be started.
 * @throws the reason of the signal when it was aborted
 */
export async function npm(
  args: readonly string[],
  { directory, env, signal, timeout }: Setting,
): Promise<Finished> {
  const { failed, stdout, stderr } = await execa('npm', args, {
    cwd: directory,
    env,
    extendEnv: false,
    reject: false,
    timeout,
    cancelSignal: signal,
  })
  signal.throwIfAborted()
  return { failed, stdout: stdout ?? '', stderr: stderr ?? '' }
}
