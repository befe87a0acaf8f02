import { resolve } from 'node:path'
import type { Facts } from '../../generators/dockerize/facts.ts'
import { dockerizeName } from '../../generators/dockerize/names.ts'
import { dockerizeOptions } from '../../generators/dockerize/options.ts'
import type { House } from '../../generators/house/house.ts'
import type { Source } from '../../generators/house/load.ts'
import { usesIn } from '../../generators/plan/intent.ts'
import type { Lock } from '../../generators/plan/lock.ts'
import type { Table } from '../../generators/questions/table.ts'
import { recordOf } from '../../generators/update-repository.ts'
import type { Io } from '../io.ts'
import { houseFrom, lockedHouse, sourcesFrom } from './house.ts'

/** What a repository is rendered with before and after an update: house layers, or facts. */
export interface UpdateLayers {
  /** Those of the intent, with those of `--layer`; undefined if there are none. */
  readonly house?: House
  /** Those of the lock, as far as they can still be had. */
  readonly oldHouse?: House
  /** What the code says, if the repository was dockerized. */
  readonly facts?: Facts
}

/**
 * Loads the house layers of an update: the newest that their sources allow, and those of the lock.
 * @param directory the repository as an absolute path
 * @param given the layers on the command line; each replaces the one of the same name
 * @throws the errors of recordOf, sourcesFrom and houseFrom, except for those of old layers
 */
export async function updateLayers(
  directory: string,
  given: readonly string[],
  io: Pick<Io, 'cwd' | 'env' | 'signal'>,
  table: Table,
): Promise<UpdateLayers> {
  const { intent, lock } = await recordOf(directory)
  if (lock.generator === dockerizeName) {
    const { moduleFacts } = await import('./module-facts.ts')
    return { facts: await moduleFacts(directory, io) }
  }
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
  const sources = await replaced(recorded, named, await namesOf(named, io, table), lock)
  // One after the other: two runs of npm at once can lose what one of them adds to its cache.
  const old = await lockedHouse(lock, directory, io, table)
  const house = sources.length === 0 ? undefined : await houseFrom(sources, io, table)
  return { ...(house === undefined ? {} : { house }), ...('house' in old ? oldOf(old.house) : {}) }
}

/** Returns the options that house layers or facts bring; undefined for the built-in ones. */
export function optionsOf({ house, facts }: UpdateLayers): Table | undefined {
  return facts === undefined ? house?.table : dockerizeOptions(facts)
}

function oldOf(oldHouse: House | undefined): Pick<UpdateLayers, 'oldHouse'> {
  return oldHouse === undefined ? {} : { oldHouse }
}

/** Returns the name of each layer, which only its content says. */
async function namesOf(
  named: readonly Source[],
  io: Pick<Io, 'env' | 'signal'>,
  table: Table,
): Promise<readonly (string | undefined)[]> {
  if (named.length === 0) return []
  const { layers } = await houseFrom(named, io, table)
  return layers.map(({ manifest }) => manifest.name)
}

/**
 * A layer replaces the one of the same name, wherever that came from, or else the one of the same source.
 */
async function replaced(
  recorded: readonly Source[],
  named: readonly Source[],
  names: readonly (string | undefined)[],
  { layers }: Lock,
): Promise<readonly Source[]> {
  const { sameSource } = await import('../../generators/house/spec.ts')
  const nameOf = ({ spec }: Source) => layers.find(({ use }) => use === spec.text)?.name
  const isSame = (a: Source, b: Source) =>
    a.spec.kind === 'folder' && b.spec.kind === 'folder'
      ? resolve(a.base, a.spec.path) === resolve(b.base, b.spec.path)
      : sameSource(a.spec, b.spec)
  const replacement = (source: Source) => {
    const name = nameOf(source)
    const byName = name === undefined ? undefined : named[names.indexOf(name)]
    // Its author may have renamed the layer.
    return byName ?? named.find((one) => isSame(one, source))
  }
  const used = new Set(recorded.map(replacement))
  return [
    ...recorded.map((source) => replacement(source) ?? source),
    ...named.filter((source) => !used.has(source)),
  ]
}
