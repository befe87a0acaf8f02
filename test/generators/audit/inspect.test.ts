import { expect, test } from 'vitest'
import { auditedOf } from '../../../generators/audit/audited.ts'
import { exampleMain } from '../../../generators/audit/example-main.ts'
import { inspect } from '../../../generators/audit/inspect.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'
import type { Main } from '../../../generators/dockerize/facts.ts'
import { factsWith } from '../../support/facts.ts'

const texts = {
  'go.mod': 'module example.com/a\n',
  'public/a.css': '',
  'templates/index.html': '',
  Dockerfile:
    'FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n',
}
const read = { access: 'read', source: 'main.go:3' } as const
const optional = { ...read, path: 'public', at: 'public', required: false } as const
const required = { ...read, path: 'templates', at: 'templates', required: true } as const

/** Returns what G52 finds of the files that a program reads: `line severity`, and the folder. */
function missing(files: Main['files']): readonly string[] {
  const facts = new Map([['.', factsWith({ mains: [exampleMain({ files })] })]])
  return inspect(auditedOf(repositoryOf(texts), { asOf: '2026-11-28', facts }))
    .findings.filter(({ rule }) => rule === 'audit/G52')
    .map(({ line, severity, message }) => `${line} ${severity} ${message.split(' ')[3]}`)
}

test('a rule tells of everything that it finds in a line', () => {
  expect(missing([optional, required])).toEqual(['8 info public', '8 error templates'])
})

test('what a rule says twice of a line is told once, as serious as it gets', () => {
  const files = [{ ...required, required: false }, required, { ...required, required: false }]
  expect(missing(files)).toEqual(['8 error templates'])
})
