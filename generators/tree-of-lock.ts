import type { House } from './house/house.ts'
import { builtIn } from './layers/built-in.ts'
import { without } from './plan/exclude.ts'
import { type Lock, lockPath } from './plan/lock.ts'
import { atTheirPaths } from './plan/moved.ts'
import type { Tree } from './plan/tree.ts'
import { recordProblems } from './questions/answer-problems.ts'
import { isNamed } from './questions/answers.ts'
import type { Table } from './questions/table.ts'
import { buildService, serviceName } from './service.ts'

/**
 * Returns the tree that a lock was made from; undefined if it was made from other templates or house
 * layers than these. A file that the user has moved is at its new path.
 * @param house the house layers of the lock, if they could be loaded
 */
export function treeOfLock(lock: Lock, builtInTable: Table, house?: House): Tree | undefined {
  if (lock.generator !== serviceName) return undefined
  const { layers, integrity } = builtIn()
  const [layer, ...others] = lock.layers
  const houseLayers = house?.layers ?? []
  const isSame =
    layer?.integrity === integrity &&
    others.length === houseLayers.length &&
    others.every((other, index) => other.integrity === houseLayers[index]?.integrity)
  if (!isSame) return undefined
  const { answers, exclude = [] } = lock
  const table = house?.table ?? builtInTable
  if (!isNamed(answers) || recordProblems(answers, lockPath, table).length > 0) return undefined
  const input = { answers, exclude, version: layer.version, table }
  const tree = buildService(house === undefined ? input : { ...input, house }, layers)
  return atTheirPaths(without(tree, exclude, exclude), lock)
}
