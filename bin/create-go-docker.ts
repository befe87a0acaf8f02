#!/usr/bin/env node
import { errorCode, refused } from '../generators/disk/disk-error.ts'
import { Stopped } from './ending.ts'
import { currentDirectory, print, processIo } from './io.ts'
import { main } from './main.ts'
import { problemLines } from './report.ts'
import { plain } from './style.ts'

const stop = new AbortController()
process.once('SIGINT', () => stop.abort(new Stopped({ kind: 'cancelled' })))
for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Stopped({ kind: 'cancelled', signal })))
}
// Whoever reads may go away (`| head`): what is written does not depend on it. A result that is lost is no success.
process.stderr.on('error', () => {})
process.stdout.on('error', (error) => {
  if (errorCode(error) === 'EPIPE') return
  print(process.stderr, problemLines(refused('cannot print the result', error).problems, plain))
  process.once('exit', (code) => {
    if (code === 0) process.exitCode = 1
  })
})

// Whatever keeps the run from settling, it was no success.
process.exitCode = 1
main(processIo(process.argv.slice(2), currentDirectory, stop.signal)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    print(process.stderr, [`cannot run: ${error instanceof Error ? error.message : String(error)}`])
  },
)
