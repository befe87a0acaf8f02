import type { Finding } from '../../generators/finding.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** Returns two lines per finding: the message, and what to do. */
export function findingLines(findings: readonly Finding[], style: Style): readonly string[] {
  return findings.flatMap(({ message, remedy }) => [
    `${style.warn('!')} ${visible(message)}`,
    ...(remedy === null ? [] : [`  ${visible(remedy)}`]),
  ])
}
