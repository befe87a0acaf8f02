import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mergeGoSum } from '../../../generators/plan/go-sum.ts'

const a = 'a.b/c v1.0.0 h1:AAAA=\n'
const aMod = 'a.b/c v1.0.0/go.mod h1:aaaa=\n'
const b = 'a.b/d v1.0.0 h1:BBBB=\n'
const nine = 'a.b/c v1.9.0 h1:9999=\n'
const ten = 'a.b/c v1.10.0 h1:1010=\n'

test.each<[string, string, string, string | undefined]>([
  ["the user's and our lines are combined, sorted", b, a, a + b],
  ['versions are sorted by number, as Go does', ten, nine, nine + ten],
  ["a module's go.mod comes behind it", aMod, a, a + aMod],
  ['an empty one takes ours', '', a + aMod, a + aMod],
  ['one with all our lines stays as it is, in any order', b + a, a, b + a],
  [
    'one with CRLF and all our lines stays as it is',
    'a.b/c v1.0.0 h1:AAAA=\r\n',
    a,
    'a.b/c v1.0.0 h1:AAAA=\r\n',
  ],
  ['line feeds end the lines of both', 'a.b/d v1.0.0 h1:BBBB=\r\n', a, a + b],
  ['a missing final newline runs no lines together', b.trim(), a, a + b],
  ['a repeated line counts once', a + a, b, a + b],
  ['two checksums of one module are a conflict', 'a.b/c v1.0.0 h1:XXXX=\n', a, undefined],
  ["two checksums in the user's file are a conflict", `${a}a.b/c v1.0.0 h1:XXXX=\n`, b, undefined],
  ['a line without a checksum is a conflict', 'a.b/d v1.0.0\n', a, undefined],
  ['a line with more than three words is a conflict', '<<<<<<< HEAD of the branch\n', a, undefined],
  ['a git conflict marker is a conflict', `${a}=======\n${b}`, a, undefined],
])('%s', (_, theirs, ours, expected) => {
  expect(mergeGoSum(theirs, ours)).toBe(expected)
})

test("Go's order is kept: a shipped go.sum with lines removed is restored byte for byte", () => {
  const whole = readFileSync('templates/modules/echo-postgres/go.sum', 'utf8')
  const some = whole
    .split('\n')
    .filter((_, index) => index % 3 !== 0)
    .reverse()
    .join('\n')
  expect(mergeGoSum(some, whole)).toBe(whole)
})
