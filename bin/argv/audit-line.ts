import { nearest } from '../../generators/nearest.ts'
import type { Problem } from '../../generators/problem.ts'
import type { FailOn } from './check-line.ts'
import { type CommandLine, commonIn, type Terms } from './command-line.ts'
import { auditFormats, failOnValues } from './flag-table.ts'
import { choiceIn } from './values.ts'

/** The flags of an audit, with valid values only. */
export interface AuditFlags {
  readonly directory: string
  /** The day for which the end of life is judged, as YYYY-MM-DD; undefined for today. */
  readonly asOf: string | undefined
  /** The rule to explain instead of an audit, as the user wrote it. */
  readonly explain: string | undefined
  /** Whether to fix what can be fixed safely. */
  readonly fix: boolean
  readonly failOn: FailOn
  readonly format: (typeof auditFormats)[number]
  readonly verbose: boolean
}

/** The parsed command line of an audit. */
export interface AuditSaid {
  readonly flags: AuditFlags
  readonly problems: readonly Problem[]
}

/** Returns what the command line of an audit says, and everything that is wrong with it. */
export function auditSaid(line: CommandLine, terms: Terms): AuditSaid {
  const { directory = '.', format, verbose, problems } = commonIn(line, auditFormats, terms)
  const failOn = choiceIn(line.argv, line.flags.get('fail-on'), failOnValues)
  const asOf = line.argv.given.get('as-of')
  const explain = line.argv.given.get('explain')
  const fix = line.argv.given.has('fix')
  const badDay = typeof asOf === 'string' && !isDay(asOf)
  const isExplaining = typeof explain === 'string'
  const isOther = isExplaining && (format === 'sarif' || format === 'github')
  return {
    flags: {
      directory,
      asOf: typeof asOf === 'string' && !badDay ? asOf : undefined,
      explain: isExplaining ? explain : undefined,
      fix,
      failOn: failOn.read ?? 'warning',
      format,
      verbose,
    },
    problems: [
      ...problems,
      ...failOn.problems,
      ...(badDay
        ? [{ what: `--as-of ${asOf}: must be a day as YYYY-MM-DD`, fix: 'Use --as-of 2026-11-28.' }]
        : []),
      ...(isOther
        ? [{ what: `--format ${format} is for findings, not for --explain`, fix: 'Leave it out.' }]
        : []),
      ...(isExplaining && fix
        ? [{ what: '--fix is for findings, not for --explain', fix: 'Leave it out.' }]
        : []),
    ],
  }
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Returns the problem with the name of a rule that does not exist. */
export function unknownRule(name: string, names: readonly string[]): Problem {
  const near = nearest(name, [...names])
  const fix = near === undefined ? 'Use its id, such as --explain G21.' : `Did you mean ${near}?`
  return { what: `unknown rule ${name}`, fix }
}
