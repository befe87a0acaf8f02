#!/usr/bin/env node
import { Stopped } from './ending.ts'
import { print, processIo } from './io.ts'
import { main } from './main.ts'

const stop = new AbortController()
process.once('SIGINT', () => stop.abort(new Stopped({ kind: 'cancelled' })))
for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Stopped({ kind: 'cancelled', signal })))
}
// Whoever reads may go away (`| head`): what is written does not depend on it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

// Whatever keeps the run from settling, it was no success.
process.exitCode = 1
run().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    print(process.stderr, [`cannot run: ${error instanceof Error ? error.message : String(error)}`])
  },
)

/** Runs the command; rejects where the current directory is gone. */
async function run(): Promise<number> {
  return main(processIo(process.argv.slice(2), process.cwd(), stop.signal))
}
