import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { LeftoverError } from './bench.ts'

/**
 * Does interruptible work, with a temporary folder for itself and its commands that is removed
 * afterwards. Once its signal is aborted, the work must stop, and undo what it did before it
 * throws.
 * @returns the exit code of the work, or that of the interruption
 */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const interruption = new AbortController()
  let code = 1
  const interrupt = (why: string, exitCode: number) => {
    if (interruption.signal.aborted) return
    code = exitCode
    console.error(`${why}: removing what was made`)
    interruption.abort()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => interrupt(name, 128 + constants.signals[name]))
  }
  // The reader of the output has ended, as with `| head`.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ message }) => interrupt(message, 1))
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-docker-'))
  process.env.TMPDIR = folder
  try {
    const result = await work(interruption.signal)
    return interruption.signal.aborted ? code : result
  } catch (error) {
    if (interruption.signal.aborted && !(error instanceof LeftoverError)) return code
    throw error
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}
