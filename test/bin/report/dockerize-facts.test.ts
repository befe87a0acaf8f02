import { expect, test } from 'vitest'
import { factLines } from '../../../bin/report/dockerize/facts.ts'
import { plain } from '../../../bin/report/style.ts'
import { factsOf, mainOf } from '../../support/facts.ts'

test('what is not known about a shared package is said once', () => {
  const one = { about: 'port', what: 'No port.', source: 'a.go:1' } as const
  const other = { ...one, source: 'b.go:1' }
  const lines = factLines(factsOf([mainOf('.')], { unknown: [one, other, one] }), plain)
  expect(lines.filter((line) => line.includes('?'))).toEqual([
    '  ? No port. (a.go:1)',
    '  ? No port. (b.go:1)',
  ])
})
