import { expect, test } from 'vitest'
import { annotations } from '../../../../bin/report/check/github.ts'
import { warning } from '../../../../generators/finding.ts'

test('an annotation can not control a terminal, end its line or start a command', () => {
  const finding = warning('a/b', 'x\u001b[2J,:', 'one\u001b[31m\r\n::error::%', 'two')
  expect(annotations([finding])).toEqual([
    '::warning file=x\\u{1b}[2J%2C%3A,title=a/b::one\\u{1b}[31m\\u{d}%0A::error::%25%0Atwo',
  ])
})
