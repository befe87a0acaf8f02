import { join } from 'node:path'
import { cloned } from '../../test/e2e/support/workspace.ts'
import { median } from '../median.ts'
import type { Bench, Figure } from './bench.ts'
import { type DatabaseSettings, withDatabase } from './database.ts'
import { compiled, type Program, withProgram, withRunning } from './programs.ts'
import type { Cell, ServiceRow } from './rows.ts'

/** Measures rows of one service, with its database up; gives each figure away as soon as it is there. */
export async function measureService(
  bench: Bench,
  cell: Cell,
  rows: readonly ServiceRow[],
  found: (row: ServiceRow, figure: Figure) => void,
): Promise<void> {
  const title = `${cell.framework} ${cell.database}`
  const folder = await cloned(cell.tree)
  bench.step(`${title}: compile the service, the bare handler and the load generator`)
  const bin = await compiled(bench, folder, cell)
  bench.step(`${title}: start the database`)
  await withDatabase(bench, folder, cell, async (env) => {
    for (const row of rows) found(row, await measure(bench, row, bin, env))
    bench.step(`${title}: remove the database`)
  })
}

function measure(
  bench: Bench,
  { name, measure }: ServiceRow,
  bin: string,
  env: DatabaseSettings,
): Promise<Figure> {
  if (measure === 'start') return startOf(bench, name, { file: join(bin, 'api'), env })
  return load(bench, name, measure === 'livez' ? '/livez' : '/', bin, env)
}

/** The time from exec to the first 200 of /readyz. */
async function startOf(bench: Bench, name: string, api: Program): Promise<Figure> {
  const starts = 3 * bench.rounds
  bench.step(`${name}: start the service ${starts} times`)
  const took: number[] = []
  for (let start = 0; start < starts; start++) {
    const from = performance.now()
    took.push(await withProgram(bench, api, '/readyz', async () => performance.now() - from))
  }
  return {
    measured: `${median(took).toFixed(1)} ms`,
    goal: '50 ms',
    reached: median(took) <= 50,
  }
}

/** The requests per second, against bare handlers; what the timeouts of net/http cost is told apart from the service. */
async function load(
  bench: Bench,
  name: string,
  path: string,
  bin: string,
  env: DatabaseSettings,
): Promise<Figure> {
  const programs: readonly Program[] = [
    { file: join(bin, 'api'), env },
    { file: join(bin, 'bare'), env },
    { file: join(bin, 'bare'), env: { ...env, TIMEOUT: '10s' } },
  ]
  const turns = 50 * bench.rounds
  const lines = await withRunning(bench, programs, (addresses) => {
    bench.step(`${name}: load the service and the bare handlers, ${turns} turns`)
    return bench.run(join(bin, 'load'), [path, String(turns), ...addresses])
  })
  const perSecond = lines.split('\n').map((line) => line.split(' ').map(Number))
  const of = (side: number) => perSecond.map((turn) => turn[side] ?? Number.NaN)
  const ratios = [1, 2].map((other) => ratioOf(of(0), of(other)))
  return {
    measured: `${ratios.map((ratio) => ratio.toFixed(3)).join(', ')} (${median(of(0))} requests/s)`,
    goal: '0.95',
    reached: ratios.every((ratio) => ratio >= 0.95),
  }
}

/** Returns the median of the ratios within each turn, which share the machine's weather. */
function ratioOf(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, turn) => value / (theirs[turn] ?? Number.NaN)))
}
