#!/usr/bin/env node
import { Stopped } from './ending.ts'
import { processIo } from './io.ts'
import { main } from './main.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stop.abort(new Stopped({ kind: 'cancelled' })))
}
// Whoever reads may go away (`| head`): what is written does not depend on it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

// A run that never settles is no success.
process.exitCode = 1
process.exitCode = await main(processIo(process.argv.slice(2), process.cwd(), stop.signal))
