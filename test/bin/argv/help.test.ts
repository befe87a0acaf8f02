import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { flagTable } from '../../../bin/argv/flag-table.ts'
import { helpLines } from '../../../bin/argv/help.ts'
import { exitCodes } from '../../../bin/report/exit-code.ts'
import { choicesOf, optionNames, options } from '../../../generators/questions/options.ts'

const lines = helpLines('0.1.0')
const text = lines.join('\n')

test('the help fits 80 columns', () => {
  expect(lines.filter((line) => line.length > 80 || line.includes('\n'))).toEqual([])
  expect(lines.filter((line) => line.endsWith(' '))).toEqual([])
})

test('the help names the version that it is of', () => {
  expect(lines[0]).toContain('create-go-docker 0.1.0')
})

test.each([...flagTable.keys()])('the help has the flag --%s', (flag) => {
  expect(text).toMatch(new RegExp(`^  (-\\w, )?--${flag}( |$)`, 'm'))
})

test.each(optionNames)('the help has the values and the default of the option %s', (name) => {
  for (const { value, hint } of choicesOf(name)) {
    expect(lines).toContain(`      ${value}`.padEnd(26) + hint)
  }
  expect(lines).toContain(`  --${options[name].flag}`.padEnd(26) + options[name].default)
})

test.each(exitCodes)('the help has the exit code $code', ({ code, meaning }) => {
  expect(lines).toContain(`  ${code}`.padEnd(26) + meaning)
})

test.each(['npm create', 'pnpm create', 'yarn create', 'bun create', '8080'])(
  'the help mentions %s',
  (words) => {
    expect(text).toContain(words)
  },
)

test('the README has the help as it is printed: `npx vitest run test/bin/argv/help.test.ts -u` writes it', async () => {
  const readme = readFileSync('README.md', 'utf8')
  const block = ['<!-- help -->', '```text', ...lines.slice(2), '```', '<!-- /help -->'].join('\n')
  const current = readme.replace(/<!-- help -->[\s\S]*<!-- \/help -->/, () => block)
  await expect(current).toMatchFileSnapshot('../../../README.md')
})
