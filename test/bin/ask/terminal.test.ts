import { PassThrough } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { ClosingAsker, Reply } from '../../../bin/ask/asker.ts'
import { terminalAsker } from '../../../bin/ask/terminal.ts'
import type { Io } from '../../../bin/io.ts'

/** Returns a terminal that records its changes to and from raw mode, and its asker. */
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
    interruptibly: (work) => work(),
  }
  const asker = await terminalAsker(io)
  onTestFinished(() => asker.close())
  return { raw, stdin, stop, asker }
}

function text(asker: ClosingAsker, initial = 'none'): Promise<Reply<string>> {
  const problem = (value: string) => (value === 'bad' ? 'it is bad' : undefined)
  return asker.text({ message: 'Which', initial, problem })
}

function choice(asker: ClosingAsker, unforeseen = false): Promise<Reply<string>> {
  const items = ['a', 'b', 'c'].map((value) => ({ value, title: value }))
  return asker.choice({ message: 'Which', items, unforeseen })
}

function several(asker: ClosingAsker): Promise<Reply<readonly string[]>> {
  const items = ['a', 'b', 'c'].map((value) => ({ value, title: value, hint: `the ${value}` }))
  return asker.several({ message: 'Which', items, initial: ['b'] })
}

function verdict(asker: ClosingAsker): Promise<Reply<string>> {
  const items = ['yes', 'back', 'no'].map((title) => ({
    value: title,
    title,
    letter: title[0] ?? '',
  }))
  return asker.choice({ message: 'Write this?', items })
}

const value = (value: string) => ({ kind: 'value', value })

test('keys that arrive in one burst answer several questions, however late these are asked', async () => {
  const { stdin, asker } = await terminal()
  stdin.write('svc\rbad\r\u007f\u007f\u007fgood\r\r\u001b[Bj\r')
  expect(await text(asker)).toEqual(value('svc'))
  await setTimeout(20)
  expect(await text(asker)).toEqual(value('good'))
  expect(await text(asker)).toEqual(value('none'))
  expect(await choice(asker)).toEqual(value('c'))
})

const keys = {
  left: '\u001b[D',
  home: '\u001b[H',
  end: '\u001b[F',
  delete: '\u001b[3~',
  insert: '\u001b[2~',
  f1: '\u001bOP',
  f5: '\u001b[15~',
  shiftF3: '\u001b[1;2R',
  pageUp: '\u001b[5~',
  pageDown: '\u001b[6~',
  altB: '\u001bb',
  ctrlA: '\u0001',
  ctrlD: '\u0004',
  ctrlE: '\u0005',
  ctrlK: '\u000b',
  ctrlU: '\u0015',
  ctrlW: '\u0017',
  ctrlZ: '\u001a',
  tab: '\t',
}

test.each([
  ['Ctrl-U deletes to the start', `bad${keys.ctrlU}good\r`, 'good'],
  ['Ctrl-U deletes only up to the cursor', `bad/x${keys.left}${keys.ctrlU}\r`, 'x'],
  ['Ctrl-W deletes a word', `a b${keys.ctrlW}c\r`, 'a c'],
  ['Ctrl-K deletes to the end', `ab${keys.left}${keys.ctrlK}c\r`, 'ac'],
  ['Ctrl-A goes to the start, Ctrl-E to the end', `b${keys.ctrlA}a${keys.ctrlE}c\r`, 'abc'],
  ['so do Home and End', `b${keys.home}a${keys.end}c\r`, 'abc'],
  ['Alt-B goes back by a word', `b c${keys.altB}x\r`, 'b xc'],
  ['Delete and Ctrl-D delete forwards', `xyz${keys.home}${keys.delete}${keys.ctrlD}\r`, 'z'],
  ['Backspace takes a whole emoji', 'a\u{1f600}\u007fb\r', 'ab'],
  ['keys without text insert nothing', `${Object.values(keys).slice(4, 9).join('')}\r`, 'none'],
  ['nor do they beside a text', `a${keys.f1}${keys.insert}${keys.ctrlZ}\u0000\u001cb\r`, 'ab'],
  ['Tab accepts the suggestion for editing', `${keys.tab}x\r`, 'nonex'],
  ['Tab types nothing next to a text', `a${keys.tab}\r`, 'a'],
  ['a text that was edited away gives the default', `a${keys.ctrlU}\r`, 'none'],
])('a line is edited as in a shell: %s', async (_, typed, expected) => {
  const { stdin, asker } = await terminal()
  stdin.write(typed)
  expect(await text(asker)).toEqual(value(expected))
})

test('a rejected text can be edited further', async () => {
  const { stdin, asker } = await terminal()
  stdin.write(`bad\r${keys.home}not \r`)
  expect(await text(asker)).toEqual(value('not bad'))
})

test("line breaks in pasted text don't answer anything", async () => {
  const { stdin, asker } = await terminal()
  stdin.write('\u001b[200~one\rtwo\n\u001b[201~')
  stdin.write('!\r')
  expect(await text(asker)).toEqual(value('one two !'))
  stdin.write('\u001b[200~2\rb \r\u001b[201~\r')
  expect(await choice(asker)).toEqual(value('a'))
})

test.each([
  ['a number chooses an item', '3\r', 'c'],
  ['a number beyond the items does nothing', '9\r', 'a'],
  ['End goes to the last', `${keys.end}\r`, 'c'],
  ['Page Down too', `${keys.pageDown}\r`, 'c'],
  ['Home goes to the first', `jj${keys.home}\r`, 'a'],
  ['Page Up too', `jj${keys.pageUp}\r`, 'a'],
  ["Space doesn't answer", ' j \r', 'b'],
  ['letters are ignored', 'nxyz\r', 'a'],
  ['keys without text are ignored', `j${keys.f1}${keys.insert}${keys.f5}${keys.ctrlU}\r`, 'b'],
])('in a list %s', async (_, typed, expected) => {
  const { stdin, asker } = await terminal()
  stdin.write(typed)
  expect(await choice(asker)).toEqual(value(expected))
})

test.each([
  ['y', 'yes'],
  ['Y', 'yes'],
  ['n', 'no'],
  ['b', 'back'],
  ['\r', 'yes'],
])('%j answers a question with letters at once', async (key, expected) => {
  const { stdin, asker } = await terminal()
  const reply = verdict(asker)
  stdin.write(key)
  expect(await reply).toEqual(value(expected))
})

test('n, then Enter, means no', async () => {
  const { stdin, asker } = await terminal()
  stdin.write('n\r')
  expect(await verdict(asker)).toEqual(value('no'))
})

test.each([
  ['a number moves, and Space chooses', '3 \r', ['b', 'c']],
  ['Home and End move', ` ${keys.end} ${keys.home} \r`, ['b', 'c']],
])('any number of items: %s', async (_, typed, chosen) => {
  const { stdin, asker } = await terminal()
  stdin.write(typed)
  expect(await several(asker)).toEqual({ kind: 'value', value: chosen })
})

test.each([
  ['only Enter accepts the default', '\r', ['b']],
  ['Space selects and deselects', ' \u001b[B \u001b[B \r', ['a', 'c']],
  ['nothing can be selected', '\u001b[B \r', []],
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

test('keys that arrive between two questions wait for the next one, and are not echoed', async () => {
  const { raw, stdin, asker } = await terminal()
  stdin.write('one\r')
  expect(await text(asker)).toEqual(value('one'))
  stdin.write('two\r')
  await setTimeout(20)
  expect(raw).toEqual([true])
  expect(await text(asker)).toEqual(value('two'))
})

test('Esc goes back, and the keys after it answer the previous question', async () => {
  const { stdin, asker } = await terminal()
  const reply = text(asker)
  stdin.write('x\u001b')
  expect(await reply).toEqual({ kind: 'back' })
  stdin.write('y\r')
  expect(await text(asker)).toEqual(value('y'))
})

test('Ctrl-C between two questions cancels the next one, whatever was typed before it', async () => {
  const { stdin, asker } = await terminal()
  stdin.write('one\r')
  await text(asker)
  stdin.write('two\r\u0003')
  await setTimeout(20)
  expect(await text(asker)).toEqual({ kind: 'cancel' })
})

test('an unforeseen question ignores keys typed earlier, except for Ctrl-C', async () => {
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
])('%s cancels the open question', async (_, end) => {
  const all = await terminal()
  const reply = text(all.asker)
  end(all)
  expect(await reply).toEqual({ kind: 'cancel' })
})

test('the terminal is restored, without any listeners', async () => {
  const { raw, stdin, asker } = await terminal()
  stdin.write('one\r')
  await text(asker)
  asker.close()
  expect(raw).toEqual([true, false])
  expect(stdin.listenerCount('keypress')).toBe(0)
  expect(stdin.isPaused()).toBe(true)
})
