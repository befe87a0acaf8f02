import type { Change, Decision, Existing, Plan } from '../../../generators/plan/change.ts'
import { compare } from '../../../generators/plan/compare.ts'
import { decide } from '../../../generators/plan/decide.ts'
import { blobId, sha256 } from '../../../generators/plan/digest.ts'
import type { LockFile } from '../../../generators/plan/lock.ts'
import { ownerOf } from '../../../generators/plan/owners.ts'
import type { Mode, TreeFile } from '../../../generators/plan/tree.ts'
import { treeFile } from '../../tree-file.ts'

/** The layer of every file. */
export const layer = 'create-go-docker'

/** Returns an existing file. */
export function there(content: string | Uint8Array, mode: Mode = '100644'): Existing {
  return { kind: 'file', file: { content: Buffer.from(content), mode } }
}

/** Returns a file of the tree, with the owner for its path. */
function fileAt(path: string, content: string): TreeFile {
  const { owner, merging } = ownerOf(path)
  return treeFile(content, '100644', { owner, ...(merging === undefined ? {} : { merging }) })
}

/**
 * Returns the lock entry of a path where `rendered` was written, and `stands` was the content
 * afterwards.
 */
export function entry(
  path: string,
  rendered: string,
  stands = rendered,
  more: Partial<LockFile> = {},
): LockFile {
  const { owner } = ownerOf(path)
  const blob = blobId(Buffer.from(rendered))
  return { sha256: sha256(stands), blob, mode: '100644', owner, layer, ...more }
}

/** A path of the destination, with its state in the template, on disk and in the lock. */
export interface Cell {
  readonly path: string
  /** The content from the template; undefined if there is no such file. */
  readonly ours?: string
  readonly stands?: Existing
  readonly lock?: LockFile
  readonly others?: Readonly<Record<string, string>>
}

/** Returns the plan for a cell. */
export function planOf({ path, ours, stands, lock, others = {} }: Cell): Plan {
  const tree = new Map([
    ...Object.entries(others).map(([path, text]) => [path, fileAt(path, text)] as const),
    ...(ours === undefined ? [] : [[path, fileAt(path, ours)] as const]),
  ])
  const entries = new Map(stands === undefined ? [] : [[path, stands]])
  const written = new Map(lock === undefined ? [] : [[path, lock]])
  return compare('/svc', tree, { exists: true, entries }, written)
}

/** Returns the planned change of a cell. */
export function changeOf(cell: Cell): Change {
  const change = planOf(cell).changes.find(({ path }) => path === cell.path)
  if (change === undefined) throw new Error(`${cell.path} is not in the plan`)
  return change
}

/** Returns the change of a cell after a decision. */
export function settled(cell: Cell, decision: Decision): Change {
  const plan = decide(planOf(cell), new Map([[cell.path, decision]]))
  const change = plan.changes.find(({ path }) => path === cell.path)
  if (change === undefined) throw new Error(`${cell.path} is not in the plan`)
  return change
}

/** Returns the possible decisions about a conflict. */
export const waysOf = (change: Change) => (change.status === 'conflict' ? change.ways : undefined)
/** Returns the reason for a conflict. */
export const whyOf = (change: Change) => (change.status === 'conflict' ? change.why : undefined)
