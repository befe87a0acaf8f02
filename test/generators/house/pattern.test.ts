import { expect, test } from 'vitest'
import { patternProblem } from '../../../generators/house/pattern.ts'

test.each([
  '.*',
  '[a-z-]+',
  '[a-z]+(-[a-z]+)*',
  '(-?[a-z]+( [a-z]+)*)?',
  '[A-Z]{2,5}-[0-9]{1,4}',
  '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?',
  '[a-z0-9.-]+@[a-z0-9-]+(\\.[a-z0-9-]+)+',
  '@[a-z0-9-]+(/[a-z0-9-]+)?',
  '#[a-z0-9_-]+',
  'https://[^ /]+/[^ ]*',
  '\\p{L}[\\p{L} .-]*',
  'payments|platform|search',
  '',
])('%s can be used', (pattern) => expect(patternProblem(pattern)).toBeUndefined())

/** Each of these takes very long on a text of a few dozen characters, or on a long one. */
test.each([
  '(a+)+',
  '(a*)*b',
  '(a|a)*',
  '(a|aa)+',
  '(a|b|ab)*c',
  '([a-z]+)*!',
  '(([a-z]+)?[0-9]*)*!',
  '(.*a){20}',
  '(x+x+)+y',
  '(?:a?){30}a{30}',
  '((a?){20}){20}',
  '(a{1,100}){1,100}',
  '(.|\\s)*!',
  '(\\p{L}|\\p{N})*!',
  '.*.*.*!',
  '\\s*\\s*!',
  '[a-z]*[a-z]*[a-z]*!',
  '(?=(a+)+b)a*',
  '(?:(?=a)a|a)*b',
  '(.*)\\1+!',
  '(((((((a*)*)*)*)*)*)*)*b',
  '(a*){10}(b*){10}c',
])('%s is refused: it could take very long', (pattern) => {
  expect(patternProblem(pattern)?.why).toContain('could take very long')
})

test.each([
  ['(', 'it is not a regular expression'],
  ['a)|(b', 'it is not a regular expression'],
  ['[z-a]', 'it is not a regular expression'],
  ['\\p{Nothing}', 'it is not a regular expression'],
  ['a'.repeat(201), 'it is longer than 200 characters'],
  ['(?<n>a)\\k<n>', 'could take very long'],
])('%s is refused: %s', (pattern, why) => expect(patternProblem(pattern)?.why).toContain(why))

test('the worst patterns are judged in seconds', () => {
  const worst = [
    '(?:a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|x|y|z|ab|cd|ef|gh|ij)*!',
    '((((((((((a{0,9}){0,9}){0,9}){0,9}){0,9}){0,9}){0,9}){0,9}){0,9}){0,9})',
    '((((a{1000}){1000}){1000}){1000})',
    '(?:\\p{L}|\\p{Ll}|\\p{Lu}|\\w|\\d|.){0,999}(?:\\p{L}|\\w|.){0,999}!',
    '(?!(?!(?!(a*)*b)*c)*d)*e',
    `${'(a?'.repeat(50)}${')'.repeat(50)}`,
    `(${'a?b?'.repeat(45)})*`,
    `(?:${'(a|b)'.repeat(35)})+`,
  ]
  const slow = worst.filter((pattern) => {
    const start = process.cpuUsage()
    patternProblem(pattern)
    return process.cpuUsage(start).user > 10_000_000
  })
  expect(slow).toEqual([])
})
