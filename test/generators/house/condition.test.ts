import { describe, expect, test } from 'vitest'
import { holds, unknownIn } from '../../../generators/house/condition.ts'
import { readCondition } from '../../../generators/house/read-condition.ts'

/** Returns the condition of a valid text. */
function conditionOf(text: string) {
  const reading = readCondition(text)
  if ('problem' in reading) throw new Error(reading.problem)
  return reading.condition
}

describe('a condition holds', () => {
  const context = { yes: true, also: true, no: false, name: 'svc', empty: '' }

  test.each([
    ['yes', true],
    ['no', false],
    ['!no', true],
    ['!!yes', true],
    ['yes&&also', true],
    ['yes && no', false],
    ['no || yes', true],
    ['no||no', false],
    // && binds more tightly than ||.
    ['yes || no && no', true],
    ['(yes || no) && no', false],
    ['no && no || yes', true],
    // ! binds more tightly than &&.
    ['!no && no', false],
    ['!(no && no)', true],
    [' ( ( yes ) ) ', true],
    ['yes && also && no', false],
    ['no || no || also', true],
    // Only a boolean can hold.
    ['name', false],
    ['empty', false],
    ['missing', false],
    ['constructor', false],
    ['toString', false],
  ])('%s: %s', (text, expected) => expect(holds(conditionOf(text), context)).toBe(expected))
})

test.each([
  ['', 'it ends where a variable, ! or an opening parenthesis is expected'],
  ['  ', 'it ends where a variable, ! or an opening parenthesis is expected'],
  ['a &&', 'it ends where a variable, ! or an opening parenthesis is expected'],
  ['(a', 'it ends where a closing parenthesis is expected'],
  ['a)', 'it has ) at character 2, where &&, || or the end is expected'],
  ['a b', 'it has b at character 3, where &&, || or the end is expected'],
  ['a & b', 'it has & at character 3, where &&, || or the end is expected'],
  ['a == b', 'it has = at character 3, where &&, || or the end is expected'],
  ['a.b', 'it has . at character 2, where &&, || or the end is expected'],
  ['a()', 'it has ( at character 2, where &&, || or the end is expected'],
  ['&& a', 'it has && at character 1, where a variable, ! or an opening parenthesis is expected'],
  ['"a"', 'it has " at character 1, where a variable, ! or an opening parenthesis is expected'],
  ['1', 'it has 1 at character 1, where a variable, ! or an opening parenthesis is expected'],
  [
    '__proto__',
    'it has _ at character 1, where a variable, ! or an opening parenthesis is expected',
  ],
  ['{{a}}', 'it has { at character 1, where a variable, ! or an opening parenthesis is expected'],
  [`${'('.repeat(21)}a${')'.repeat(21)}`, 'it is nested more than 20 levels deep'],
  [`${'!'.repeat(21)}a`, 'it is nested more than 20 levels deep'],
  ['('.repeat(100_000), 'it is longer than 500 characters'],
  [`${'a'.repeat(501)}`, 'it is longer than 500 characters'],
])('%j is no condition: %s', (text, problem) => expect(readCondition(text)).toEqual({ problem }))

test('the longest and the deepest condition can be read', () => {
  expect(unknownIn(conditionOf('a'.repeat(500)), new Set())).toEqual(['a'.repeat(500)])
  expect(holds(conditionOf(`${'('.repeat(20)}a${')'.repeat(20)}`), { a: true })).toBe(true)
})

test('the variables of a condition that are unknown are listed, each once', () => {
  const condition = conditionOf('!(a && b) || c && a || constructor')
  expect(unknownIn(condition, new Set())).toEqual(['a', 'b', 'c', 'constructor'])
  expect(unknownIn(condition, new Set(['b', 'c']))).toEqual(['a', 'constructor'])
  expect(unknownIn(condition, new Set(['a', 'b', 'c', 'constructor']))).toEqual([])
})
