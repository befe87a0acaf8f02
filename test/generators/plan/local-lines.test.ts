import { describe, expect, test } from 'vitest'
import {
  hasLoneMarker,
  withLocalLines,
  withoutLocalLines,
} from '../../../generators/plan/local-lines.ts'

const room = 'a\n# BEGIN local\n# END local\nb\n  # BEGIN local\n  # END local\n'
const used = 'a\n# BEGIN local\nx\ny\n# END local\nb\n  # BEGIN local\n  z\n  # END local\n'

describe('withoutLocalLines', () => {
  test.each<[claim: string, text: string, without: string]>([
    ['takes the lines out of each room', used, room],
    ['leaves an empty room', room, room],
    ['leaves a text without room', 'a\nb', 'a\nb'],
    [
      'takes the lines out of a room with CRLF',
      used.replaceAll('\n', '\r\n'),
      room.replaceAll('\n', '\r\n'),
    ],
    [
      'keeps lines after a beginning without an end',
      'a\n# BEGIN local\nx\n',
      'a\n# BEGIN local\nx\n',
    ],
    ['keeps lines before an end without a beginning', 'x\n# END local\n', 'x\n# END local\n'],
    [
      'keeps markers inside a room as lines of the user',
      '# BEGIN local\n# BEGIN local\n# END local\n',
      '# BEGIN local\n# END local\n',
    ],
  ])('%s', (_, text, without) => {
    expect(withoutLocalLines(text)).toBe(without)
  })
})

test('withLocalLines puts the lines of each room into the same room', () => {
  expect(withLocalLines(room, used)).toBe(used)
  expect(withLocalLines('new\n# BEGIN local\n# END local\n', used)).toBe(
    'new\n# BEGIN local\nx\ny\n# END local\n',
  )
  expect(withLocalLines(room, 'x\n')).toBe(room)
})

test.each([
  ['a beginning without an end', '# BEGIN local\nx\n', true],
  ['an end without a beginning', 'x\n# END local\n', true],
  ['two beginnings', '# BEGIN local\n# BEGIN local\n# END local\n', true],
  ['pairs', used, false],
  ['no marker', 'a\n', false],
])('hasLoneMarker knows %s', (_, text, expected) => {
  expect(hasLoneMarker(text)).toBe(expected)
})
