import { resolve } from 'node:path'
import type { House } from '../../generators/house/house.ts'
import type { Source } from '../../generators/house/load.ts'
import { usesIn } from '../../generators/plan/intent.ts'
import type { Table } from '../../generators/questions/table.ts'
import { recordOf } from '../../generators/update-repository.ts'
import type { Io } from '../io.ts'
import { houseFrom, lockedHouse, sourcesFrom } from './house.ts'

/** The house layers of a repository before and after an update. */
export interface UpdateLayers {
  /** Those of the intent, with those of `--layer`; undefined if there are none. */
  readonly house?: House
  /** Those of the lock, as far as they can still be had. */
  readonly oldHouse?: House
}

/**
 * Loads the house layers of an update: the newest that their sources allow, and those of the lock.
 * @param directory the repository as an absolute path
 * @param given the layers on the command line; each replaces the one from the same source
 * @throws the errors of recordOf, sourcesFrom and houseFrom, except for those of old layers
 */
export async function updateLayers(
  directory: string,
  given: readonly string[],
  io: Pick<Io, 'cwd' | 'env' | 'signal'>,
  table: Table,
): Promise<UpdateLayers> {
  const { intent, lock } = await recordOf(directory)
  const uses = usesIn(intent)
  if (uses.length + usesIn(lock).length + given.length === 0) return {}
  const recorded = await sourcesFrom(
    uses.map((use) => ({ use, base: directory })),
    'failure',
  )
  const named = await sourcesFrom(
    given.map((use) => ({ use, base: io.cwd })),
    'usage',
  )
  const sources = await replaced(recorded, named)
  const [house, oldHouse] = await Promise.all([
    sources.length === 0 ? undefined : houseFrom(sources, io, table),
    lockedHouse(lock, directory, io, table),
  ])
  return {
    ...(house === undefined ? {} : { house }),
    ...(oldHouse === undefined ? {} : { oldHouse }),
  }
}

async function replaced(
  recorded: readonly Source[],
  named: readonly Source[],
): Promise<readonly Source[]> {
  const { sameSource } = await import('../../generators/house/spec.ts')
  const isSame = (a: Source) => (b: Source) =>
    a.spec.kind === 'folder' && b.spec.kind === 'folder'
      ? resolve(a.base, a.spec.path) === resolve(b.base, b.spec.path)
      : sameSource(a.spec, b.spec)
  return [
    ...recorded.map((source) => named.find(isSame(source)) ?? source),
    ...named.filter((source) => !recorded.some(isSame(source))),
  ]
}
