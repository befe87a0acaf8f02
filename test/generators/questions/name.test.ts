import { describe, expect, test } from 'vitest'
import { nameFrom, nameProblem } from '../../../generators/questions/name.ts'

const longest = 'a'.repeat(63)

describe('a name', () => {
  test.each(['a', '1', 'my-svc', 'my--svc', '0x1', 'null', 'con-x', longest])(
    'can be %s',
    (name) => {
      expect(nameProblem(name)).toBeUndefined()
    },
  )

  test.each([
    ['', 'it is empty'],
    ['My-svc', 'only a-z, 0-9 and dashes are allowed'],
    ['my_svc', 'only a-z, 0-9 and dashes are allowed'],
    ['my.svc', 'only a-z, 0-9 and dashes are allowed'],
    ['my svc', 'only a-z, 0-9 and dashes are allowed'],
    ['my/svc', 'only a-z, 0-9 and dashes are allowed'],
    ['svc\n', 'only a-z, 0-9 and dashes are allowed'],
    ['é', 'only a-z, 0-9 and dashes are allowed'],
    ['-svc', 'it begins or ends with a dash'],
    ['svc-', 'it begins or ends with a dash'],
    ['-', 'it begins or ends with a dash'],
    [`${longest}a`, 'it is longer than 63 characters'],
    ['con', 'con is a reserved device name on Windows'],
    ['nul', 'nul is a reserved device name on Windows'],
    ['lpt9', 'lpt9 is a reserved device name on Windows'],
  ])("can't be %j: %s", (name, problem) => {
    expect(nameProblem(name)).toBe(problem)
  })
})

describe('the name that is nearest to a text', () => {
  test.each([
    ['my-svc', 'my-svc'],
    ['My_Svc', 'my-svc'],
    ['my.svc.v2', 'my-svc-v2'],
    ['  my svc  ', 'my-svc'],
    ['--svc--', 'svc'],
    ['a'.repeat(70), longest],
    [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
    ['日本', undefined],
    ['', undefined],
    ['con', undefined],
    ['CON_', undefined],
  ])('of %j is %j', (text, name) => {
    expect(nameFrom(text)).toBe(name)
  })
})
