import type { House } from './house/house.ts'
import type { BuiltIn } from './layers/packed.ts'
import { without } from './plan/exclude.ts'
import { type Lock, lockPath } from './plan/lock.ts'
import { atTheirPaths } from './plan/moved.ts'
import type { Tree } from './plan/tree.ts'
import { recordProblems } from './questions/answer-problems.ts'
import { isNamed } from './questions/answers.ts'
import type { Table } from './questions/table.ts'
import { buildService, serviceName } from './service.ts'

/** What a lock is rendered with. */
export interface LockTerms {
  readonly templates: BuiltIn
  /** The options without those of house layers. */
  readonly builtInTable: Table
  /** The house layers of the lock, if they could be loaded. */
  readonly house?: House | undefined
}

/**
 * Returns the tree that a lock was made from; undefined if it was made from other templates or house
 * layers than these. A file that the user has moved is at its new path.
 * @throws LayerError or TemplateError when templates of another version don't fit this one
 */
export function treeOfLock(
  lock: Lock,
  { templates, builtInTable, house }: LockTerms,
): Tree | undefined {
  if (lock.generator !== serviceName) return undefined
  const [layer, ...others] = lock.layers
  const houseLayers = house?.layers ?? []
  const isSame =
    layer?.integrity === templates.integrity &&
    others.length === houseLayers.length &&
    others.every((other, index) => other.integrity === houseLayers[index]?.integrity)
  if (!isSame) return undefined
  const { answers, exclude = [] } = lock
  const table = house?.table ?? builtInTable
  if (!isNamed(answers) || recordProblems(answers, lockPath, table).length > 0) return undefined
  const input = { answers, exclude, version: layer.version, table }
  const tree = buildService(house === undefined ? input : { ...input, house }, templates)
  return atTheirPaths(without(tree, exclude, exclude), lock)
}
