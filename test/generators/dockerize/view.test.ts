import { describe, expect, test } from 'vitest'
import { viewOf } from '../../../generators/dockerize/repository/view.ts'

const paths = ['a.sql', 'b.sql', 'sub/c.sql', 'x]y', 'x-y', 'x\\y', 'x[y', 'äb', 'a\nb']
const files = viewOf([new Set(paths)], () => undefined)

/** The paths and folders that a pattern matches, each alone. */
function matched(pattern: string): readonly string[] {
  return [...paths, 'sub'].filter((path) => {
    const one = path === 'sub' ? 'sub/other' : path
    return viewOf([new Set([one])], () => undefined).matches(pattern, '.')
  })
}

describe('a pattern of path.Match matches', () => {
  test.each<[string, readonly string[]]>([
    ['*.sql', ['a.sql', 'b.sql']],
    ['*', [...paths, 'sub']],
    ['*/*', ['sub/c.sql', 'sub']],
    ['?.sql', ['a.sql', 'b.sql']],
    ['[a].sql', ['a.sql']],
    ['[^a].sql', ['b.sql']],
    ['[a-b].s*', ['a.sql', 'b.sql']],
    ['[z-a].sql', []],
    ['x[\\]]y', ['x]y']],
    ['x[\\-]?', ['x-y']],
    ['x[\\\\a]*', ['x\\y']],
    ['x[[]y', ['x[y']],
    ['x\\[?', ['x[y']],
    ['[ä]?', ['äb']],
    ['[\\ä]?', ['äb']],
    ['?b*', ['äb']],
    ['a?b', ['a\nb']],
    ['[a', []],
    ['[[[[', []],
  ])('%j', (pattern, expected) => {
    expect(matched(pattern)).toEqual(expected)
  })
})

test.each([
  ['stars', `${'*a'.repeat(60)}b`],
  ['open classes', '['.repeat(200_000)],
  ['open classes that end in an escape', `${'['.repeat(200_000)}\\`],
])('a pattern with many %s takes no time to speak of', (_, pattern) => {
  const start = process.cpuUsage()
  expect(viewOf([new Set(['a'.repeat(200)])], () => undefined).matches(pattern, '.')).toBe(false)
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1e6).toBeLessThan(15)
})

test('a path without a pattern is that of a file or a folder', () => {
  expect(['a.sql', 'sub', 'su', 'c.sql'].map((path) => files.matches(path, '.'))).toEqual([
    true,
    true,
    false,
    false,
  ])
})
