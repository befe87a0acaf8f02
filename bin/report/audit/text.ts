import type { Rule } from '../../../generators/audit/rule.ts'
import type { Finding } from '../../../generators/finding.ts'
import { fileCount } from '../../../generators/plan/some.ts'
import { findingLines } from '../findings.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'
import type { AuditEnded } from './ending.ts'

/** Returns the text of an audit for the user: the findings by file, and their count. */
export function auditLines(ended: AuditEnded, style: Style): readonly string[] {
  const { findings, fixed, written, warnings, suppressed } = ended
  const count = ended.dockerfiles.length + ended.composeFiles.length + ended.broken.length
  const audited = fileCount(count)
  const before = [
    ...findingLines(warnings, style),
    ...(written.length === 0
      ? []
      : [
          `${style.good('✓')} Fixed ${fixed.length} in ${visible(written.join(', '))}: ${rulesOf(fixed)}`,
        ]),
  ]
  const off = suppressed === 0 ? '' : `; ${suppressed} turned off by comments`
  if (count === 0 && findings.length === 0) {
    return [...before, 'There is no Dockerfile and no Compose file.']
  }
  const told = findings.flatMap((finding) => lines(finding, style))
  if (findings.length === 0) return [...before, `${style.good('✓')} ${audited}: no findings${off}`]
  const fixable = findings.filter((finding) => finding.fixable).length
  const fix = fixable === 0 ? '' : `; --fix can fix ${fixable}`
  return [...before, ...told, '', `${audited}: ${countsOf(findings)}${off}${fix}`]
}

function rulesOf(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ rule }) => rule.replace(/^audit\//, '')))].join(', ')
}

function lines({ file, line, rule, severity, message, text, remedy }: Finding, style: Style) {
  const signs = { error: style.bad('✗'), warning: style.warn('!'), info: style.dim('·') } as const
  const place = `${file ?? ''}${line === null ? '' : `:${line}`}`
  return [
    `${signs[severity]} ${visible(`${place} ${rule.replace(/^audit\//, '')}: ${message}`)}`,
    // The bar keeps a CI system from taking a line that starts with `::` as a command.
    ...(text === undefined ? [] : [`  ${style.dim(`| ${visible(text)}`)}`]),
    ...(remedy === null ? [] : [`  ${visible(remedy)}`]),
  ]
}

const words = { error: 'error', warning: 'warning', info: 'note' } as const

function countsOf(findings: readonly Finding[]): string {
  return (['error', 'warning', 'info'] as const)
    .map((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length
      return count === 0 ? '' : `${count} ${words[severity]}${count === 1 ? '' : 's'}`
    })
    .filter(Boolean)
    .join(', ')
}

/** Returns the text that explains a rule: what, why, and what to do. */
export function ruleLines(rule: Rule): readonly string[] {
  const { id, name, severity, reason, source, fix, overlaps } = rule
  return [
    `${id} ${name} (${severity})`,
    '',
    reason,
    `Source: ${source}`,
    `Fix: ${fix}`,
    ...(overlaps.length === 0 ? [] : [`Others have it as ${overlaps.join(', ')}.`]),
  ]
}
