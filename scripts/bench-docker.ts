/**
 * Measures the containers and the service in them, as ratios within one run: `npm run
 * bench:docker`. Uses medians of alternating turns, because a machine is noisy. Needs Docker and
 * Go. `--only ROW` measures one row, `--list` lists the rows, and `--rounds N` sets the number of
 * rounds. Results go to standard output, progress to standard error.
 */
import { goCells } from '../test/support/matrix.ts'
import { requestOf, usageOf } from './bench-docker/arguments.ts'
import { type Bench, benchOf, type Figure } from './bench-docker/bench.ts'
import { measureImage } from './bench-docker/images.ts'
import { interruptible } from './bench-docker/interruptible.ts'
import { imageRows, type Row, rows, serviceRows } from './bench-docker/rows.ts'
import { measureService } from './bench-docker/services.ts'

const names = rows.map(({ name }) => name)
const request = requestOf(process.argv.slice(2), names)
switch (request.kind) {
  case 'usage':
    console.error([...request.problems, usageOf(names)].join('\n'))
    process.exitCode = 2
    break
  case 'list':
    for (const { name, what } of rows) console.log(`${name.padEnd(26)} ${what}`)
    break
  case 'measure':
    process.exitCode = await interruptible((signal) =>
      measure(benchOf(request.rounds, signal), request.names),
    )
}

/**
 * Measures the rows with these names, and prints each result; returns 0 if all reach their goals,
 * otherwise 1.
 */
async function measure(bench: Bench, chosen: ReadonlySet<string>): Promise<number> {
  await bench.run('docker', ['version'])
  let missed = 0
  const found = ({ name, what }: Row, { measured, goal, reached }: Figure) => {
    if (!reached) missed++
    const columns = [reached ? 'yes' : 'NO ', name.padEnd(24), what.padEnd(52), measured.padEnd(32)]
    console.log(`${columns.join(' ')} goal: ${goal}`)
  }
  for (const row of imageRows.filter(({ name }) => chosen.has(name))) {
    found(row, await measureImage(bench, row))
  }
  for (const cell of goCells) {
    const ofCell = serviceRows.filter((row) => row.cell === cell && chosen.has(row.name))
    if (ofCell.length > 0) await measureService(bench, cell, ofCell, found)
  }
  bench.step('done')
  return missed === 0 ? 0 : 1
}
