import type { Lock } from './lock.ts'
import { sortByPath, type Tree } from './tree.ts'

/** Returns a rendered tree with each file at the path to which the user has moved it. */
export function atTheirPaths(tree: Tree, lock: Pick<Lock, 'files'> | undefined): Tree {
  const moves = new Map(
    Object.entries(lock?.files ?? {}).flatMap(([path, { from }]) =>
      from === undefined || tree.has(path) ? [] : [[from, path] as const],
    ),
  )
  if (moves.size === 0) return tree
  return sortByPath(
    [...tree].map(([from, file]) => {
      const path = moves.get(from)
      return path === undefined ? [from, file] : [path, { ...file, from }]
    }),
  )
}
