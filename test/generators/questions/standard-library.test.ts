import { expect, test } from 'vitest'
import { standardLibrary } from '../../../generators/questions/standard-library.ts'

test.each(['std', 'cmd', 'fmt', 'net', 'internal', 'uuid', 'builtin', 'vendor'])(
  '%s belongs to Go',
  (name) => {
    expect(standardLibrary.has(name)).toBe(true)
  },
)

test.each(['testdata', 'main', 'golang.org', 'http', '__proto__'])('%s does not', (name) => {
  expect(standardLibrary.has(name)).toBe(false)
})
