import { describe, expect, test } from 'vitest'
import { ownerOf, owners } from '../../../generators/plan/owners.ts'
import { recordPaths } from '../../../generators/plan/record.ts'
import { cells } from '../../support/matrix.ts'

const paths = [...new Set(cells.flatMap(({ tree }) => [...tree.keys()]))].filter(
  (path) => !recordPaths.some((record) => record === path),
)

test.each(paths)('%s matches exactly one row', (path) => {
  expect(owners.filter(({ pattern }) => pattern.test(path))).toHaveLength(1)
})

test.each(owners)('$pattern matches a file of some combination', ({ pattern }) => {
  expect(paths.some((path) => pattern.test(path))).toBe(true)
})

describe('the owner of a file', () => {
  test.each([
    ['Dockerfile', 'managed'],
    ['.github/workflows/ci.yml', 'managed'],
    ['.gitignore', 'managed'],
    ['cmd/api/main.go', 'seeded'],
    ['init.sql', 'seeded'],
    ['go.mod', 'seeded'],
    ['.env.example', 'shared'],
    ['a-layer/of/a/team.txt', 'managed'],
    ['docs/cmd/main.go', 'managed'],
    ['', 'managed'],
  ])('%s is %s', (path, owner) => {
    expect(ownerOf(path).owner).toBe(owner)
  })
})
