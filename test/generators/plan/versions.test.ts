import { compare } from 'semver'
import { describe, expect, test } from 'vitest'
import { compareVersions, isOlder } from '../../../generators/plan/versions.ts'

const modules = [
  'v0.0.0-20191109021931-daa7c04131f5',
  'v0.0.0-20240606120523-5a60cdf6a761',
  'v0.9.0',
  'v0.10.0',
  'v1.0.0-alpha',
  'v1.0.0-alpha.1',
  'v1.0.0-alpha.beta',
  'v1.0.0-beta',
  'v1.0.0-beta.2',
  'v1.0.0-beta.11',
  'v1.0.0-rc.1',
  'v1.0.0',
  'v1.2.3-0.20240606120523-5a60cdf6a761',
  'v1.2.3',
  'v2.0.0+incompatible',
  'v2.0.1-rc.1+incompatible',
]

const pairs = modules.flatMap((a) => modules.map((b): [string, string] => [a, b]))

test.each(pairs)('%s and %s are in semver order', (a, b) => {
  expect(Math.sign(compareVersions(a, b))).toBe(compare(a, b))
})

describe('versions of Go', () => {
  test.each([
    ['1.9', '1.26'],
    ['1.26', '1.26.0'],
    ['1.26rc1', '1.26.0'],
    ['1.25.9', '1.26.0'],
    ['1.26.9', '1.26.10'],
    ['1.27rc1', '1.27rc2'],
  ])('%s is older than %s, and not the other way round', (a, b) => {
    expect([isOlder(a, b), isOlder(b, a), isOlder(a, a)]).toEqual([true, false, false])
  })
})
