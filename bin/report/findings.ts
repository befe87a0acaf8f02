import type { Finding } from '../../generators/finding.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** Returns two lines per finding: the message, and what to do. */
export function findingLines(findings: readonly Finding[], style: Style): readonly string[] {
  const signs = { error: style.bad('✗'), warning: style.warn('!'), info: style.dim('·') } as const
  return findings.flatMap(({ severity, message, remedy }) => [
    `${signs[severity]} ${visible(message)}`,
    ...(remedy === null ? [] : [`  ${style.commands(visible(remedy))}`]),
  ])
}
