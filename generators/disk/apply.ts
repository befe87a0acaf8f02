import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathProblems } from '../paths.ts'
import type { Change, Plan } from '../plan/change.ts'
import type { Problem } from '../problem.ts'
import { takeBack } from './dead-run.ts'
import { writeInDirectory } from './existing-directory.ts'
import { reachOf } from './look.ts'
import { writeNewDirectory } from './new-directory.ts'
import { sweep } from './stage.ts'
import { moved, refuse } from './write.ts'

/** What a run found to say about the one before it. */
export interface Applied {
  /** Where files of the user's were put that a killed run had moved, and whose places the user had filled anew. */
  readonly setAside: readonly string[]
}

/** How a run can be told to stop. */
export interface ApplyOptions {
  readonly signal?: AbortSignal
}

/**
 * Does what a plan says, whole or not at all, and first takes back what a killed run left there.
 *
 * A new directory is written beside its place and renamed once. In one that exists, every file is linked from a stage
 * into its place, which fails where something stands; files that a plan updates or removes are moved to the stage and
 * dropped when all is done.
 * @throws DiskError when the plan can't be done, the signal's reason when it was aborted; the disk is as it was
 */
export async function apply(plan: Plan, { signal }: ApplyOptions = {}): Promise<Applied> {
  refuse('unsafe', pathProblems(plan.changes.map(({ path }) => path)))
  refuse('conflict', plan.changes.filter(({ status }) => status === 'conflict').map(undecided))
  const setAside = await recover(plan.directory)
  const { missing } = reachOf(plan.directory)
  if (plan.exists !== (missing.length === 0)) throw moved(plan)
  await (plan.exists ? writeInDirectory(plan, signal) : writeNewDirectory(plan, signal))
  return { setAside }
}

/**
 * Takes back what a killed run left in a directory, and removes the stages of dead runs in it and beside it.
 * @returns where files of the user's were put whose places they had filled anew
 */
export async function recover(directory: string): Promise<readonly string[]> {
  const { base, missing } = reachOf(directory)
  await sweep(base)
  if (missing.length > 0) return []
  await sweep(dirname(base))
  return takeBack(realpathSync(base))
}

function undecided({ path }: Change): Problem {
  return { what: `cannot write ${path}: another file stands there, and nothing was decided` }
}
