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

describe('withLocalLines', () => {
  test.each<[claim: string, text: string, from: string, expected: string | undefined]>([
    ['puts the lines of each room into the same room', room, used, used],
    [
      'finds the rooms where other lines are edited, added and gone',
      `first\n${room}`,
      used.replace('a\n', 'mine\n'),
      `first\n${used}`,
    ],
    [
      'finds the rooms with CRLF',
      room,
      used.replaceAll('\n', '\r\n'),
      used.replaceAll(/[xyz]\n/g, (line) => line.replace('\n', '\r\n')),
    ],
    ['makes the rooms again if nothing is in them', room, 'x\n', room],
    ['drops a room of the user without lines', 'a\n', room, 'a\n'],
    ['refuses a room too few', room, 'a\nb\n  # BEGIN local\n  z\n  # END local\n', undefined],
    ['refuses a room too many', 'a\n# BEGIN local\n# END local\nb\n', used, undefined],
    ['refuses a room that was moved', room, used.replace('b\n', '').concat('b\n'), undefined],
    [
      'refuses a room that was moved past a line of which there are two',
      `a\n${room}`,
      `a\n${used}`.replace('a\n', '').concat('a\n'),
      undefined,
    ],
  ])('%s', (_, text, from, expected) => {
    expect(withLocalLines(text, from)).toBe(expected)
  })
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
