import type { House } from '../../generators/house/house.ts'
import type { Source } from '../../generators/house/load.ts'
import type { LockLayer } from '../../generators/plan/lock.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { Said } from '../argv/create-line.ts'
import { createFlags } from '../argv/flag-table.ts'
import { parseArgv } from '../argv/parse.ts'
import type { Io } from '../io.ts'
import { Stopped } from '../report/stop.ts'
import { HouseRecorded, type Judged, judged } from './judged.ts'

/** A valid command line of a create, and the options that it was read with. */
export interface JudgedWithLayers {
  readonly line: Judged
  /** The options, with those of the house layers. */
  readonly options: Table
}

/**
 * Checks a command line with the house layers that it names, or else with those that the destination
 * records.
 * @throws the errors of judged and houseFrom
 */
export async function judgedWithLayers(
  said: Said,
  io: Io,
  table: Table,
): Promise<JudgedWithLayers> {
  const { layers } = said.flags
  if (layers.length > 0) {
    const sources = layers.map((use) => ({ use, base: io.cwd }))
    return judgedIn(await sourcesFrom(sources, 'usage'), io, table)
  }
  try {
    return { line: await judged(said, io, table, undefined), options: table }
  } catch (error) {
    if (!(error instanceof HouseRecorded)) throw error
    const { directory } = error
    const sources = error.layers.map((layer) => ({ ...layer, base: directory }))
    return judgedIn(await sourcesFrom(sources, 'failure'), io, table)
  }
}

/** A house layer on the command line or in a record. */
interface Named {
  readonly use: string
  readonly base: string
  readonly locked?: LockLayer
}

/** Reads where layers come from. @throws Stopped with every problem, as the given kind */
export async function sourcesFrom(
  layers: readonly Named[],
  kind: 'usage' | 'failure',
): Promise<readonly Source[]> {
  const { readSpec } = await import('../../generators/house/spec.ts')
  const read = layers.map(({ use, ...more }) => ({ ...more, reading: readSpec(use) }))
  const problems = read.flatMap(({ reading }) => ('problem' in reading ? [reading.problem] : []))
  if (problems.length > 0) throw new Stopped({ kind, problems })
  return read.flatMap(({ reading, ...more }) =>
    'spec' in reading ? [{ ...more, spec: reading.spec }] : [],
  )
}

/** Reads the command line again, because house layers have flags of their own. */
async function judgedIn(
  sources: readonly Source[],
  io: Io,
  table: Table,
): Promise<JudgedWithLayers> {
  const house = await houseFrom(sources, io, table)
  const again = parseArgv(io.argv, { env: io.env, platform: io.platform, table: house.table })
  if (again.kind !== 'run' || again.command !== 'create') throw new Error('not a create any more')
  return { line: await judged(again.said, io, house.table, house), options: house.table }
}

/**
 * Loads house layers over the built-in options.
 * @throws the errors of loadHouse
 */
export async function houseFrom(sources: readonly Source[], io: Io, table: Table): Promise<House> {
  const [{ loadHouse }, { layerFetcher }] = await Promise.all([
    import('../../generators/house/load.ts'),
    import('./layer-files.ts'),
  ])
  return loadHouse(sources, {
    fetch: layerFetcher(io),
    table,
    runFlags: createFlags.map(({ flag }) => flag),
  })
}
