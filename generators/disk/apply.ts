import { pathProblems } from '../paths.ts'
import type { Change, Plan } from '../plan/change.ts'
import type { Problem } from '../problem.ts'
import { reachOf } from './look.ts'
import { writeNewDirectory } from './new-directory.ts'
import { writeInDirectory } from './transaction/index.ts'
import { moved, refuse } from './write.ts'

/** How a run can be told to stop. */
export interface ApplyOptions {
  readonly signal?: AbortSignal
}

/**
 * Does what a plan says, whole or not at all. What a killed run left there is taken back before the plan is made.
 *
 * A new directory is written beside its place and renamed once. In one that exists, every file is linked from a stage
 * into its place, which fails where something stands; files that a plan updates or removes are moved to the stage and
 * dropped when all is done.
 * @throws DiskError when the plan can't be done, the signal's reason when it was aborted; the disk is as it was
 */
export async function apply(plan: Plan, { signal }: ApplyOptions = {}): Promise<void> {
  refuse('unsafe', pathProblems(plan.changes.map(({ path }) => path)))
  refuse('conflict', plan.changes.filter(({ status }) => status === 'conflict').map(undecided))
  const { missing } = reachOf(plan.directory)
  if (plan.exists !== (missing.length === 0)) throw moved(plan)
  await (plan.exists ? writeInDirectory(plan, signal) : writeNewDirectory(plan, signal))
}

function undecided({ path }: Change): Problem {
  return {
    what: `cannot write ${path}: a different file already exists, and --on-conflict was not given`,
  }
}
