import { describe, expect, test } from 'vitest'
import type { Checked, CheckedFile } from '../../../generators/check/check.ts'
import { withOverrides } from '../../../generators/check/overrides.ts'
import type { Finding } from '../../../generators/finding.ts'

const today = '2026-06-30'

const finding = (rule: string, file: string): Finding => {
  const remedy = 'Restore it.'
  return { rule, severity: 'error', file, line: null, message: 'm', remedy, fixable: true }
}
const file = (path: string, verdict: CheckedFile['verdict']): CheckedFile => {
  return { path, owner: 'managed', layer: 'l', verdict }
}
const checked: Checked = {
  files: [file('Dockerfile', 'same'), file('Makefile', 'modified'), file('go.mod', 'modified')],
  findings: [finding('drift/modified', 'Makefile'), finding('state/conflict-markers', 'go.mod')],
}
const makefile = { path: 'Makefile', reason: 'we use ko' }
const told = (overrides: unknown, day = today) =>
  withOverrides(checked, overrides, day).findings.map(({ rule, severity, message }) => {
    return `${severity} ${rule} ${message}`
  })
const drift = 'error drift/modified m'
const conflict = 'error state/conflict-markers m'

test('accepted drift is a note with the reason, and is not restored', () => {
  const { files, findings } = withOverrides(checked, [{ ...makefile, until: today }], today)
  expect(findings[0]).toEqual({
    rule: 'drift/modified',
    severity: 'info',
    file: 'Makefile',
    line: null,
    message: 'm, which go-docker.json accepts until 2026-06-30: we use ko',
    remedy: null,
    fixable: false,
    accepted: { reason: 'we use ko', until: today },
  })
  expect(files).toEqual([
    file('Dockerfile', 'same'),
    { ...file('Makefile', 'modified'), accepted: true },
    file('go.mod', 'modified'),
  ])
})

test.each<[string, unknown, readonly string[]]>([
  ['nothing changes without overrides', undefined, [drift, conflict]],
  ['nor with an empty list', [], [drift, conflict]],
  [
    'an override without an end counts for ever',
    [makefile],
    ['info drift/modified m, which go-docker.json accepts: we use ko', conflict],
  ],
  [
    'one that ended yesterday has expired, and the drift counts',
    [{ ...makefile, until: '2026-06-29' }],
    [
      'warning override/expired the override of Makefile has expired: it ended on 2026-06-29',
      drift,
      conflict,
    ],
  ],
  [
    'one of a file that has not drifted is not needed',
    [{ ...makefile, path: 'Dockerfile' }],
    [
      'info override/unused the override of Dockerfile is not needed: it has not drifted',
      drift,
      conflict,
    ],
  ],
  [
    'one of a file that is not in the record is of no use',
    [{ ...makefile, path: 'Makefil' }],
    [
      'info override/unused the override of Makefil is of no use: the record has no such file',
      drift,
      conflict,
    ],
  ],
  [
    'conflict markers are not accepted',
    [{ ...makefile, path: 'go.mod' }],
    [
      'info override/unused the override of go.mod is not needed: it has not drifted',
      drift,
      conflict,
    ],
  ],
])('%s', (_, overrides, findings) => {
  expect(told(overrides)).toEqual(findings)
})

describe('what is no override is named and ignored', () => {
  test.each<[unknown, string]>([
    ['Makefile', 'overrides is ignored: it is not a list'],
    [['Makefile'], 'overrides[0] is ignored: it is not an object'],
    [[{ reason: 'x' }], 'overrides[0] is ignored: it has no path'],
    [[{ path: '../x', reason: 'x' }], "the path ../x can't be used: it contains a .. segment"],
    [[{ ...makefile, untill: '2020-01-01' }], 'it has the unknown key "untill"'],
    [[{ ...makefile, expires: null }], 'it has the unknown key "expires"'],
    [[{ path: 'Makefile' }], 'Makefile has no reason'],
    [[{ path: 'Makefile', reason: ' ' }], 'Makefile has no reason'],
    [[{ ...makefile, until: '30.6.2026' }], 'not a date such as 2030-12-31'],
    [[{ ...makefile, until: '2026-02-30' }], 'not a date such as 2030-12-31'],
    [[{ ...makefile, until: 20260630 }], 'not a date such as 2030-12-31'],
  ])('%j', (overrides, why) => {
    const [first, ...others] = told(overrides)
    expect(first).toMatch(/^warning override\/invalid go-docker\.json: overrides/)
    expect(first).toContain(why)
    expect(others).toEqual([drift, conflict])
  })

  test('the second one of a path', () => {
    const [first, ...others] = told([makefile, { ...makefile, reason: 'no' }])
    expect(first).toContain('overrides[1] is ignored: Makefile has another override')
    expect(others[0]).toContain('accepts: we use ko')
  })
})
