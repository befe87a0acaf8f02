import { expect, test } from 'vitest'
import {
  type ExitCode,
  exitCodeOf,
  exitCodes,
  type Kind,
  type Signal,
} from '../../../bin/report/exit-code.ts'

const codes: Readonly<Record<Kind, ExitCode>> = {
  done: 0,
  'dry-run': 0,
  conflict: 1,
  findings: 1,
  failure: 1,
  usage: 2,
  unavailable: 3,
  untrusted: 4,
  cancelled: 130,
}

test('every kind has one exit code', () => {
  const kinds = new Set(exitCodes.flatMap(({ kinds }) => kinds))
  const actual = Object.fromEntries([...kinds].map((kind) => [kind, exitCodeOf(kind)]))
  expect(actual).toEqual(codes)
})

test.each<[Signal, ExitCode]>([
  ['SIGHUP', 129],
  ['SIGTERM', 143],
])('%s has its own code, as in a shell', (signal, code) => {
  expect(exitCodeOf('cancelled', signal)).toBe(code)
})

test('only a cancelled run has a signal', () => {
  expect(() => exitCodeOf('done', 'SIGTERM')).toThrow('no exit code for done by SIGTERM')
})
