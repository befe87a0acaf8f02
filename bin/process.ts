import { errorCode, refused } from '../generators/disk/disk-error.ts'
import { currentDirectory, print, processIo } from './io.ts'
import { main } from './main.ts'
import { problemLines } from './report/problems.ts'
import { Stopped } from './report/stop.ts'
import { plain } from './report/style.ts'

/** Runs the command in this process, with its arguments, streams, signals and exit code. */
export function runProcess(): void {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort(new Stopped({ kind: 'cancelled' })))
  for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
    process.once(signal, () => stop.abort(new Stopped({ kind: 'cancelled', signal })))
  }
  const io = processIo({
    argv: process.argv.slice(2),
    cwd: currentDirectory,
    signal: stop.signal,
    // A reader may close the pipe early (`| head`), which is fine. Any other lost result is a
    // failure.
    lost: (error) => {
      if (errorCode(error) === 'EPIPE') return
      print(io.stderr, problemLines(refused('cannot print the result', error).problems, plain))
      process.once('exit', (code) => {
        if (code === 0) process.exitCode = 1
      })
    },
  })

  // The run failed if its promise never settles.
  process.exitCode = 1
  main(io).then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      print(io.stderr, [`cannot run: ${error instanceof Error ? error.message : String(error)}`])
    },
  )
}
