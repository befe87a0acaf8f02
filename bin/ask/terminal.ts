import type { PromptObject } from 'prompts'
import { type Io, print } from '../io.ts'
import { plain, type Style, styleFor } from '../report/style.ts'
import type { Asker, Item, Reply } from './asker.ts'
import { type Keys, keysOf } from './keys.ts'

/** The person at the terminal, who has it back when the asker is closed. */
export interface TerminalAsker extends Asker {
  close(): void
}

/** Returns the asker for the person at the terminal; questions stand on stderr, so that stdout holds results alone. */
export async function terminalAsker(io: Io): Promise<TerminalAsker> {
  const { stdin, stderr, env, signal } = io
  const style = styleFor(true, env)
  const prompts = await loadPrompts(style !== plain)
  const keys = keysOf(stdin)
  /** The rows that each answered question takes, down to the cursor, as far as nothing else was written since. */
  const answered: number[] = []

  /**
   * Puts one question; going back takes it and the one before it off the screen.
   * @param shown returns the text that an answered question is left with, to count its rows
   */
  async function put(
    question: PromptObject<'answer'>,
    shown: (value: unknown) => string,
    unforeseen = false,
  ): Promise<Reply<unknown>> {
    if (signal.aborted) return { kind: 'cancel' }
    if (unforeseen) keys.forget()
    const { kind, value } = await prompt(prompts, question, keys, io)
    const rows = rowsOf(`? ${question.message} > ${shown(value)}`)
    if (kind === 'value') answered.push(rows)
    if (kind === 'back') stderr.write(`\u001b[${rows + (answered.pop() ?? 0)}A\u001b[J`)
    return kind === 'value' ? { kind, value } : { kind }
  }

  return {
    async text({ message, initial, problem }) {
      const reply = await put(
        {
          type: 'text',
          name: 'answer',
          message,
          ...(initial === undefined ? {} : { initial }),
          validate: (text: string) => problem(text.trim()) ?? true,
        },
        String,
      )
      return reply.kind === 'value' ? { kind: 'value', value: String(reply.value).trim() } : reply
    },
    async choice({ message, items, initial, unforeseen }) {
      const start = items.findIndex(({ value }) => value === initial)
      const width = Math.max(...items.map(({ title }) => title.length))
      const reply = await put(
        {
          type: 'select',
          name: 'answer',
          message,
          hint: 'arrows, then Enter',
          initial: Math.max(0, start),
          choices: items.map((item, value) => ({ title: lineOf(item, width, style), value })),
        },
        (value) => lineOf(items[Number(value)], width, plain),
        unforeseen,
      )
      if (reply.kind !== 'value') return reply
      const item = items[Number(reply.value)]
      return item === undefined ? { kind: 'cancel' } : { kind: 'value', value: item.value }
    },
    async several({ message, items, initial }) {
      const chosenIn = (value: unknown) => items.filter((_, index) => isSelected(value, index))
      const reply = await put(
        {
          type: 'multiselect',
          name: 'answer',
          message,
          hint: 'Space chooses, then Enter',
          instructions: false,
          choices: items.map(({ value, title, hint }, index) => ({
            title,
            value: index,
            selected: initial.includes(value),
            ...(hint === undefined ? {} : { description: hint }),
          })),
        },
        (value) =>
          chosenIn(value)
            .map(({ title }) => title)
            .join(', '),
      )
      if (reply.kind !== 'value') return reply
      return { kind: 'value', value: chosenIn(reply.value).map(({ value }) => value) }
    },
    say(lines) {
      answered.length = 0
      print(stderr, lines)
    },
    close: () => keys.close(),
  }

  function rowsOf(text: string): number {
    return Math.max(1, Math.ceil(text.length / (stderr.columns ?? 80)))
  }
}

/** Returns whether an item is selected in the state of the multiselect of prompts. */
function isSelected(state: unknown, index: number): boolean {
  const item: unknown = Array.isArray(state) ? state[index] : undefined
  return typeof item === 'object' && item !== null && 'selected' in item && item.selected === true
}

/** How a question ended, and what its answer was by then. */
interface Ended {
  readonly kind: Reply<unknown>['kind']
  readonly value: unknown
}

/** Asks by the package `prompts`, which reports Esc and Ctrl-C alike: the last key tells them apart. */
async function prompt(
  prompts: typeof import('prompts'),
  question: PromptObject<'answer'>,
  keys: Keys,
  { stderr, signal }: Io,
): Promise<Ended> {
  let value: unknown
  let cancelled = false
  const onState = (state: { readonly value: unknown }): void => {
    value = state.value
  }
  const onCancel = (): void => {
    cancelled = true
  }
  signal.addEventListener('abort', keys.abort)
  try {
    await prompts({ ...question, onState, stdin: keys.next(), stdout: stderr }, { onCancel })
  } finally {
    signal.removeEventListener('abort', keys.abort)
  }
  if (!cancelled) return { kind: 'value', value }
  return { kind: keys.last() === 'escape' ? 'back' : 'cancel', value }
}

/** Returns the package `prompts`, which decides on its colours once, when it is loaded, and knows no `NO_COLOR`. */
async function loadPrompts(colours: boolean): Promise<typeof import('prompts')> {
  const { NODE_DISABLE_COLORS: before } = process.env
  if (!colours) process.env.NODE_DISABLE_COLORS = '1'
  try {
    return (await import('prompts')).default
  } finally {
    if (before === undefined) delete process.env.NODE_DISABLE_COLORS
  }
}

/** Returns a choice's line: its title, and its hint beside it where the hints of all stand. */
function lineOf(item: Item<unknown> | undefined, width: number, style: Style): string {
  if (item === undefined) return ''
  const { title, hint } = item
  if (hint === undefined) return title
  // A reset: else the underline of the chosen title would run on.
  const reset = style === plain ? '' : '\u001b[0m'
  return `${title}${reset}${' '.repeat(width - title.length)}  ${style.dim(hint)}${reset}`
}
