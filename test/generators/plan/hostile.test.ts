import { expect, test } from 'vitest'
import { ignoredByDocker } from '../../../generators/plan/dockerignore.ts'
import { ignoredByGit } from '../../../generators/plan/gitignore.ts'
import { readGoMod, usesOf } from '../../../generators/plan/go-mod.ts'
import { readRecord } from '../../../generators/plan/record.ts'

const paths = ['cmd/api/main.go', 'go.mod']
const million = 1_000_000

/**
 * Inputs of a megabyte, which take minutes to read unless the time is proportional to the length.
 */
test.each<[string, () => unknown]>([
  ['an unclosed quote in go.mod', () => readGoMod(`module "${'\\"'.repeat(million / 2)}`)],
  ['quotes in go.mod', () => readGoMod(`module ${'"'.repeat(million)}`)],
  ['a backquote in go.mod', () => readGoMod(`module ${'`a'.repeat(million / 2)}`)],
  ['a quote in go.work that nothing ends', () => usesOf(`use "${'\\"'.repeat(million / 2)}`)],
  ...[' ', '\t', '\n', '\r', '"', '*', '**/', '/', '?', 'a', '../', '//', '\\', '(', '!'].flatMap(
    (text): readonly [string, () => unknown][] => {
      const many = text.repeat(million / text.length)
      const told = JSON.stringify(text)
      return [
        [`many ${told} in go.mod`, () => readGoMod(`module example.com/a${many}y\n`)],
        [`many ${told} below a go line`, () => readGoMod(`module a.b/c\ngo 1.26${many}y\n`)],
        [`many ${told} in go.work`, () => usesOf(`use ./a${many}y\n`)],
        [`many ${told} in .dockerignore`, () => ignoredByDocker(`a${many}b`, paths)],
        [
          `lines of ${told} in .dockerignore`,
          () => ignoredByDocker(`${text}x*\n`.repeat(20_000), paths),
        ],
      ]
    },
  ),
  ['lines of many wildcards', () => ignoredByDocker('*a*b*c*d\n'.repeat(million / 9), paths)],
  [
    'many different lines, and many paths',
    () =>
      ignoredByDocker(
        Array.from({ length: 10_000 }, (_, at) => `**/*a*b*c*d*${at}\n`).join(''),
        Array.from({ length: 20 }, (_, at) => `${'a'.repeat(30)}${'b'.repeat(30)}${at}.go`),
      ),
  ],
  [
    'a megabyte of the same line, and many paths',
    () =>
      ignoredByDocker(
        '**/*a*b*c*d*e*f*g\n'.repeat(55_000),
        Array.from({ length: 3000 }, (_, at) => `${'a'.repeat(30)}${'b'.repeat(30)}${at}.go`),
      ),
  ],
  [
    'long lines of wildcards',
    () => ignoredByDocker(`${'**/'.repeat(1_300)}x\n`.repeat(250), paths),
  ],
  ['brackets in .dockerignore', () => ignoredByDocker('['.repeat(million), paths)],
  ['brackets with a bad range', () => ignoredByDocker(`${'[a'.repeat(million / 2)}-]`, paths)],
])('%s take no time', (_, read) => expect(read()).toBeDefined(), 20_000)

test('a line of a .gitignore that is longer than any path is ignored', () => {
  const file = { file: '.gitignore', below: '', text: `${'a'.repeat(70_000)}\ncmd/\n` }
  expect(ignoredByGit([file], paths).map(({ line }) => line)).toEqual([2])
})

test('a record that is nested too deeply is invalid', () => {
  const text = `{"answers":{},"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
  const content = Buffer.from(text)
  const entries = new Map([
    ['go-docker.json', { kind: 'file', file: { content, mode: '100644' } }],
  ] as const)
  expect(readRecord({ entries }).problems).toHaveLength(1)
})
