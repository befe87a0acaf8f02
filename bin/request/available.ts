import type { Available } from '../../generators/check/stale.ts'
import { builtInLayer } from '../../generators/layers/layers.ts'
import type { Lock } from '../../generators/plan/lock.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { Io } from '../io.ts'
import { latestVersion } from '../npm/latest-version.ts'
import { packageName } from '../package.ts'
import { houseFrom, sourcesFrom } from './house.ts'

/**
 * Returns what an update with the newest create-go-docker would use of each layer of a lock.
 * @param directory the repository as an absolute path
 * @throws UnavailableError when a registry or a source can't be reached
 */
export async function availableFor(
  { layers }: Lock,
  directory: string,
  io: Pick<Io, 'env' | 'signal'>,
  builtInTable: Table,
): Promise<readonly Available[]> {
  const version = await latestVersion(packageName, io)
  const uses = layers.flatMap(({ use }) => (use === undefined ? [] : [{ use, base: directory }]))
  const house =
    uses.length === 0
      ? undefined
      : await houseFrom(await sourcesFrom(uses, 'failure'), io, builtInTable)
  return [{ name: builtInLayer, version }, ...(house?.recordedIn(directory) ?? [])]
}
