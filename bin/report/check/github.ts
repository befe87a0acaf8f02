import type { Finding } from '../../../generators/finding.ts'
import { visible } from '../text.ts'

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const

/**
 * Returns findings as workflow commands, which GitHub Actions shows as annotations. The syntax is
 * in its documentation, under "Workflow commands for GitHub Actions". The files are below `prefix` in
 * the repository, as GitHub wants to know them.
 */
export function annotations(findings: readonly Finding[], prefix = ''): readonly string[] {
  return findings.map(({ severity, rule, file, line, message, remedy }) => {
    const properties = [
      ...(file === null ? [] : [`file=${propertyText(prefix + file)}`]),
      ...(line === null ? [] : [`line=${line}`]),
      `title=${propertyText(rule)}`,
    ]
    const text = remedy === null ? message : `${message}\n${remedy}`
    return `::${commands[severity]} ${properties.join(',')}::${messageText(text)}`
  })
}

/**
 * Escapes as @actions/core does, so that a message can't end its line or start a command. Each line
 * is visible, because the log is shown in terminals, too.
 */
function messageText(text: string): string {
  const lines = text.replaceAll('%', '%25').split('\n')
  return lines.map(visible).join('%0A')
}

function propertyText(text: string): string {
  return messageText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
