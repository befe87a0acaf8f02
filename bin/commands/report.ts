import type { FailOn } from '../argv/check-line.ts'
import type { ReportFlags, ReportSaid } from '../argv/report-line.ts'
import { fleetOf, type Repository } from '../fleet/fleet.ts'
import { resultsIn } from '../fleet/results.ts'
import { readSource } from '../fleet/sources.ts'
import type { Io } from '../io.ts'
import { type ReportEnded, type ReportEnding, reportOutcome } from '../report/fleet/outcome.ts'
import type { Outcome } from '../report/outcome.ts'
import { isSerious } from '../report/serious.ts'
import { stopAfter } from './stop-after.ts'

/** Combines the results of checks. Returns its outcome and never rejects. */
export async function runReport(said: ReportSaid, io: Io): Promise<Outcome> {
  return reportOutcome(await ended(said, io))
}

async function ended({ flags, problems }: ReportSaid, io: Io): Promise<ReportEnding> {
  if (problems.length > 0) return { kind: 'usage', problems }
  try {
    return await report(flags, io)
  } catch (error) {
    return stopAfter(error, flags, io)
  }
}

async function report({ files, failOn, verbose }: ReportFlags, io: Io): Promise<ReportEnded> {
  const sources = []
  for (const file of files) sources.push(await readSource(file, io))
  const { results, problems } = resultsIn(sources)
  const fleet = fleetOf(results)
  const fails = fleet.repositories.some((repository) => failsBy(repository, failOn))
  const kind = problems.length > 0 ? 'failure' : fails ? 'findings' : 'done'
  return { kind, fleet, problems, detail: verbose ? 'full' : 'folded', date: new Date() }
}

/** A repository that could not be checked is as serious as an error. */
function failsBy({ status, findings }: Repository, failOn: FailOn): boolean {
  if (status === 'unchecked') return failOn !== 'none'
  return findings.some(({ severity }) => isSerious(severity, failOn))
}
