import { pathProblems } from '../paths.ts'
import type { Change, Plan } from '../plan/change.ts'
import type { Problem } from '../problem.ts'
import { reachOf } from './look.ts'
import { writeNewDirectory } from './new-directory.ts'
import { writeInDirectory } from './transaction/index.ts'
import { moved, refuse } from './write.ts'

/** Options for applying a plan. */
export interface ApplyOptions {
  readonly signal?: AbortSignal
  /**
   * Called for an existing directory once no other run can change it, and before this one does. If it
   * rejects, nothing is changed.
   */
  readonly claimed?: () => Promise<void>
}

/**
 * Applies a plan, all of it or nothing. Whatever a killed run left must be undone before the plan
 * is made.
 *
 * A new directory is built next to its target and renamed once. In an existing directory, every
 * file is hard-linked from a stage, which fails if the target exists; files that the plan updates
 * or removes are moved to the stage, and deleted once everything is in place.
 * @throws DiskError when the plan can't be applied, or the signal's reason when it is aborted; in
 * both cases the disk is unchanged
 */
export async function apply(plan: Plan, { signal, claimed }: ApplyOptions = {}): Promise<void> {
  refuse('unsafe', pathProblems(plan.changes.map(({ path }) => path)))
  refuse('conflict', plan.changes.filter(({ status }) => status === 'conflict').map(undecided))
  const { missing } = reachOf(plan.directory)
  if (plan.exists !== (missing.length === 0)) throw moved(plan)
  await (plan.exists ? writeInDirectory(plan, signal, claimed) : writeNewDirectory(plan, signal))
}

function undecided({ path }: Change): Problem {
  return {
    what: `cannot write ${path}: a different file already exists, and --on-conflict was not given`,
  }
}
