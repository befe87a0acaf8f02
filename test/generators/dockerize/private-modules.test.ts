import { expect, test } from 'vitest'
import { privateModulesOf } from '../../../generators/dockerize/facts/private-modules.ts'
import { readModule } from '../../../generators/dockerize/go/module.ts'

const path = 'a.b.c.d.example.com/team/x'
const module = readModule(`module m\n\nrequire ${path} v1.0.0\n`, '')

test.each([
  ['*.*.*.*.example.com', [path]],
  ['*.*.*.*.example.com/*', [path]],
  ['*.example.com/te?m', []],
  ['*.*.*.*.*.*.example.com', []],
  [`${'*a'.repeat(60)}b`, []],
])('GOPRIVATE=%s', (pattern, expected) => {
  if (module === undefined) throw new Error('there is no module')
  expect(privateModulesOf(module, [`GOPRIVATE=${pattern}`])).toEqual(expected)
})
