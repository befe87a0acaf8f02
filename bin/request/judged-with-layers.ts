import type { Source } from '../../generators/house/load.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { Said } from '../argv/create-line.ts'
import { parseArgv } from '../argv/parse.ts'
import type { Io } from '../io.ts'
import { houseFrom, sourcesFrom } from './house.ts'
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
