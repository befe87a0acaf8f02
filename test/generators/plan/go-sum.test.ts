import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mergeGoSum } from '../../../generators/plan/go-sum.ts'

const a = 'a.b/c v1.0.0 h1:AAAA=\n'
const aMod = 'a.b/c v1.0.0/go.mod h1:aaaa=\n'
const b = 'a.b/d v1.0.0 h1:BBBB=\n'
const nine = 'a.b/c v1.9.0 h1:9999=\n'
const ten = 'a.b/c v1.10.0 h1:1010=\n'

test.each<[string, string, string, string | undefined]>([
  ['theirs and ours stand together, sorted', b, a, a + b],
  ['versions are sorted by number, as Go does', ten, nine, nine + ten],
  ["a module's go.mod comes behind it", aMod, a, a + aMod],
  ['an empty one takes ours', '', a + aMod, a + aMod],
  ['one that has all of ours stays as it is, in any order', b + a, a, b + a],
  [
    'one with CRLF that has all of ours stays as it is',
    'a.b/c v1.0.0 h1:AAAA=\r\n',
    a,
    'a.b/c v1.0.0 h1:AAAA=\r\n',
  ],
  ['line feeds end the lines of both', 'a.b/d v1.0.0 h1:BBBB=\r\n', a, a + b],
  ['a missing final newline runs no lines together', b.trim(), a, a + b],
  ['a line that stands there twice is one', a + a, b, a + b],
  ['two checksums of one module are for a person', 'a.b/c v1.0.0 h1:XXXX=\n', a, undefined],
  ['two checksums within theirs are for a person', `${a}a.b/c v1.0.0 h1:XXXX=\n`, b, undefined],
  ['a line without a checksum is for a person', 'a.b/d v1.0.0\n', a, undefined],
  [
    'a line with more than three words is for a person',
    '<<<<<<< HEAD of the branch\n',
    a,
    undefined,
  ],
  ['a mark of a conflict is for a person', `${a}=======\n${b}`, a, undefined],
])('%s', (_, theirs, ours, expected) => {
  expect(mergeGoSum(theirs, ours)).toBe(expected)
})

test("Go's own order is kept: a shipped go.sum that lacks lines is made whole again, byte for byte", () => {
  const whole = readFileSync('templates/modules/echo-postgres/go.sum', 'utf8')
  const some = whole
    .split('\n')
    .filter((_, index) => index % 3 !== 0)
    .reverse()
    .join('\n')
  expect(mergeGoSum(some, whole)).toBe(whole)
})
