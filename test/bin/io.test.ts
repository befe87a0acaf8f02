import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Io, patiently } from '../../bin/io.ts'

const takenBack = '\r\u001b[K'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A run's surroundings, whose stderr notes what is written to it. */
function recording({ isTTY = true, env = {} } = {}) {
  const written: string[] = []
  const stderr = Object.assign(new PassThrough(), {
    isTTY,
    write: (text: string) => written.push(text) > 0,
  })
  const stdin = Readable.from([])
  const { signal } = new AbortController()
  const rest = { argv: [], cwd: '/w', platform: 'linux', stdout: new PassThrough() } as const
  const io: Io = { ...rest, env, stdin, stderr, signal }
  return { io, written }
}

/** Returns work that takes so many milliseconds. */
function taking(milliseconds: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, 'done'))
}

describe('what is waited for patiently', () => {
  test.each([
    ['a blink: nothing is said', 200, [takenBack]],
    ['long: that is said, and taken back', 5_000, ['Working', takenBack]],
  ])('takes %s', async (_, milliseconds, expected) => {
    const { io, written } = recording()
    const waiting = patiently(io, 'Working', taking(milliseconds))
    await vi.runAllTimersAsync()
    expect(await waiting).toBe('done')
    expect(written).toEqual(expected)
  })

  test('is said while it runs, not after', async () => {
    const { io, written } = recording()
    const waiting = patiently(io, 'Working', taking(5_000))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(written).toEqual(['Working'])
    await vi.runAllTimersAsync()
    await waiting
  })

  test('fails: what was said is taken back', async () => {
    const { io, written } = recording()
    const work = taking(5_000).then(() => Promise.reject(new Error('no')))
    const failing = expect(patiently(io, 'Working', work)).rejects.toThrow('no')
    await vi.runAllTimersAsync()
    await failing
    expect(written).toEqual(['Working', takenBack])
  })

  test.each([
    ['no terminal', { isTTY: false }],
    ['a terminal that knows no way back', { env: { TERM: 'dumb' } }],
  ])('is never spoken of at %s', async (_, where) => {
    const { io, written } = recording(where)
    const waiting = patiently(io, 'Working', taking(5_000))
    await vi.runAllTimersAsync()
    expect(await waiting).toBe('done')
    expect(written).toEqual([])
  })
})
