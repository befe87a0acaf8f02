import { expect, test } from 'vitest'
import { plain } from '../../../bin/report/style.ts'
import { summaryLines } from '../../../bin/report/summary.ts'
import { options } from '../../../generators/questions/options.ts'
import { request } from './endings.ts'

test('a locked answer names the layer that locks it, since nobody was asked', () => {
  const locked = { ...options, baseImage: { ...options.baseImage, lockedBy: 'company' } }
  expect(summaryLines(request, plain, locked)).toContain(
    'Base image      distroless, locked by company',
  )
})

test('a request has one answer per line', () => {
  expect(summaryLines(request, plain, options)).toEqual([
    'Directory       my-svc',
    'Name            my-svc',
    'Module path     github.com/acme/my-svc',
    'HTTP framework  net/http',
    'Database        postgres',
    'Base image      distroless',
  ])
})
