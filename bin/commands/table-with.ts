import type { Table } from '../../generators/questions/table.ts'
import type { Io } from '../io.ts'
import type { Stop } from '../report/stop.ts'
import { houseFrom, sourcesFrom } from '../request/house.ts'
import { stopAfter } from './stop-after.ts'

/** Returns the options with those of house layers on a command line, or why they can't be loaded. */
export async function tableWith(
  uses: readonly string[],
  io: Io,
  table: Table,
): Promise<{ readonly table: Table } | Stop> {
  try {
    const sources = await sourcesFrom(
      uses.map((use) => ({ use, base: io.cwd })),
      'usage',
    )
    return { table: (await houseFrom(sources, io, table)).table }
  } catch (error) {
    return stopAfter(error, { verbose: false }, io)
  }
}
