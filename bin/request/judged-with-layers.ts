import type { Source } from '../../generators/house/load.ts'
import { strayTrust, trustProblems } from '../../generators/house/trust.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { Said } from '../argv/create-line.ts'
import { parseArgv } from '../argv/parse.ts'
import type { Io } from '../io.ts'
import { Stopped } from '../report/stop.ts'
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
 * @throws the errors of judged and houseFrom; Stopped when a layer with commands is not trusted
 */
export async function judgedWithLayers(
  said: Said,
  io: Io,
  table: Table,
): Promise<JudgedWithLayers> {
  const { layers, trusts } = said.flags
  if (layers.length > 0) {
    const sources = layers.map((use) => ({ use, base: io.cwd }))
    return judgedIn(await sourcesFrom(sources, 'usage'), io, table)
  }
  try {
    const line = withProblems(said, strayTrust(trusts, []))
    return { line: await judged(line, io, table, undefined), options: table }
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
  const { trusts, dryRun } = again.said.flags
  const { layers } = house
  const line = withProblems(again.said, strayTrust(trusts, layers))
  const read = await judged(line, io, house.table, house)
  const problems = trustProblems(trusts, layers, dryRun)
  if (problems.length > 0) throw new Stopped({ kind: 'untrusted', problems })
  return { line: read, options: house.table }
}

function withProblems(said: Said, problems: readonly Problem[]): Said {
  return { ...said, problems: [...said.problems, ...problems] }
}
