import { dirname, join } from 'node:path'
import { type Audit, type AuditOptions, audit } from '../../generators/audit/audit.ts'
import type { Fixed } from '../../generators/audit/fix.ts'
import type { Inspection } from '../../generators/audit/inspect.ts'
import { rules } from '../../generators/audit/rules.ts'
import { isNamed } from '../../generators/audit/suppress.ts'
import type { Facts } from '../../generators/dockerize/facts.ts'
import { type Finding, warning } from '../../generators/finding.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import { type AuditFlags, type AuditSaid, unknownRule } from '../argv/audit-line.ts'
import { prefixIn } from '../git/top.ts'
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
  // By the names of other linters, too, which the output tells.
  const rule = rules.find((one) => isNamed(one, name))
  if (rule !== undefined) return { kind: 'done', rule }
  const names = rules.flatMap(({ id, name }) => [id, name])
  return { kind: 'usage', problems: [unknownRule(name, names)] }
}

async function audited(
  { directory: named, asOf, failOn, fix }: AuditFlags,
  io: Io,
): Promise<AuditEnding> {
  const directory = resolveDirectory(named, io)
  const today = new Date().toISOString().slice(0, 10)
  const factsOf = factsReader(directory, io)
  const trackedIn = async () => (await import('../git/tracked.ts')).trackedButIgnored(directory, io)
  const inspect = () =>
    io.interruptibly(() => inspected(directory, { asOf: asOf ?? today, factsOf, trackedIn }))
  const warnings = fix ? await (await import('./fix.ts')).undo(directory) : []
  const first = await inspect()
  const { written, left } = fix ? await fixed(directory, first, io) : nothing
  const inspection = written.length > 0 ? await inspect() : first
  const fails = inspection.findings.some(({ severity }) => isSerious(severity, failOn))
  return {
    ...inspection,
    kind: fails ? 'findings' : 'done',
    directory,
    prefix: prefixIn(directory, io.cwd),
    warnings: [
      ...warnings,
      ...[...left].map(([path, why]) => leftFinding(path, why)),
      ...inspection.unfinished.map(unfinishedFinding),
    ],
    fixed: first.findings.filter(
      (one) => one.fixable && !inspection.findings.some((left) => isSame(one, left)),
    ),
    written,
  }
}

const nothing: Fixed = { written: [], left: new Map() }

function leftFinding(path: string, why: string): Finding {
  const message = `--fix left it as it is: ${why}`
  return warning('audit/not-fixed', path, message, 'Rename it, or fix it by hand.')
}

function unfinishedFinding(path: string): Finding {
  const message =
    'reading the Go code of this module took too long, so the audit knows nothing of it'
  const remedy = 'Audit a folder with less code in it, or look at what the code needs by hand.'
  return warning('audit/unfinished', path, message, remedy)
}

async function fixed(directory: string, found: Inspection, io: Io): Promise<Fixed> {
  const { fix } = await import('../../generators/audit/fix.ts')
  return fix(directory, found, io.signal)
}

/** Returns whether two findings are the same; a fix may have moved their lines. */
function isSame(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && one.file === other.file && one.text === other.text
}

/**
 * Returns what reads the facts of Go modules, each once. Code that can't be read has no facts, which
 * is no reason to fail.
 */
function factsReader(directory: string, io: Io): AuditOptions['factsOf'] {
  const known = new Map<string, Promise<Facts | undefined>>()
  const read = async (folder: string): Promise<Facts | undefined> => {
    const { moduleFacts } = await import('../request/module-facts.ts')
    return moduleFacts(join(directory, folder), io).catch(() => undefined)
  }
  return (folder) => {
    const facts = known.get(folder) ?? read(folder)
    known.set(folder, facts)
    return facts
  }
}

/** Audits a directory. @throws Stopped when it can't be read */
async function inspected(directory: string, options: AuditOptions): Promise<Audit> {
  try {
    return await audit(directory, options)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    const isFile = error.code === 'ENOTDIR'
    const why =
      error.code === 'ENOENT'
        ? 'it does not exist'
        : isFile
          ? 'it is a file; audit takes a directory'
          : `the system says ${error.code}`
    const what = `cannot read ${directory}: ${why}`
    const fix = isFile ? `Use ${dirname(directory)}.` : 'Use another directory.'
    throw new Stopped({ kind: 'failure', problems: [{ what, fix }] })
  }
}
