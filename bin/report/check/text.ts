import type { Finding } from '../../../generators/finding.ts'
import { fileCount } from '../../../generators/plan/some.ts'
import { findingLines } from '../findings.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'
import type { CheckEnded } from './ending.ts'

/** Returns the text of a check for the user: the findings, most serious first, and their count. */
export function checkLines(
  { files, findings, lock, warnings, restored, differenceLines }: CheckEnded,
  style: Style,
): readonly string[] {
  const sources = lock.layers.map(({ name, version }) => visible(`${name} ${version}`)).join(', ')
  const checked = `${fileCount(files.length)} of ${sources}`
  const told = [
    ...(restored.length === 0
      ? []
      : [
          `${style.good('✓')} Restored ${fileCount(restored.length)}: ${visible(restored.join(', '))}`,
        ]),
    ...findingLines(warnings, style),
    ...severities.flatMap((severity) =>
      findingLines(
        findings.filter((finding) => finding.severity === severity),
        style,
      ),
    ),
  ]
  if (findings.length === 0) return [...told, `${style.good('✓')} ${checked}: no drift`]
  return [...told, ...differenceLines(style), '', `${checked}: ${countsOf(findings)}`]
}

/** The severities of findings, most serious first. */
const severities = ['error', 'warning', 'info'] as const

const words = { error: 'error', warning: 'warning', info: 'note' } as const

function countsOf(findings: readonly Finding[]): string {
  return severities
    .map((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length
      return count === 0 ? '' : `${count} ${words[severity]}${count === 1 ? '' : 's'}`
    })
    .filter(Boolean)
    .join(', ')
}
