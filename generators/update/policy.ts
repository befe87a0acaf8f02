import type { Owner } from '../plan/tree.ts'

/** How a path stands in the last render, in the repository and in the new render. */
export interface Cell {
  readonly owner: Owner
  /** The last render: it had no such path, its content is known, or only that it was another. */
  readonly base: 'none' | 'known' | 'unknown'
  /**
   * The repository: `obstacle` is anything but a readable file. Lines in the rooms of a generated file
   * are no edit.
   */
  readonly ours: 'absent' | 'untouched' | 'edited' | 'obstacle'
  /** The new render: it has no such path, the same file as the last one, or another. */
  readonly theirs: 'absent' | 'silent' | 'changed'
  /** The user's lines in the rooms of a generated file: none, or whether the new render has these rooms. */
  readonly local: 'none' | 'fits' | 'lost'
  /** The file is generated from this update on, and was not before. */
  readonly isTakenOver: boolean
  /** The file is the user's, by an earlier decision. */
  readonly kept: boolean
  /** Git ignores the user's own file, in the place of a new one of the template. */
  readonly ignored: boolean
  /** The user has excluded the path since the last run. */
  readonly excluded: boolean
  /** Whether this update merges seeded files. */
  readonly mergesSeeded: boolean
  /** Whether it is Go code, which only makes sense with the rest of its version. */
  readonly isCode: boolean
}

/**
 * What an update does with a path. `merge`: merges three ways. `take`: writes the new render,
 * whatever exists. `remove`: deletes what exists. `leave`: changes nothing, and the lock keeps what
 * it says. `drop`: changes nothing, and the path is no longer in the lock. `conflict`: changes
 * nothing, because a person has to decide.
 */
export type Treatment = 'merge' | 'take' | 'remove' | 'leave' | 'drop' | 'conflict'

/** Returns what an update does with a path. This is the policy that docs/update.md describes. */
export function treatmentOf(cell: Cell): Treatment {
  if (cell.theirs === 'absent') return whenGone(cell)
  return cell.base === 'none' ? whenAdded(cell) : whenThere(cell)
}

function whenGone(cell: Cell): Treatment {
  const { owner, base, ours, local, kept, excluded } = cell
  if (kept || ours === 'absent' || ours === 'obstacle' || isLeft(cell)) return 'drop'
  if (owner === 'generated' && local === 'none') return 'remove'
  if (ours === 'edited' && (owner === 'shared' || excluded)) return 'drop'
  return base === 'unknown' ? 'conflict' : 'merge'
}

function whenAdded(cell: Cell): Treatment {
  const { ours, ignored, isCode } = cell
  if (ignored) return 'leave'
  if (isLeft(cell)) return ours === 'absent' && !isCode ? 'take' : 'leave'
  return ours === 'obstacle' ? 'conflict' : 'merge'
}

function whenThere(cell: Cell): Treatment {
  const { owner, base, ours, theirs, kept } = cell
  if (kept || isLeft(cell)) return 'leave'
  if (ours === 'obstacle') return theirs === 'silent' ? 'leave' : 'conflict'
  if (owner === 'generated') return whenGenerated(cell)
  return base === 'unknown' && ours === 'absent' ? 'conflict' : 'merge'
}

/** Edits from when the file was not generated are for a person to decide, and lines in its rooms stay. */
function whenGenerated({ ours, local, isTakenOver }: Cell): Treatment {
  if (isTakenOver && ours !== 'untouched') return 'conflict'
  if (local === 'none') return 'take'
  if (ours === 'untouched') return 'merge'
  return local === 'fits' ? 'take' : 'conflict'
}

/** Seeded files are the user's, unless this update merges them. */
function isLeft({ owner, mergesSeeded }: Cell): boolean {
  return owner === 'seeded' && !mergesSeeded
}
