import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloned } from '../../test/e2e/support/workspace.ts'
import { median } from '../median.ts'
import type { Bench, Figure } from './bench.ts'
import { type DatabaseSettings, withDatabase } from './database.ts'
import { compiled, type Program, withProgram, withRunning } from './programs.ts'
import type { Cell, ServiceRow } from './rows.ts'

/** Measures the rows of one service, with its database running; reports each result at once. */
export async function measureService(
  bench: Bench,
  cell: Cell,
  rows: readonly ServiceRow[],
  found: (row: ServiceRow, figure: Figure) => void,
): Promise<void> {
  const title = `${cell.framework} ${cell.database}`
  const folder = await cloned(cell.tree)
  bench.step(`${title}: compile the service, its counterpart and the load generator`)
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
  if (measure === 'minute') return minuteOf(bench, name, bin, env)
  return load(bench, name, measure === 'livez' ? '/livez' : '/', bin, env)
}

/** Measures the time from exec until /readyz first returns 200. */
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

/**
 * Compares the CPU time per request with a handler that has the usual middleware; also shows the
 * throughput.
 */
async function load(
  bench: Bench,
  name: string,
  path: string,
  bin: string,
  env: DatabaseSettings,
): Promise<Figure> {
  const programs: readonly Program[] = [
    // Both must log every request, and the service logs health checks only at debug level.
    { file: join(bin, 'api'), env: { ...env, LOG_LEVEL: 'debug' } },
    { file: join(bin, 'bare'), env },
  ]
  const turns = 50 * bench.rounds
  const { lines, cpu } = await withRunning(bench, programs, async (running) => {
    bench.step(`${name}: load the service and the same with the usual middleware, ${turns} turns`)
    const addresses = running.map(({ address }) => address)
    const before = running.map(({ pid }) => cpuOf(pid))
    const output = await bench.run(join(bin, 'load'), [path, String(turns), ...addresses])
    const cpu = running.map(({ pid }, side) => cpuOf(pid) - (before[side] ?? Number.NaN))
    return { lines: output.split('\n').map((line) => line.split(' ').map(Number)), cpu }
  })
  const totals = lines.at(-1) ?? []
  const perSecond = lines.slice(0, -1)
  const of = (side: number) => perSecond.map((turn) => turn[side] ?? Number.NaN)
  const [ours = Number.NaN, theirs = Number.NaN] = cpu.map(
    (seconds, side) => (seconds / (totals[side] ?? Number.NaN)) * 1e6,
  )
  const throughput = ratioOf(of(0), of(1))
  return {
    measured: `${(ours / theirs).toFixed(3)} (${ours.toFixed(1)} / ${theirs.toFixed(1)} µs; ${throughput.toFixed(3)} of the throughput, ${median(of(0))} requests/s)`,
    goal: '1.05',
    reached: ours / theirs <= 1.05,
  }
}

/**
 * Measures how memory grows during a minute at full load; the load generator fails on the first
 * error.
 */
async function minuteOf(
  bench: Bench,
  name: string,
  bin: string,
  env: DatabaseSettings,
): Promise<Figure> {
  const seconds = 6 * bench.rounds
  const service = { file: join(bin, 'api'), env }
  return withProgram(bench, service, '/readyz', async ({ address, pid }) => {
    bench.step(`${name}: load the service for ${seconds} s`)
    const samples: number[] = []
    const sampling = setInterval(() => samples.push(memoryOf(pid)), 250)
    try {
      const output = await bench.run(join(bin, 'load'), ['/', String(50 * seconds), address])
      const answered = Number(output.split('\n').at(-1))
      // Skips the first fifth, in which the heap and the pool reach their size.
      const fifth = Math.floor(samples.length / 5)
      const start = median(samples.slice(fifth, 2 * fifth))
      const end = median(samples.slice(-fifth))
      return {
        measured: `${(end / start).toFixed(3)} (${megabytes(end)} / ${megabytes(start)}; ${answered} requests, no error)`,
        goal: '1.1',
        reached: end / start <= 1.1,
      }
    } finally {
      clearInterval(sampling)
    }
  })
}

/** Returns the memory of a process in bytes. */
function memoryOf(pid: number): number {
  const [, kilobytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** Returns the seconds of CPU time that a process has used. */
function cpuOf(pid: number): number {
  // After the name in parentheses, fields 12 and 13 are the user and system time, in hundredths of
  // a second.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/**
 * Returns the median of the ratios per turn, because both sides of a turn run under the same load.
 */
function ratioOf(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, turn) => value / (theirs[turn] ?? Number.NaN)))
}
