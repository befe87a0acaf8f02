import { expect, test } from 'vitest'
import { excludedBy, inclusionOf } from '../../../../generators/dockerize/go/constraints.ts'

test.each<[string, string | undefined, ReturnType<typeof inclusionOf>]>([
  ['a.go', undefined, 'always'],
  ['a_linux.go', undefined, 'always'],
  ['a_linux_arm64.go', undefined, 'always'],
  ['a_windows.go', undefined, 'never'],
  ['a_darwin_arm64.go', undefined, 'never'],
  ['a_wasm.go', undefined, 'never'],
  ['linux.go', undefined, 'always'],
  ['windows.go', undefined, 'always'],
  ['a_test_helper.go', undefined, 'always'],
  ['a.go', 'linux || darwin', 'always'],
  ['a.go', 'unix && !windows', 'always'],
  ['a.go', 'go1.18 && (amd64 || arm64)', 'always'],
  ['a.go', 'windows', 'never'],
  ['a.go', 'ignore', 'never'],
  ['a.go', 'integration', 'never'],
  ['a.go', 'migrate', ['migrate']],
  ['a.go', 'linux && (migrate || seed)', ['migrate']],
  ['a.go', 'a && b', ['a', 'b']],
  ['a.go', 'windows && migrate', 'never'],
  ['a.go', '!production', 'always'],
  ['a.go', '((', 'never'],
  ['a.go', '('.repeat(100_000), 'never'],
])('%s with the constraint %s', (name, constraint, inclusion) => {
  expect(inclusionOf(name, constraint)).toEqual(inclusion)
})

test('a constraint excludes a tag that it asks not to be set', () => {
  expect(excludedBy('!cgo')).toEqual(['cgo'])
  expect(excludedBy('linux && !production')).toEqual(['production'])
  expect(excludedBy('!a && !b || windows')).toEqual(['a', 'b'])
  expect(excludedBy('cgo')).toEqual([])
  expect(excludedBy('windows && !cgo')).toEqual([])
  expect(excludedBy(undefined)).toEqual([])
})

test('a constraint of very many tags is never true, and is read in no time to speak of', () => {
  const tags = (many: number) => Array.from({ length: many }, (_, at) => `a${at}`)
  expect(inclusionOf('a.go', tags(2).join(' && '))).toEqual(['a0', 'a1'])
  const start = process.cpuUsage()
  const long = tags(20_000).join(' && ')
  expect([inclusionOf('a.go', long), excludedBy(long)]).toEqual(['never', []])
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1e6).toBeLessThan(15)
})
