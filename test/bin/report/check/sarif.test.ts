import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sarif } from '../../../../bin/report/check/sarif.ts'
import type { Finding } from '../../../../generators/finding.ts'
import { finding } from '../../fleet/results.ts'
import { sarifErrors } from './sarif-errors.ts'

const logOf = (findings: readonly Finding[]) =>
  JSON.parse(sarif(findings, { version: '0.2.0', prefix: '' }))

/** Every rule, as docs/check.md lists them, and that of a warning. */
const rules = [
  ...readFileSync('docs/check.md', 'utf8').matchAll(/^\| `([a-z-]+\/[a-z-]+)` \|/gm),
].map(([, rule = '']) => rule)

describe('the log is valid SARIF 2.1.0', () => {
  test.each<[string, readonly Finding[]]>([
    ['without findings', []],
    [
      'with every rule and severity',
      ['destination/interrupted-run', ...rules].flatMap((rule) =>
        (['error', 'warning', 'info'] as const).map((severity) => finding(severity, { rule })),
      ),
    ],
    ['with a line', [finding('error', { line: 7 })]],
    ['with accepted drift', [finding('info', { accepted: { reason: 'ko', until: '2030-01-01' } })]],
    ['without a remedy', [finding('info', { remedy: null })]],
    ['without a file', [finding('warning', { file: null })]],
    [
      'with a path that is no URI',
      ['a b/ä#1?%.txt', 'x:y', '[1]/"2"/\\3'].map((file) => finding('error', { file })),
    ],
    [
      'with any text',
      [finding('error', { message: '\u0000\ud800"<>\u202e', remedy: '{0} [a](b)' })],
    ],
  ])('%s', (_, findings) => {
    expect(rules.length).toBeGreaterThan(7)
    const log = logOf(findings)
    expect(sarifErrors(log)).toEqual([])
    expect(log.runs[0].results).toHaveLength(findings.length)
  })

  test('a broken one would be found', () => {
    const log = logOf([finding('error')])
    const [run] = log.runs
    const [result] = run.results
    const [location] = result.locations
    const { artifactLocation } = location.physicalLocation
    const withResult = (more: object) => ({ ...log, runs: [{ ...run, results: [more] }] })
    const at = (physicalLocation: object) =>
      withResult({ ...result, locations: [{ physicalLocation }] })
    for (const broken of [
      { ...log, version: '2.0.0' },
      { ...log, more: 1 },
      withResult({ ...result, level: 'info' }),
      withResult({ ...result, message: undefined }),
      at({ artifactLocation, region: { startLine: 0 } }),
      at({ artifactLocation: { ...artifactLocation, uri: 'a b' } }),
    ]) {
      expect(sarifErrors(JSON.parse(JSON.stringify(broken)))).not.toEqual([])
    }
  })
})

test('no text is read as markup: braces and brackets are escaped', () => {
  const [{ message }] = logOf([finding('error', { message: 'a {0} [b](c) \\', remedy: null })])
    .runs[0].results
  expect(message.text).toBe('a {{0}} \\[b\\](c) \\\\')
})

test('the fingerprint of a finding is its rule and path, so that edits elsewhere do not change it', () => {
  const [a, b] = logOf([finding('error', { line: 1 }), finding('error', { line: 2, message: 'x' })])
    .runs[0].results
  expect(a.partialFingerprints).toEqual({ 'createGoDocker/v1': 'drift/modified:Makefile' })
  expect(b.partialFingerprints).toEqual(a.partialFingerprints)
})

test('accepted drift is a suppressed result, with the reason', () => {
  const [result, other] = logOf([
    finding('info', { accepted: { reason: 'we use ko', until: null } }),
    finding('info'),
  ]).runs[0].results
  expect(result.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'we use ko' },
  ])
  expect(other).not.toHaveProperty('suppressions')
})

test('the log can control no terminal', () => {
  const message = 'a\u009b31m\u202e'
  const text = sarif([finding('error', { message })], { version: '0.2.0', prefix: '' })
  expect(text).toContain('a\\u009b31m\\u202e')
  expect(JSON.parse(text).runs[0].results[0].message.text).toContain(message)
})
