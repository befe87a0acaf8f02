import { describe, expect, test } from 'vitest'
import { createOutcome } from '../../../bin/report/create/outcome.ts'
import { exitCodeOf } from '../../../bin/report/exit-code.ts'
import { resultOf, resultText } from '../../../bin/report/json.ts'
import type { Outcome } from '../../../bin/report/outcome.ts'
import { endings } from './endings.ts'

test('a result is an envelope around the details of the command, and its problems', () => {
  const finding = {
    rule: 'drift/edited',
    severity: 'warning',
    file: 'Dockerfile',
    line: null,
    message: 'Dockerfile was edited',
    remedy: null,
    fixable: true,
  } as const
  const outcome: Outcome = {
    command: 'check',
    kind: 'cancelled',
    signal: 'SIGHUP',
    warnings: [finding],
    problems: [{ what: 'x' }],
    body: { checked: 3 },
    lines: () => [],
  }
  expect(resultOf(outcome, '0.1.0')).toEqual({
    schema: 'create-go-docker/result@1',
    command: 'check',
    kind: 'cancelled',
    exitCode: 129,
    version: '0.1.0',
    warnings: [finding],
    body: { problems: [{ message: 'x', remedy: null }], checked: 3 },
  })
})

test.each(Object.entries(endings))(
  'the exit code in the result is that of the process: %s',
  (_, ending) => {
    const outcome = createOutcome(ending)
    expect(resultOf(outcome, '0.1.0').exitCode).toBe(exitCodeOf(outcome.kind, outcome.signal))
  },
)

describe('the text of a result', () => {
  const hostile = 'a\u0007\u001b[2J\u009b2J\u007f\u202e\u2028\u{e0001}\ud800\n"\\é😀'
  const outcome = createOutcome({ kind: 'failure', problems: [{ what: hostile }] })
  const text = resultText(resultOf(outcome, '0.1.0'))

  test('can be read back', () => {
    expect(JSON.parse(text).body.problems).toEqual([{ message: hostile, remedy: null }])
  })

  test("can't control a terminal", () => {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u)
    expect(text).toContain('é😀')
  })
})
