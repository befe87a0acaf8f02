import type { House } from '../../generators/house/house.ts'
import type { Source } from '../../generators/house/load.ts'
import type { Lock, LockLayer } from '../../generators/plan/lock.ts'
import { ProblemsError } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import { createFlags } from '../argv/flag-table.ts'
import type { Io } from '../io.ts'
import { Stopped } from '../report/stop.ts'

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
    runFlags: createFlags.map(({ flag }) => flag),
  })
}

/**
 * Loads the house layers of a lock. Returns undefined if there are none, or they are gone, or a folder
 * has changed.
 * @param directory the repository as an absolute path
 */
export async function lockedHouse(
  lock: Lock,
  directory: string,
  io: Pick<Io, 'env' | 'signal'>,
  table: Table,
): Promise<House | undefined> {
  try {
    return await knownHouse(lock, directory, io, table)
  } catch (error) {
    if (error instanceof ProblemsError || error instanceof Stopped) return undefined
    throw error
  }
}

/**
 * Loads the house layers of a lock; returns undefined if there are none.
 * @param directory the repository as an absolute path
 * @throws the errors of sourcesFrom and houseFrom
 */
export async function knownHouse(
  { layers }: Lock,
  directory: string,
  io: Pick<Io, 'env' | 'signal'>,
  table: Table,
): Promise<House | undefined> {
  const wanted = layers.flatMap((locked) =>
    locked.use === undefined ? [] : [{ use: locked.use, base: directory, locked }],
  )
  if (wanted.length === 0) return undefined
  return houseFrom(await sourcesFrom(wanted, 'failure'), io, table)
}
