import { describe, expect, test } from 'vitest'
import { type Stop, Stopped, stopLines, stopOf } from '../../../bin/report/stop.ts'
import { plain } from '../../../bin/report/style.ts'
import { DiskError } from '../../../generators/disk/disk-error.ts'
import { ProblemsError } from '../../../generators/problem.ts'

const problems = [{ what: 'write go.mod: no space is left', fix: 'Make room.' }]

describe('how a run ends after an error', () => {
  test.each<[string, unknown, Stop]>([
    [
      'the reason for stopping it',
      new Stopped({ kind: 'untrusted', problems }),
      { kind: 'untrusted', problems },
    ],
    ['a disk that refused', new DiskError('failed', problems), { kind: 'failure', problems }],
    [
      'an intent of which no tree can be made',
      new ProblemsError(problems),
      { kind: 'failure', problems },
    ],
  ])('%s', (_, error, stop) => {
    expect(stopOf(error)).toEqual(stop)
  })

  test.each([
    ['an error that nobody foresaw', new TypeError('boom')],
    ['something other than an error', 'boom'],
  ])('%s is a bug, with how to report it', (_, error) => {
    expect(stopOf(error)).toEqual({
      kind: 'failure',
      problems: [
        { what: 'unexpected error: boom', fix: expect.stringMatching(/bug .* --verbose/) },
      ],
    })
  })
})

test.each(['usage', 'failure', 'unavailable', 'untrusted'] as const)(
  'the text for %s is each problem, with what to do on the next line',
  (kind) => {
    const stop = { kind, problems: [...problems, { what: 'and more' }] }
    expect(stopLines(stop, plain)).toEqual([
      '✗ write go.mod: no space is left',
      '  Make room.',
      '✗ and more',
    ])
  },
)

test('the text for a cancelled run is one line', () => {
  expect(stopLines({ kind: 'cancelled', signal: 'SIGTERM' }, plain)).toEqual([
    'Cancelled: nothing was written.',
  ])
})
