import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../../../bin/ask/asker.ts'
import { lineAsker } from '../../../bin/ask/lines.ts'

/** Returns an asker that reads these lines as answers, and its output. */
function asking(lines: string) {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()]
  const stop = new AbortController()
  const io = { stdin, stderr, signal: stop.signal }
  const asker = lineAsker({
    ...io,
    argv: [],
    env: {},
    interruptibly: (work) => work(),
    cwd: '/w',
    platform: 'linux',
    stdout: new PassThrough(),
  })
  onTestFinished(() => asker.close())
  stdin.write(lines)
  return { asker, stdin, stop, written: () => String(stderr.read()) }
}

const value = <T>(value: T): Reply<T> => ({ kind: 'value', value })
const items = ['one', 'two', 'three'].map((title) => ({
  value: title,
  title,
  hint: `the ${title}`,
  letter: title[1] ?? '',
}))

function text({ asker }: ReturnType<typeof asking>): Promise<Reply<string>> {
  const problem = (text: string) => (text === 'bad' ? 'it is bad' : undefined)
  return asker.text({ message: 'Which', initial: 'none', problem })
}

test.each([
  ['a line', 'some\n', 'some'],
  ['white space around it is dropped', '  some \n', 'some'],
  ['Enter takes the default', '\n', 'none'],
  ['after a bad one another', 'bad\ngood\n', 'good'],
])('a text: %s', async (_, lines, expected) => {
  expect(await text(asking(lines))).toEqual(value(expected))
})

test('a text is asked for on one line, with its default; an invalid one is rejected with the reason', async () => {
  const all = asking('bad\ngood\n')
  await text(all)
  expect(all.written()).toMatch(/\nWhich \[none\]: it is bad\.\nWhich \[none\]: $/)
})

test.each([
  ['a number', '2\n', 'two'],
  ['a title', 'Three\n', 'three'],
  ['a letter', 'h\n', 'three'],
  ['Enter accepts the default', '\n', 'two'],
  ['after a wrong number another', '4\n0\nx\n1\n', 'one'],
])('a choice: %s', async (_, lines, expected) => {
  const { asker } = asking(lines)
  expect(await asker.choice({ message: 'Which', items, initial: 'two' })).toEqual(value(expected))
})

test('a choice is a numbered list, without moving the cursor', async () => {
  const { asker, written } = asking('\n')
  await asker.choice({ message: 'Which', items, initial: 'two' })
  const list = 'Which\n  1. one: the one\n  2. two: the two\n  3. three: the three\nNumber [2]: '
  const all = written()
  expect(all.endsWith(list)).toBe(true)
  expect(all).not.toContain('\u001b')
})

test('an unforeseen choice has no default', async () => {
  const { asker } = asking('\n\n3\n')
  const reply = await asker.choice({ message: 'Which', items, unforeseen: true })
  expect(reply).toEqual(value('three'))
})

test.each([
  ['Enter accepts the default', '\n', ['two']],
  ['numbers', '3, 1\n', ['one', 'three']],
  ['none', 'none\n', []],
  ['after a wrong one others', '1,9\n1,2\n', ['one', 'two']],
])('any number of items: %s', async (_, lines, expected) => {
  const { asker } = asking(lines)
  const reply = await asker.several({ message: 'Which', items, initial: ['two'] })
  expect(reply).toEqual(value(expected))
})

test('< goes back, and the lines after it answer the previous question', async () => {
  const all = asking('<\nother\n')
  expect(await text(all)).toEqual({ kind: 'back' })
  expect(await text(all)).toEqual(value('other'))
})

test.each<[string, (all: ReturnType<typeof asking>) => void]>([
  ['the end of the input', ({ stdin }) => stdin.end()],
  ['a signal', ({ stop }) => stop.abort()],
])('%s cancels the open question, and every later one', async (_, end) => {
  const all = asking('')
  const reply = text(all)
  end(all)
  expect(await reply).toEqual({ kind: 'cancel' })
  expect(await text(all)).toEqual({ kind: 'cancel' })
})
