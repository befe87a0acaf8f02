import { describe, expect, test } from 'vitest'
import { auditedOf } from '../../../generators/audit/audited.ts'
import { inspect } from '../../../generators/audit/inspect.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'
import type { Example } from '../../../generators/audit/rule.ts'
import { rules } from '../../../generators/audit/rules.ts'
import { factsWith } from '../../support/facts.ts'
import { examplesOf } from '../../support/rule-examples.ts'

/** Returns what one rule finds in an example: `path:line severity`. */
function found(id: string, { files, facts = {} }: Example): readonly string[] {
  const known = new Map(Object.entries(facts).map(([folder, some]) => [folder, factsWith(some)]))
  return inspect(auditedOf(repositoryOf(files), { asOf: '2026-11-28', facts: known }))
    .findings.filter(({ rule }) => rule === `audit/${id}`)
    .map(({ file, line, severity }) => `${file}${line === null ? '' : `:${line}`} ${severity}`)
}

const table = await Promise.all(
  rules.map(async (rule) => [`${rule.id} ${rule.name}`, rule, await examplesOf(rule.id)] as const),
)

describe.each(table)('%s', (_, rule, { failing, passing }) => {
  test.each(failing.map((example) => [example.title, example] as const))(
    'finds: %s',
    (_, example) => {
      const { at, severity = rule.severity } = example
      expect(found(rule.id, example)).toEqual(at.map((place) => `${place} ${severity}`))
    },
  )

  test.each(passing.map((example) => [example.title, example] as const))(
    'accepts: %s',
    (_, example) => {
      expect(found(rule.id, example)).toEqual([])
    },
  )

  test('has an example of either kind, and its fix', () => {
    expect(failing.length).toBeGreaterThan(0)
    expect(passing.length).toBeGreaterThan(0)
    expect(rule.reason).toMatch(/^[A-Z0-9`$].*[.]$/)
    expect(rule.fix).toMatch(/^[A-Z].*[.]$/)
  })
})

test('what turns seccomp off is no hardening', () => {
  const text = 'services:\n  a:\n    build: .\n    security_opt:\n      - seccomp:unconfined\n'
  const example = { title: '', files: { 'compose.yaml': text } }
  expect(found('G48', example)).toEqual(['compose.yaml:3 info', 'compose.yaml:5 warning'])
})

test('the ids are unique and in order', () => {
  const ids = rules.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort())
})
