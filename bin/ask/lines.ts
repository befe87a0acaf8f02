import { createInterface } from 'node:readline'
import { type Io, print } from '../io.ts'
import type { ClosingAsker, Item, Reply } from './asker.ts'

const help = [
  'Enter accepts the default, which is in brackets. < goes back. Ctrl-C cancels, as does < at the',
  'first question. Nothing is written until you confirm.',
]

/**
 * Returns an asker that works line by line. It never redraws, and the terminal itself edits the
 * line.
 */
export function lineAsker({ stdin, stderr, signal }: Io): ClosingAsker {
  const input = createInterface({ input: stdin, terminal: false })
  const ahead: string[] = []
  let waiting: ((line: string | undefined) => void) | undefined
  let ended = false
  const end = (): void => {
    ended = true
    waiting?.(undefined)
  }
  input.on('line', (line) => {
    if (waiting === undefined) ahead.push(line)
    else waiting(line)
  })
  input.on('close', end)
  signal.addEventListener('abort', end)
  print(stderr, help)

  /** Returns the next line; undefined at the end of the input. */
  async function nextLine(): Promise<string | undefined> {
    const line = ahead.shift()
    if (line !== undefined) return line
    if (ended || signal.aborted) return undefined
    return new Promise((resolve) => {
      waiting = (line) => {
        waiting = undefined
        resolve(line)
      }
    })
  }

  /** Asks until a line is valid; `read` returns its value, or a text that says what is wrong. */
  async function until<T>(
    prompt: string,
    read: (line: string) => { readonly value: T } | string,
  ): Promise<Reply<T>> {
    for (;;) {
      stderr.write(prompt)
      const line = (await nextLine())?.trim()
      if (line === undefined) {
        stderr.write('\n')
        return { kind: 'cancel' }
      }
      if (line === '<') return { kind: 'back' }
      const reading = read(line)
      if (typeof reading !== 'string') return { kind: 'value', value: reading.value }
      print(stderr, [`${reading}.`])
    }
  }

  return {
    text({ message, initial, problem }) {
      const start = initial === undefined ? '' : ` [${initial}]`
      return until(`${message}${start}: `, (line) => {
        const value = line === '' ? (initial ?? '') : line
        return problem(value) ?? { value }
      })
    },
    choice({ message, items, initial, unforeseen = false }) {
      print(stderr, listOf(message, items))
      const start = Math.max(
        0,
        items.findIndex(({ value }) => value === initial),
      )
      // An unforeseen question has no default, so that a stray Enter doesn't answer it.
      return until(unforeseen ? 'Number: ' : `Number [${start + 1}]: `, (line) => {
        const item = line === '' && !unforeseen ? items[start] : itemOf(line, items)
        return item === undefined ? wrongNumber(items) : { value: item.value }
      })
    },
    several({ message, items, initial }) {
      print(stderr, listOf(message, items))
      const numbers = items.flatMap(({ value }, index) =>
        initial.includes(value) ? [index + 1] : [],
      )
      const prompt = `Numbers, separated by commas, or none [${numbers.join(',') || 'none'}]: `
      return until(prompt, (line) => {
        if (line === '') return { value: initial }
        if (line === 'none') return { value: [] }
        const chosen = line.split(',').map((word) => itemOf(word.trim(), items))
        if (chosen.includes(undefined)) return wrongNumber(items)
        return { value: items.filter((item) => chosen.includes(item)).map(({ value }) => value) }
      })
    },
    say: (lines) => print(stderr, lines),
    screenful: (lines) => lines.length,
    close() {
      signal.removeEventListener('abort', end)
      input.close()
    },
  }
}

function listOf(message: string, items: readonly Item<unknown>[]): readonly string[] {
  return [
    message,
    ...items.map(({ title, hint }, index) =>
      hint === undefined ? `  ${index + 1}. ${title}` : `  ${index + 1}. ${title}: ${hint}`,
    ),
  ]
}

/** Returns the item for a number, a title or a letter. */
function itemOf<T>(word: string, items: readonly Item<T>[]): Item<T> | undefined {
  const said = word.toLowerCase()
  return items.find(
    ({ title, letter }, index) => said === `${index + 1}` || said === title || said === letter,
  )
}

function wrongNumber(items: readonly unknown[]): string {
  return `Type a number from 1 to ${items.length}`
}
