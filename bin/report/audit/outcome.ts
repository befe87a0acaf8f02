import type { Rule } from '../../../generators/audit/rule.ts'
import { rules } from '../../../generators/audit/rules.ts'
import type { Finding } from '../../../generators/finding.ts'
import { annotations } from '../check/github.ts'
import { sarif } from '../check/sarif.ts'
import type { Outcome } from '../outcome.ts'
import { stoppedOutcome } from '../stopped.ts'
import type { AuditEnding } from './ending.ts'
import { auditLines, ruleLines } from './text.ts'

/** The details, with the same keys for every ending. `audit.json` describes them. */
interface Body {
  readonly directory: string | null
  /** The files that were audited. */
  readonly files: readonly string[]
  readonly findings: readonly Finding[]
  /** What `--fix` fixed, as it was found. */
  readonly fixed: readonly Finding[]
  /** The files that `--fix` wrote. */
  readonly written: readonly string[]
  /** How many findings comments turned off. */
  readonly suppressed: number
  /** The rule of `--explain`. */
  readonly rule: ReturnType<typeof ruleBody> | null
}

const nothing: Body = {
  directory: null,
  files: [],
  findings: [],
  fixed: [],
  written: [],
  suppressed: 0,
  rule: null,
}

/** Returns the outcome of an audit; `version` is the package's. */
export function auditOutcome(ending: AuditEnding, version: string): Outcome {
  const command = 'audit'
  const common = { command, kind: ending.kind, warnings: [], problems: [], isResult: true }
  if ('rule' in ending) {
    const body: Body = { ...nothing, rule: ruleBody(ending.rule) }
    return { ...common, body, lines: () => ruleLines(ending.rule) }
  }
  if (!('findings' in ending)) return stoppedOutcome(command, ending, nothing)
  const { directory, findings, fixed, written, warnings, suppressed } = ending
  const { dockerfiles, composeFiles, prefix } = ending
  const files = [...dockerfiles, ...composeFiles].sort()
  const body: Body = { ...nothing, directory, files, findings, fixed, written, suppressed }
  return {
    ...common,
    warnings,
    body,
    lines: (style) => auditLines(ending, style),
    formats: {
      github: () => annotations([...warnings, ...findings], prefix),
      sarif: () => [sarif([...warnings, ...findings], { version, prefix, describe })],
    },
  }
}

function ruleBody({ id, name, severity, reason, source, fix, overlaps }: Rule) {
  return { id, name, severity, reason, source, fix, overlaps }
}

/** Returns what SARIF says about a rule. */
function describe(name: string): object {
  const rule = rules.find(({ id }) => `audit/${id}` === name)
  if (rule === undefined) return {}
  return {
    name: rule.name,
    shortDescription: { text: rule.name.replaceAll('-', ' ') },
    fullDescription: { text: rule.reason },
    help: { text: `${rule.fix} Source: ${rule.source}` },
  }
}
