import { expect, test } from 'vitest'
import { ignoredByDocker } from '../../../generators/plan/dockerignore.ts'
import { ignoredByGit } from '../../../generators/plan/gitignore.ts'
import { readGoMod, usesOf } from '../../../generators/plan/go-mod.ts'
import { readRecord } from '../../../generators/plan/record.ts'

const paths = ['cmd/api/main.go', 'go.mod']
const million = 1_000_000

/** What a file of a megabyte may hold, and which takes minutes to read where the time grows faster than the length. */
test.each<[string, () => unknown]>([
  ['an unclosed quote in go.mod', () => readGoMod(`module "${'\\"'.repeat(million / 2)}`)],
  ['quotes in go.mod', () => readGoMod(`module ${'"'.repeat(million)}`)],
  ['a backquote in go.mod', () => readGoMod(`module ${'`a'.repeat(million / 2)}`)],
  ['an unclosed quote in go.work', () => usesOf(`use "${'\\"'.repeat(million / 2)}`)],
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
