import { expect, test } from 'vitest'
import { jsonSyntaxProblem, parseJson } from '../../generators/json.ts'

test('a byte order mark is no part of a JSON text', () => {
  expect(parseJson('\uFEFF{"a":1}')).toEqual({ a: 1 })
  expect(jsonSyntaxProblem('\uFEFF{"a":1}')).toBeUndefined()
  expect(jsonSyntaxProblem('\uFEFF{\n,}')).toMatch(/ in line 2, column 1$/)
})

test('a syntax problem is one line, and has no name of an error', () => {
  const problem = jsonSyntaxProblem('{\r\n  "a": x\n}\n')
  expect(problem).toMatch(/^Unexpected token/)
  expect(problem).not.toMatch(/[\r\n]/)
})
