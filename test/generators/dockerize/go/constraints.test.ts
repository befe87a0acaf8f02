import { expect, test } from 'vitest'
import { excludes, inclusionOf } from '../../../../generators/dockerize/go/constraints.ts'

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
  ['a.go', 'linux && (migrate || seed)', []],
  ['a.go', 'a && b', ['a', 'b']],
  ['a.go', 'windows && migrate', 'never'],
  ['a.go', '!production', 'always'],
  ['a.go', '((', 'never'],
  ['a.go', '('.repeat(100_000), 'never'],
])('%s with the constraint %s', (name, constraint, inclusion) => {
  expect(inclusionOf(name, constraint)).toEqual(inclusion)
})

test('a constraint excludes a tag that it asks not to be set', () => {
  expect(excludes('!cgo', 'cgo')).toBe(true)
  expect(excludes('linux && !production', 'production')).toBe(true)
  expect(excludes('cgo', 'cgo')).toBe(false)
  expect(excludes('windows && !cgo', 'cgo')).toBe(false)
  expect(excludes(undefined, 'cgo')).toBe(false)
})
