import type { House } from '../../generators/house/house.ts'
import { builtIn } from '../../generators/layers/built-in.ts'
import type { Lock } from '../../generators/plan/lock.ts'
import type { Tree } from '../../generators/plan/tree.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import { treeOfLock } from '../../generators/tree-of-lock.ts'
import type { Io } from '../io.ts'
import { lockedHouse } from './house.ts'

/** What the templates in a lock render, undefined if this version has others; or why layers are gone. */
export type LastRender =
  | { readonly tree: Tree | undefined; readonly house: House | undefined }
  | { readonly problems: readonly Problem[] }

/**
 * Renders what a lock was made from.
 * @param directory the repository as an absolute path
 * @param builtInTable the options without those of house layers
 */
export async function lastRenderOf(
  lock: Lock,
  directory: string,
  io: Pick<Io, 'env' | 'signal'>,
  builtInTable: Table,
): Promise<LastRender> {
  const locked = await lockedHouse(lock, directory, io, builtInTable)
  if ('problems' in locked) return locked
  const { house } = locked
  return { tree: treeOfLock(lock, { templates: builtIn(), builtInTable, house }), house }
}
