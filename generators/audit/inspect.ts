import { withoutCredentials } from '../credentials.ts'
import type { Finding } from '../finding.ts'
import type { Audited } from './audited.ts'
import type { Edit } from './edit.ts'
import type { Repository } from './repository.ts'
import type { Found, Rule } from './rule.ts'
import { rules } from './rules.ts'
import { isSuppressed, type Suppressions, suppressionsIn } from './suppress.ts'

/** What an audit found. */
export interface Inspection {
  /** In the order of files and lines. */
  readonly findings: readonly Finding[]
  /** How many findings comments turned off. */
  readonly suppressed: number
  readonly dockerfiles: readonly string[]
  readonly composeFiles: readonly string[]
  /** Those that could not be parsed. */
  readonly broken: readonly string[]
  /** What fixes the findings that are fixable. */
  readonly edits: readonly Edit[]
  /** The texts that were inspected, by path. */
  readonly texts: ReadonlyMap<string, string>
}

/** The most findings of one rule in one file: more of the same help nobody. */
const mostInFile = 50

/** The longest text of a line in a finding. */
const longestText = 200

/** Returns what the rules find in a repository. Nothing is read or run. */
export function inspect(audited: Audited): Inspection {
  const { repository } = audited
  const seen = new Map<string, Suppressions>()
  const edits: Edit[] = []
  let suppressed = 0
  const findings = rules.flatMap((rule) =>
    foundBy(rule, audited).flatMap((found) => {
      const source = linesOf(repository, found.path)
      const comments = seen.get(found.path) ?? suppressionsIn(source)
      seen.set(found.path, comments)
      if (isSuppressed(comments, rule, found.line)) {
        suppressed += 1
        return []
      }
      if (found.edit !== undefined) edits.push(found.edit)
      return [findingOf(rule, found, source)]
    }),
  )
  return {
    findings: findings.toSorted(byPlace),
    suppressed,
    dockerfiles: audited.dockerfiles.map(({ path }) => path),
    composeFiles: audited.composeFiles.map(({ path }) => path),
    broken: audited.broken.map(({ path }) => path),
    edits,
    texts: repository.texts,
  }
}

/** Returns what a rule found; what it says several times of a line, once, as serious as it gets. */
function foundBy(rule: Rule, audited: Audited): readonly Found[] {
  const all = new Map<string, Found>()
  const perFile = new Map<string, number>()
  for (const found of rule.check(audited)) {
    const key = `${found.path}:${found.line} ${found.message}`
    const before = all.get(key)
    if (before !== undefined) {
      if (weightOf(rule, found) > weightOf(rule, before)) all.set(key, found)
      continue
    }
    const count = perFile.get(found.path) ?? 0
    if (count >= mostInFile) continue
    perFile.set(found.path, count + 1)
    all.set(key, found)
  }
  return [...all.values()]
}

function weightOf(rule: Rule, { severity = rule.severity }: Found): number {
  return ['info', 'warning', 'error'].indexOf(severity)
}

function linesOf({ texts }: Repository, path: string): readonly string[] {
  return (texts.get(path) ?? '').split(/\r\n|\r|\n/)
}

function findingOf(rule: Rule, found: Found, source: readonly string[]): Finding {
  const { path, line, message, severity = rule.severity, remedy = rule.fix } = found
  const text = line === null ? undefined : source[line - 1]?.trim()
  return {
    rule: `audit/${rule.id}`,
    severity,
    file: path,
    line,
    message,
    remedy,
    ...(text === undefined ? {} : { text: shownOf(text) }),
    fixable: found.edit !== undefined,
  }
}

/** Returns what of a line is shown: not its secrets, since others may read the output. */
function shownOf(text: string): string {
  return withoutCredentials(text.slice(0, 10 * longestText)).slice(0, longestText)
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0)
}
