import { checkRepository, NoRecordError } from '../../generators/check-repository.ts'
import type { Finding } from '../../generators/finding.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { CheckFlags, CheckSaid, FailOn } from '../argv/check-line.ts'
import type { Io } from '../io.ts'
import { packageVersion } from '../package.ts'
import type { CheckEnded, CheckEnding } from '../report/check/ending.ts'
import { checkOutcome } from '../report/check/outcome.ts'
import type { Outcome } from '../report/outcome.ts'
import { stopOf } from '../report/stop.ts'

/** Runs a check; returns its outcome, whatever happened. */
export async function runCheck(said: CheckSaid, io: Io): Promise<Outcome> {
  return checkOutcome(await ended(said, io), packageVersion)
}

async function ended({ flags, problems }: CheckSaid, io: Io): Promise<CheckEnding> {
  if (problems.length > 0) return { kind: 'usage', problems }
  try {
    return await check(flags, io)
  } catch (error) {
    if (error instanceof NoRecordError) return { kind: 'failure', problems: error.problems }
    return stopOf(error)
  }
}

async function check({ directory: named, failOn }: CheckFlags, io: Io): Promise<CheckEnded> {
  const directory = resolveDirectory(named, io)
  const checked = await checkRepository(directory)
  const fails = checked.findings.some((finding) => isSerious(finding, failOn))
  return { ...checked, directory, kind: fails ? 'findings' : 'done' }
}

const ranks = { none: 0, error: 1, warning: 2, info: 3 } as const

/** Returns whether a finding is as serious as asked for, or more. */
function isSerious({ severity }: Finding, failOn: FailOn): boolean {
  return ranks[severity] <= ranks[failOn]
}
