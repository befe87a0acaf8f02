import type { CheckedRepository } from '../../generators/check-repository.ts'
import { apply } from '../../generators/disk/apply.ts'
import { takenBackFindings } from '../../generators/disk/interrupted.ts'
import { recover } from '../../generators/disk/transaction/index.ts'
import type { Finding } from '../../generators/finding.ts'
import type { Tree } from '../../generators/plan/tree.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Io } from '../io.ts'
import { restorationOf } from '../request/restoration.ts'

/** Undoes a killed run; returns a warning about each. */
export async function undo(directory: string): Promise<readonly Finding[]> {
  return takenBackFindings(await recover(directory))
}

/**
 * Restores drifted files, all or none; returns their paths.
 * @param lastRender returns what the templates in the lock render, if they can be had
 */
export async function restore(
  directory: string,
  checked: CheckedRepository,
  lastRender: () => Promise<Tree | undefined>,
  io: Io,
): Promise<readonly string[]> {
  const { changes, left } = await restorationOf(directory, checked, await lastRender(), io)
  if (left.length > 0) throw new UnavailableError(left.map(unavailable))
  if (changes.length > 0) await apply({ directory, exists: true, changes }, { signal: io.signal })
  return changes.map(({ path }) => path)
}

function unavailable(path: string) {
  return {
    what: `cannot restore ${path}: its original content is not available, something is in the way, or a marker of your own lines is missing`,
    fix: 'Repair its markers if it has any, or restore it from git.',
  }
}
