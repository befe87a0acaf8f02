import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { asksByLine, type Io, patiently, whyNotAsk } from '../../bin/io.ts'

const takenBack = '\r\u001b[K'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** Returns the surroundings of a run, with a stderr that records its output. */
function recording({ isTTY = true, env = {} } = {}) {
  const written: string[] = []
  const stderr = Object.assign(new PassThrough(), {
    isTTY,
    write: (text: string) => written.push(text) > 0,
  })
  const stdin = Readable.from([])
  const { signal } = new AbortController()
  const rest = { argv: [], cwd: '/w', platform: 'linux', stdout: new PassThrough() } as const
  const io: Io = { ...rest, env, stdin, stderr, signal, interruptibly: (work) => work() }
  return { io, written }
}

/** Returns work that takes this many milliseconds. */
function taking(milliseconds: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, 'done'))
}

describe('slow work', () => {
  test.each([
    ['a moment: no message', 200, [takenBack]],
    ['long: a message, which is removed', 5_000, ['Working', takenBack]],
  ])('takes %s', async (_, milliseconds, expected) => {
    const { io, written } = recording()
    const waiting = patiently(io, 'Working', taking(milliseconds))
    await vi.runAllTimersAsync()
    expect(await waiting).toBe('done')
    expect(written).toEqual(expected)
  })

  test('has a message only while it runs', async () => {
    const { io, written } = recording()
    const waiting = patiently(io, 'Working', taking(5_000))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(written).toEqual(['Working'])
    await vi.runAllTimersAsync()
    await waiting
  })

  test('removes the message if it fails', async () => {
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
  ])('never has a message at %s', async (_, where) => {
    const { io, written } = recording(where)
    const waiting = patiently(io, 'Working', taking(5_000))
    await vi.runAllTimersAsync()
    expect(await waiting).toBe('done')
    expect(written).toEqual([])
  })
})

describe('whether and how questions are asked', () => {
  const at = (env: Record<string, string>, [stdin, stderr] = [true, true]): Io => {
    const { io } = recording({ isTTY: stderr, env })
    return { ...io, stdin: Object.assign(Readable.from([]), { isTTY: stdin }) }
  }

  test.each<[string, Record<string, string>, boolean]>([
    ['nothing is set', {}, true],
    ['CI is true', { CI: 'true' }, false],
    ['CI is 1', { CI: '1' }, false],
    ['CI names a system', { CI: 'woodpecker' }, false],
    ['CI is empty', { CI: '' }, true],
    ['CI is 0', { CI: '0' }, true],
    ['CI is false', { CI: 'false' }, true],
    ['CI is False', { CI: 'False' }, true],
    ['the terminal is dumb', { TERM: 'dumb' }, true],
  ])('at a terminal, %s', (_, env, expected) => {
    expect(whyNotAsk(at(env))).toBe(expected ? undefined : 'CI is set')
  })

  test.each([
    [true, false, 'stderr is not a terminal'],
    [false, true, 'stdin is not a terminal'],
  ])('never with half a terminal', (stdin, stderr, why) => {
    expect(whyNotAsk(at({}, [stdin, stderr]))).toBe(why)
  })

  test.each<[string, Record<string, string>, boolean]>([
    ['nothing is set', { TERM: 'xterm' }, false],
    ['the terminal is dumb', { TERM: 'dumb' }, true],
    ['ACCESSIBLE is 1', { ACCESSIBLE: '1' }, true],
    ['ACCESSIBLE is 0', { ACCESSIBLE: '0' }, false],
  ])('line by line or not: %s', (_, env, expected) => {
    expect(asksByLine(at(env))).toBe(expected)
  })
})
