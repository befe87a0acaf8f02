import { expect, test } from 'vitest'
import { audit } from '../../../generators/audit/audit.ts'
import { exampleMain } from '../../../generators/audit/example-main.ts'
import type { Facts } from '../../../generators/dockerize/facts.ts'
import { factsWith } from '../../support/facts.ts'
import { inScratch, put } from '../disk/disk.ts'

const files = {
  'go.mod': 'module example.com/a\n',
  'cmd/api/main.go': '',
  Dockerfile: 'FROM golang:1.27\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n',
}

const unknown = (about: Facts['unknown'][number]['about']) => [
  { about, what: 'Only part of it was read.', source: 'go.mod:1' },
]

test.each([
  ['what was not read in time says nothing', unknown('time'), false, ['go.mod']],
  ['what was read does', unknown('port'), true, []],
] as const)('%s', (_, unknown, isFound, unfinished) =>
  inScratch(async (directory) => {
    put(directory, files)
    const audited = await audit(directory, {
      asOf: '2026-11-28',
      factsOf: async () => factsWith({ mains: [exampleMain({ path: 'cmd/api' })], unknown }),
    })
    expect(audited.findings.some(({ rule }) => rule === 'audit/G73')).toBe(isFound)
    expect(audited.unfinished).toEqual(unfinished)
  }),
)
