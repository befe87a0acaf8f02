import type { House } from '../../generators/house/house.ts'
import type { Source } from '../../generators/house/load.ts'
import type { Lock, LockLayer } from '../../generators/plan/lock.ts'
import { type Problem, ProblemsError } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import { createFlagNames } from '../argv/flag-table.ts'
import type { Io } from '../io.ts'
import { packageVersion } from '../package.ts'
import { Stopped } from '../report/stop.ts'

/** A house layer on the command line or in a record. */
interface Named {
  readonly use: string
  readonly base: string
  readonly locked?: LockLayer
}

/**
 * Reads where layers come from.
 * @param kind `usage` if the command line names them, `failure` if a record does
 * @throws Stopped with every problem, as the given kind
 */
export async function sourcesFrom(
  layers: readonly Named[],
  kind: 'usage' | 'failure',
): Promise<readonly Source[]> {
  const { readSpec } = await import('../../generators/house/spec.ts')
  const read = layers.map(({ use, ...more }) => ({ ...more, reading: readSpec(use) }))
  const problems = read.flatMap(({ reading }) => ('problem' in reading ? [reading.problem] : []))
  if (problems.length > 0) throw new Stopped({ kind, problems })
  return read.flatMap(({ reading, ...more }) =>
    'spec' in reading ? [{ ...more, spec: reading.spec, isRecorded: kind === 'failure' }] : [],
  )
}

/**
 * Loads house layers over the built-in options.
 * @throws the errors of loadHouse
 */
export async function houseFrom(
  sources: readonly Source[],
  io: Pick<Io, 'env' | 'signal'>,
  table: Table,
): Promise<House> {
  const [{ loadHouse }, { layerFetcher }] = await Promise.all([
    import('../../generators/house/load.ts'),
    import('./layer-files.ts'),
  ])
  return loadHouse(sources, {
    fetch: layerFetcher(io),
    table,
    runFlags: createFlagNames(),
    version: packageVersion,
  })
}

/** The house layers of a lock, or why they can't be had any more: gone, changed or unreachable. */
export type LockedHouse = { readonly house?: House } | { readonly problems: readonly Problem[] }

/**
 * Loads the house layers of a lock, which may have none.
 * @param directory the repository as an absolute path
 */
export async function lockedHouse(
  { layers }: Lock,
  directory: string,
  io: Pick<Io, 'env' | 'signal'>,
  table: Table,
): Promise<LockedHouse> {
  const wanted = layers.flatMap((locked) =>
    locked.use === undefined ? [] : [{ use: locked.use, base: directory, locked }],
  )
  if (wanted.length === 0) return {}
  try {
    return { house: await houseFrom(await sourcesFrom(wanted, 'failure'), io, table) }
  } catch (error) {
    if (error instanceof ProblemsError) return { problems: error.problems }
    if (error instanceof Stopped && 'problems' in error.stop) return error.stop
    throw error
  }
}
