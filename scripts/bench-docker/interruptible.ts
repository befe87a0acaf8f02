import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { LeftoverError } from './bench.ts'

/**
 * Does work that a signal interrupts, with a folder for all temporary files, its commands' too, that is gone afterwards.
 * The work must undo what it did before it throws: it gets a signal to stop, and is waited for.
 * @returns the exit code of the work, or the one of its interruption
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
  // Whoever reads the output is gone, as with `| head`.
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
