import { PassThrough } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../../../bin/ask/asker.ts'
import { type TerminalAsker, terminalAsker } from '../../../bin/ask/terminal.ts'
import type { Io } from '../../../bin/io.ts'

/** A terminal that notes whether it is raw, and who asks at it. */
async function terminal() {
  const raw: boolean[] = []
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => raw.push(on),
  })
  const stop = new AbortController()
  const io: Io = {
    argv: [],
    env: { NO_COLOR: '1' },
    cwd: '/w',
    platform: 'linux',
    stdin,
    stdout: new PassThrough(),
    stderr: new PassThrough().resume(),
    signal: stop.signal,
  }
  const asker = await terminalAsker(io)
  onTestFinished(() => asker.close())
  return { raw, stdin, stop, asker }
}

function text(asker: TerminalAsker, initial = 'none'): Promise<Reply<string>> {
  const problem = (value: string) => (value === 'bad' ? 'it is bad' : undefined)
  return asker.text({ message: 'Which', initial, problem })
}

function choice(asker: TerminalAsker, unforeseen = false): Promise<Reply<string>> {
  const items = ['a', 'b', 'c'].map((value) => ({ value, title: value }))
  return asker.choice({ message: 'Which', items, unforeseen })
}

function several(asker: TerminalAsker): Promise<Reply<readonly string[]>> {
  const items = ['a', 'b', 'c'].map((value) => ({ value, title: value, hint: `the ${value}` }))
  return asker.several({ message: 'Which', items, initial: ['b'] })
}

const value = (value: string) => ({ kind: 'value', value })

test('keys that come in one burst reach one question after another, however late it is asked', async () => {
  const { stdin, asker } = await terminal()
  stdin.write('svc\rbad\r\u007f\u007f\u007fgood\r\r\u001b[Bj\r')
  expect(await text(asker)).toEqual(value('svc'))
  await setTimeout(20)
  expect(await text(asker)).toEqual(value('good'))
  expect(await text(asker)).toEqual(value('none'))
  expect(await choice(asker)).toEqual(value('c'))
})

test.each([
  ['nothing but Enter takes what is shown', '\r', ['b']],
  ['Space chooses and takes back', ' \u001b[B \u001b[B \r', ['a', 'c']],
  ['nothing may be left', '\u001b[B \r', []],
])('any number of items are chosen: %s', async (_, keys, chosen) => {
  const { stdin, asker } = await terminal()
  stdin.write(keys)
  expect(await several(asker)).toEqual({ kind: 'value', value: chosen })
})

test('Esc goes back from a question for several, and Ctrl-C cancels it', async () => {
  const { stdin, asker } = await terminal()
  const reply = several(asker)
  stdin.write(' \u001b')
  expect(await reply).toEqual({ kind: 'back' })
  stdin.write('\u0003')
  expect(await several(asker)).toEqual({ kind: 'cancel' })
})

test('keys that come between two questions wait for the next, and are not shown', async () => {
  const { raw, stdin, asker } = await terminal()
  stdin.write('one\r')
  expect(await text(asker)).toEqual(value('one'))
  stdin.write('two\r')
  await setTimeout(20)
  expect(raw).toEqual([true])
  expect(await text(asker)).toEqual(value('two'))
})

test('Esc goes back, and the keys after it are for the question before', async () => {
  const { stdin, asker } = await terminal()
  const reply = text(asker)
  stdin.write('x\u001b')
  expect(await reply).toEqual({ kind: 'back' })
  stdin.write('y\r')
  expect(await text(asker)).toEqual(value('y'))
})

test('Ctrl-C between two questions cancels the next, whatever was typed before it', async () => {
  const { stdin, asker } = await terminal()
  stdin.write('one\r')
  await text(asker)
  stdin.write('two\r\u0003')
  await setTimeout(20)
  expect(await text(asker)).toEqual({ kind: 'cancel' })
})

test('a question that nobody could foresee takes no answer from before, but Ctrl-C', async () => {
  const { stdin, asker } = await terminal()
  stdin.write('one\rj\r')
  await text(asker)
  const reply = choice(asker, true)
  stdin.write('jj\r')
  expect(await reply).toEqual(value('c'))
  stdin.write('\u0003')
  await setTimeout(20)
  expect(await choice(asker, true)).toEqual({ kind: 'cancel' })
})

test.each([
  ['a signal', ({ stop }: Awaited<ReturnType<typeof terminal>>) => stop.abort()],
  ['a terminal that goes away', ({ stdin }: Awaited<ReturnType<typeof terminal>>) => stdin.end()],
])('%s cancels the question that is open', async (_, end) => {
  const all = await terminal()
  const reply = text(all.asker)
  end(all)
  expect(await reply).toEqual({ kind: 'cancel' })
})

test('the terminal is given back as it was, and nobody listens to it any more', async () => {
  const { raw, stdin, asker } = await terminal()
  stdin.write('one\r')
  await text(asker)
  asker.close()
  expect(raw).toEqual([true, false])
  expect(stdin.listenerCount('keypress')).toBe(0)
  expect(stdin.isPaused()).toBe(true)
})
