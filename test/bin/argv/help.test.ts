import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { helpLines } from '../../../bin/argv/help.ts'
import { commands, defaultCommand, exitCodesOf, flagsOf } from '../../../bin/commands/command.ts'
import { options } from '../../../generators/questions/options.ts'
import { choicesOf } from '../../../generators/questions/table.ts'

const lines = helpLines('0.1.0', defaultCommand, options)
const text = lines.join('\n')

test('the help fits 80 columns', () => {
  expect(lines.filter((line) => line.length > 80 || line.includes('\n'))).toEqual([])
  expect(lines.filter((line) => line.endsWith(' '))).toEqual([])
})

test('the help contains the version', () => {
  expect(lines[0]).toContain('create-go-docker 0.1.0')
})

test.each([...flagsOf(defaultCommand, options).keys()])('the help has the flag --%s', (flag) => {
  expect(text).toMatch(new RegExp(`^  (-\\w, )?--${flag}( |$)`, 'm'))
})

test.each(Object.values(options))('the help has the values and the default of --$flag', (row) => {
  for (const { value, hint } of choicesOf(row)) {
    expect(lines).toContain(`      ${value}`.padEnd(26) + hint)
  }
  expect(lines).toContain(`  --${row.flag}`.padEnd(26) + row.default)
})

test.each(commands)('the help has the command $name', ({ name, summary }) => {
  expect(lines).toContain(`  ${name}`.padEnd(26) + summary)
})

test.each(commands)(
  'the help of $name has the exit codes that it can end with, and no other',
  (command) => {
    const help = helpLines('0.1.0', command, options)
    const listed = help.slice(help.indexOf('Exit codes:') + 1)
    const codes = exitCodesOf(command.endings)
    expect(listed).toEqual(codes.map(({ code, meaning }) => `  ${code}`.padEnd(26) + meaning))
    // These need nothing that could be unavailable.
    const unavailable = ['audit', 'report', 'why'].includes(command.name) ? [] : [3]
    const untrusted = ['create', 'update'].includes(command.name) ? [4] : []
    const own = [...unavailable, ...untrusted]
    expect(codes.map(({ code }) => code)).toEqual([0, 1, 2, ...own, 130, 129, 143])
  },
)

test.each(['npm create', 'pnpm create', 'yarn create', 'bun create go-docker@latest', '8080'])(
  'the help mentions %s',
  (words) => {
    expect(text).toContain(words)
  },
)

test('the help says how the name is derived if git provides the module path', () => {
  const flat = text.replaceAll(/\s+/g, ' ')
  expect(flat).toContain('else the name of the directory, even if git gives the module path')
})

test('one base image is recommended: the default', () => {
  const { choices, default: value } = options.baseImage
  const recommended = choices.filter(({ hint }) => hint.startsWith('recommended'))
  expect(recommended.map((choice) => choice.value)).toEqual([value])
})

test('the README contains the help as printed: `npx vitest run test/bin/argv/help.test.ts -u` updates it', async () => {
  const readme = readFileSync('README.md', 'utf8')
  const block = ['<!-- help -->', '```text', ...lines.slice(2), '```', '<!-- /help -->'].join('\n')
  const current = readme.replace(/<!-- help -->[\s\S]*<!-- \/help -->/, () => block)
  await expect(current).toMatchFileSnapshot('../../../README.md')
})
