import { describe, expect, test } from 'vitest'
import { type Stop, Stopped, stopLines, stopOf } from '../../../bin/report/stop.ts'
import { plain } from '../../../bin/report/style.ts'
import { DiskError } from '../../../generators/disk/disk-error.ts'
import { IntentError } from '../../../generators/plan/exclude.ts'

const problems = [{ what: 'write go.mod: no space is left', fix: 'Make room.' }]

describe('how a run ends that an error ended', () => {
  test.each<[string, unknown, Stop]>([
    [
      'what was thrown to stop it',
      new Stopped({ kind: 'untrusted', problems }),
      { kind: 'untrusted', problems },
    ],
    ['a disk that refused', new DiskError('failed', problems), { kind: 'failure', problems }],
    [
      'an intent of which no tree can be made',
      new IntentError(problems),
      { kind: 'failure', problems },
    ],
  ])('%s', (_, error, stop) => {
    expect(stopOf(error)).toEqual(stop)
  })

  test.each([
    ['an error that nobody foresaw', new TypeError('boom')],
    ['what is no error', 'boom'],
  ])('%s is a bug, and how to report it is said', (_, error) => {
    expect(stopOf(error)).toEqual({
      kind: 'failure',
      problems: [
        { what: 'unexpected error: boom', fix: expect.stringMatching(/bug .* --verbose/) },
      ],
    })
  })
})

test.each(['usage', 'failure', 'unavailable', 'untrusted'] as const)(
  'what a person is told of %s is each problem, and on the next line what to do',
  (kind) => {
    const stop = { kind, problems: [...problems, { what: 'and more' }] }
    expect(stopLines(stop, plain)).toEqual([
      '✗ write go.mod: no space is left',
      '  Make room.',
      '✗ and more',
    ])
  },
)

test('what a person is told of a cancelled run is a line', () => {
  expect(stopLines({ kind: 'cancelled', signal: 'SIGTERM' }, plain)).toEqual([
    'Cancelled: nothing was written.',
  ])
})
