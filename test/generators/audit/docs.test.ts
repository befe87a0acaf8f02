import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Examples, Rule } from '../../../generators/audit/rule.ts'
import { rules } from '../../../generators/audit/rules.ts'
import { examplesOf } from '../../support/rule-examples.ts'

test('docs/audit-rules.md has every rule; -u writes it', async () => {
  const sections = await Promise.all(
    rules.map(async (rule) => section(rule, await examplesOf(rule.id))),
  )
  const table = [
    '| rule | | severity | others |',
    '| --- | --- | --- | --- |',
    ...rules.map(
      ({ id, name, severity, overlaps }) =>
        `| [${id}](#${id.toLowerCase()}-${name}) | ${name} | ${severity} | ${overlaps.join(', ')} |`,
    ),
  ]
  const text = [
    '# The rules of the audit',
    `[\`audit\`](audit.md) has ${rules.length} rules. The severity is the highest that a rule gives: it is lower where the rule is less sure. "Others" are the rules of hadolint (DL…) and of BuildKit's checks that find the same.`,
    table.join('\n'),
    ...sections,
  ].join('\n\n')
  await expect(`${text}\n`).toMatchFileSnapshot('../../../docs/audit-rules.md')
})

/** Returns what the page says about a rule, with the file in which its first example is wrong. */
function section(
  { id, name, severity, reason, source, fix, overlaps }: Rule,
  { failing: [example] }: Examples,
): string {
  const path = example?.at[0]?.replace(/:\d+$/, '') ?? ''
  const line = /:(\d+)$/.exec(example?.at[0] ?? '')?.[1]
  const text = example?.files[path]?.trimEnd() ?? ''
  const where = line === undefined ? path : `${path}, line ${line}`
  const language = path.endsWith('.yaml') ? 'yaml' : path.endsWith('ockerfile') ? 'dockerfile' : ''
  return [
    `## ${id} ${name}`,
    `**${severity}**: ${plain(reason)}`,
    `${plain(fix)} Source: ${plain(source)}${overlaps.length === 0 ? '' : `. Others: ${overlaps.join(', ')}`}`,
    ...(text === ''
      ? []
      : [`Found in ${where} (${example?.title}):`, `\`\`\`${language}\n${text}\n\`\`\``]),
  ].join('\n\n')
}

/** Returns text in which Markdown would read nothing as its own. */
function plain(text: string): string {
  return text.replaceAll(/[*<>]/g, '\\$&')
}

test('docs/audit.md lists exactly the rules that --fix can fix', () => {
  const page = readFileSync('docs/audit.md', 'utf8')
  const listed = [...page.matchAll(/^\| (G\d\d) \|/gm)].map(([, id]) => id)
  const fixable = rules
    .map(({ id }) => id)
    .filter((id) =>
      /\bedit: \{|\bexecForm\(/.test(readFileSync(`generators/audit/rules/${id}.ts`, 'utf8')),
    )
  expect(listed).toEqual(fixable)
})
