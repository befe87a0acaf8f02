import { expect, test } from 'vitest'
import { plain } from '../../../bin/report/style.ts'
import { summaryLines } from '../../../bin/report/summary.ts'
import { options } from '../../../generators/questions/options.ts'
import { request } from './endings.ts'

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
