import { expect, test } from 'vitest'
import { nearest } from '../../generators/nearest.ts'

const candidates = ['scratch', 'alpine', 'distroless', 'redis', 'git', 'github'] as const

test.each([
  ['scratch', 'scratch'],
  ['SCRATCH', 'scratch'],
  ['scrath', 'scratch'],
  ['scartch', 'scratch'],
  ['alipne', 'alpine'],
  ['distro', 'distroless'],
  ['distroles', 'distroless'],
  ['rediss', 'redis'],
  ['gti', 'git'],
  ['xyz', undefined],
  ['s', undefined],
  ['', undefined],
  ['gi', 'git'],
  ['__proto__', undefined],
])('the nearest to %j is %j', (word, candidate) => {
  expect(nearest(word, candidates)).toBe(candidate)
})

test('a prefix of two candidates matches neither', () => {
  expect(nearest('dat', ['database', 'dataset'])).toBeUndefined()
})
