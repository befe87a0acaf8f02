import { type Finding, warning } from '../finding.ts'
import { isObject, shown } from '../json.ts'
import { nearest } from '../nearest.ts'
import { unsafePath } from '../paths.ts'
import { intentPath } from '../plan/lock.ts'
import type { Checked } from './check.ts'

/** The drift of a path that a repository accepts. */
interface Override {
  readonly path: string
  readonly reason: string
  /** The last day on which it counts, as YYYY-MM-DD; null if it has no end. */
  readonly until: string | null
}

/**
 * Applies the overrides of go-docker.json, which are untrusted input, to the result of a check:
 * accepted drift becomes a note with the reason, and is not restored. Adds a finding for each
 * override that has expired, is not needed, or is none.
 * @param overrides the value in go-docker.json
 * @param today the day, as YYYY-MM-DD
 */
export function withOverrides(checked: Checked, overrides: unknown, today: string): Checked {
  const { valid, invalid } = readOverrides(overrides)
  const accepted = new Map(
    valid
      .filter(({ until }) => until === null || until >= today)
      .map((override) => [override.path, override]),
  )
  const drifted = new Set(
    checked.findings.flatMap(({ rule, file }) => (isDrift(rule) && file !== null ? [file] : [])),
  )
  const recorded = checked.files.map(({ path }) => path)
  return {
    files: checked.files.map((file) =>
      accepted.has(file.path) && drifted.has(file.path) ? { ...file, accepted: true } : file,
    ),
    findings: [
      ...invalid,
      ...valid.filter(({ path }) => !accepted.has(path)).map(expired),
      ...[...accepted.values()]
        .filter(({ path }) => !drifted.has(path))
        .map(({ path }) => unused(path, recorded)),
      ...checked.findings.map((finding) => {
        const override = isDrift(finding.rule) ? accepted.get(finding.file ?? '') : undefined
        return override === undefined ? finding : acceptedBy(override, finding)
      }),
    ],
  }
}

function isDrift(rule: string): boolean {
  return rule.startsWith('drift/')
}

function readOverrides(overrides: unknown) {
  if (overrides === undefined) return { valid: [], invalid: [] }
  if (!Array.isArray(overrides)) {
    return { valid: [], invalid: [invalidOverride('overrides', 'it is not a list')] }
  }
  const valid: Override[] = []
  const invalid: Finding[] = []
  for (const [index, value] of overrides.entries()) {
    const read = readOverride(value)
    const why =
      typeof read === 'object' && valid.some(({ path }) => path === read.path)
        ? `${read.path} has another override`
        : read
    if (typeof why === 'string') invalid.push(invalidOverride(`overrides[${index}]`, why))
    else valid.push(why)
  }
  return { valid, invalid }
}

const overrideKeys = ['path', 'reason', 'until']

/** Returns an override, or why a value is none. */
function readOverride(value: unknown): Override | string {
  if (!isObject(value)) return 'it is not an object'
  const unknown = Object.keys(value).find((key) => !overrideKeys.includes(key))
  if (unknown !== undefined) return `it has the unknown key ${shown(unknown)}`
  const { path, reason, until = null } = value
  if (typeof path !== 'string') return 'it has no path'
  const why = unsafePath(path)
  if (why !== undefined) return `the path ${path} can't be used: ${why}`
  if (typeof reason !== 'string' || reason.trim() === '') return `${path} has no reason`
  if (until === null) return { path, reason, until }
  if (typeof until === 'string' && isDay(until)) return { path, reason, until }
  return `${path} has an end that is not a date such as 2030-12-31`
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function acceptedBy({ reason, until }: Override, finding: Finding): Finding {
  const message = `${finding.message}, which ${intentPath} accepts${end(until)}: ${reason}`
  return {
    ...finding,
    severity: 'info',
    message,
    remedy: null,
    fixable: false,
    accepted: { reason, until },
  }
}

function end(until: string | null): string {
  return until === null ? '' : ` until ${until}`
}

function expired({ path, until }: Override): Finding {
  return warning(
    'override/expired',
    intentPath,
    `the override of ${path} has expired: it ended on ${until}`,
    'Remove it, or give it a later end.',
  )
}

function unused(path: string, recorded: readonly string[]): Finding {
  const why = recorded.includes(path)
    ? 'not needed: it has not drifted'
    : 'of no use: the record has no such file'
  const meant = recorded.includes(path) ? undefined : nearest(path, recorded)
  const remedy = meant === undefined ? 'Remove it.' : `Did you mean ${meant}?`
  const message = `the override of ${path} is ${why}`
  return { ...warning('override/unused', intentPath, message, remedy), severity: 'info' }
}

function invalidOverride(key: string, why: string): Finding {
  const remedy = 'An override has a path, a reason and, if it has an end, until: YYYY-MM-DD.'
  return warning('override/invalid', intentPath, `${intentPath}: ${key} is ignored: ${why}`, remedy)
}
