import { join } from 'node:path'
import { audit } from '../../generators/audit/audit.ts'
import { rules } from '../../generators/audit/rules.ts'
import type { Facts } from '../../generators/dockerize/facts.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import { type AuditFlags, type AuditSaid, unknownRule } from '../argv/audit-line.ts'
import type { Io } from '../io.ts'
import { packageVersion } from '../package.ts'
import type { AuditEnding } from '../report/audit/ending.ts'
import { auditOutcome } from '../report/audit/outcome.ts'
import type { Outcome } from '../report/outcome.ts'
import { isSerious } from '../report/serious.ts'
import { Stopped } from '../report/stop.ts'
import { stopAfter } from './stop-after.ts'

/** Runs an audit, or explains a rule. Returns its outcome and never rejects. */
export async function runAudit({ flags, problems }: AuditSaid, io: Io): Promise<Outcome> {
  return auditOutcome(
    problems.length > 0 ? { kind: 'usage', problems } : await ended(flags, io),
    packageVersion,
  )
}

async function ended(flags: AuditFlags, io: Io): Promise<AuditEnding> {
  try {
    return flags.explain === undefined ? await audited(flags, io) : explained(flags.explain)
  } catch (error) {
    return stopAfter(error, flags, io)
  }
}

function explained(name: string): AuditEnding {
  const rule = rules.find(({ id, name: own }) =>
    [id, own, `audit/${id}`].some((each) => each.toLowerCase() === name.toLowerCase()),
  )
  if (rule !== undefined) return { kind: 'done', rule }
  const names = rules.flatMap(({ id, name }) => [id, name])
  return { kind: 'usage', problems: [unknownRule(name, names)] }
}

async function audited(
  { directory: named, asOf, failOn }: AuditFlags,
  io: Io,
): Promise<AuditEnding> {
  const directory = resolveDirectory(named, io)
  const today = new Date().toISOString().slice(0, 10)
  const inspection = await inspected(directory, asOf ?? today)
  const fails = inspection.findings.some(({ severity }) => isSerious(severity, failOn))
  return { ...inspection, kind: fails ? 'findings' : 'done', directory }
}

/** Returns the facts of a Go module; none if its code can't be read, which is no reason to fail. */
async function factsIn(directory: string): Promise<Facts | undefined> {
  const { readFacts } = await import('../../generators/dockerize/read-facts.ts')
  return readFacts(directory).catch(() => undefined)
}

/** Audits a directory. @throws Stopped when it can't be read */
async function inspected(directory: string, asOf: string) {
  try {
    return await audit(directory, { asOf, factsOf: (folder) => factsIn(join(directory, folder)) })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    const why = error.code === 'ENOENT' ? 'it does not exist' : `the system says ${error.code}`
    const what = `cannot read ${directory}: ${why}`
    throw new Stopped({ kind: 'failure', problems: [{ what, fix: 'Use another directory.' }] })
  }
}
