import { errorCode, refused } from '../generators/disk/disk-error.ts'
import { currentDirectory, print, processIo } from './io.ts'
import { main } from './main.ts'
import { problemLines } from './report/problems.ts'
import { Stopped } from './report/stop.ts'
import { plain } from './report/style.ts'

/** Runs the command in this process, with its arguments, streams, signals and exit code. */
export function runProcess(): void {
  const stop = new AbortController()
  const signals = cancelling(stop)
  signals.listen()
  const io = processIo({
    argv: process.argv.slice(2),
    cwd: currentDirectory,
    signal: stop.signal,
    interruptibly: async (work) => {
      signals.release()
      try {
        return await work()
      } finally {
        signals.listen()
      }
    },
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

/** Lets signals cancel a run, which then undoes what it wrote; without, they end the process. */
function cancelling(stop: AbortController) {
  const stops = [
    ['SIGINT', () => stop.abort(new Stopped({ kind: 'cancelled' }))],
    ['SIGHUP', () => stop.abort(new Stopped({ kind: 'cancelled', signal: 'SIGHUP' }))],
    ['SIGTERM', () => stop.abort(new Stopped({ kind: 'cancelled', signal: 'SIGTERM' }))],
  ] as const
  return {
    listen: () => {
      for (const [signal, listener] of stops) process.once(signal, listener)
    },
    release: () => {
      for (const [signal, listener] of stops) process.removeListener(signal, listener)
    },
  }
}
