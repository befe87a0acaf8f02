import { builtIn } from './layers/built-in.ts'
import { without } from './plan/exclude.ts'
import { type Lock, lockPath } from './plan/lock.ts'
import { atTheirPaths } from './plan/moved.ts'
import type { Tree } from './plan/tree.ts'
import { recordProblems } from './questions/answer-problems.ts'
import { isNamed } from './questions/answers.ts'
import type { Table } from './questions/table.ts'
import { buildService } from './service.ts'

/**
 * Returns the tree that a lock was made from; undefined if it was made from other templates than
 * these. A file that the user has moved is at its new path.
 */
export function treeOfLock(lock: Lock, table: Table): Tree | undefined {
  const { layers, integrity } = builtIn()
  const [layer, ...others] = lock.layers
  if (layer?.integrity !== integrity || others.length > 0) return undefined
  const { answers, exclude = [] } = lock
  if (!isNamed(answers) || recordProblems(answers, lockPath, table).length > 0) return undefined
  const tree = buildService({ answers, exclude, version: layer.version, table }, layers)
  return atTheirPaths(without(tree, exclude, exclude), lock)
}
