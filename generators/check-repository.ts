import { type Checked, checkRecord } from './check/check.ts'
import { withOverrides } from './check/overrides.ts'
import { waitingFinding } from './disk/interrupted.ts'
import { interruptedRunIn } from './disk/interrupted-run.ts'
import { snapshot } from './disk/snapshot.ts'
import type { Finding } from './finding.ts'
import type { Snapshot } from './plan/change.ts'
import type { Lock } from './plan/lock.ts'
import { readRecord, recordPaths } from './plan/record.ts'
import { isMode } from './plan/tree.ts'
import { noLock } from './plan/unreadable.ts'
import { ProblemsError } from './problem.ts'

/** A repository, compared with its record. */
export interface CheckedRepository extends Checked {
  readonly lock: Lock
  /** The state of the lock's paths on disk. */
  readonly seen: Snapshot
  /** Warnings for the user, in addition to the findings. */
  readonly warnings: readonly Finding[]
}

/**
 * Compares a repository with its record. Read-only.
 * @param directory an absolute path
 * @param today the day, as YYYY-MM-DD, which ends overrides
 * @throws ProblemsError when there is no readable record; DiskError when the system refuses
 */
export async function checkRepository(
  directory: string,
  today: string,
): Promise<CheckedRepository> {
  const record = await snapshot(directory, new Map(recordPaths.map((path) => [path, {}])))
  const { intent, lock, problems } = readRecord(record)
  if (problems.length > 0) throw new ProblemsError(problems)
  if (lock === undefined) throw new ProblemsError([noLock('check', directory, intent)])
  const wanted = Object.entries(lock.files).map(([path, { mode }]) => {
    return [path, isMode(mode) ? { mode } : {}] as const
  })
  const seen = await snapshot(directory, new Map(wanted))
  const stage = (await interruptedRunIn(directory))?.waitingRun(directory)
  const compared = checkRecord({ ...(intent === undefined ? {} : { intent }), lock }, seen)
  const checked = withOverrides(compared, intent?.overrides, today)
  return { ...checked, lock, seen, warnings: stage === undefined ? [] : [waitingFinding(stage)] }
}
