import { type Io, print } from '../io.ts'
import { plain, type Style, styleFor } from '../report/style.ts'
import type { ClosingAsker, Item, Reply } from './asker.ts'
import { keysOf } from './keys.ts'
import {
  type Ended,
  loadPrompts,
  makeRoom,
  promptChoice,
  promptSeveral,
  promptText,
} from './prompt.ts'
import { cut, linesThatFit, rowsIn } from './rows.ts'

/** The keys for a text, if there is no question to go back to, and if there is. */
const firstHelp = 'Enter: confirm • Esc or Ctrl-C: cancel. Nothing is written yet.'
const help = 'Enter: confirm • Esc: back • Ctrl-C: cancel'

/** The rows besides the items of a list, and besides the lines of a page: those of the question. */
const aroundList = 3
const aroundPage = 8

/** Returns an asker for a terminal. Questions go to stderr, so that stdout has only results. */
export async function terminalAsker(io: Io): Promise<ClosingAsker> {
  const { stdin, stderr, env, signal } = io
  const style = styleFor(true, env)
  const prompts = await loadPrompts(style !== plain)
  const keys = keysOf(stdin)
  const prompting = { prompts, keys, io }
  /**
   * The rows of each answered question, down to the cursor, as long as nothing else was written.
   */
  const answered: number[] = []
  /** How many questions Esc can go back by. */
  let depth = 0
  // A text that is pasted is told from keys: its line ends answer nothing.
  stderr.write('\u001b[?2004h')

  /**
   * Asks one question; going back removes it and the one before it from the screen.
   * @param shown returns the text that remains after an answered question, to count its rows
   */
  async function put(
    message: string,
    ask: () => Promise<Ended>,
    shown: (value: unknown) => string,
    unforeseen = false,
  ): Promise<Reply<unknown>> {
    if (signal.aborted) return { kind: 'cancel' }
    if (unforeseen) keys.forget()
    const { kind, value } = await ask()
    // Erase whatever is below the question.
    stderr.write('\u001b[J')
    const rows = rowsIn(`? ${message} > ${shown(value)}`, columns())
    if (kind === 'value') {
      answered.push(rows)
      depth += 1
    }
    if (kind === 'back') {
      depth -= 1
      stderr.write(`\u001b[${rows + (answered.pop() ?? 0)}A\u001b[J`)
    }
    return kind === 'value' ? { kind, value } : { kind }
  }

  return {
    async text({ message, initial, problem }) {
      const validate = (text: string): true | string => {
        const found = problem(text.trim())
        makeRoom(stderr, found === undefined ? 0 : rowsIn(`> ${found}`, columns()))
        return found ?? true
      }
      const ask = (): Promise<Ended> => {
        const start = initial === undefined ? {} : { initial }
        const question = { type: 'text', name: 'answer', message, validate, ...start } as const
        return promptText(question, style.dim(depth === 0 ? firstHelp : help), prompting)
      }
      const reply = await put(message, ask, String)
      return reply.kind === 'value' ? { kind: 'value', value: String(reply.value).trim() } : reply
    },
    async choice({ message, items, initial, unforeseen }) {
      const start = items.findIndex(({ value }) => value === initial)
      const letters = new Map(
        items.flatMap(({ letter }, index) => (letter === undefined ? [] : [[letter, index]])),
      )
      const answeredBy = (index: number): string => items[index]?.title ?? ''
      const question = {
        ...listOf(message, items, choiceHint(items)),
        type: 'select',
        initial: Math.max(0, start),
        choices: linesOf(items).map((title, value) => ({ title, value })),
      } as const
      const list = { count: items.length, letters, answered: answeredBy }
      const reply = await put(
        message,
        () => promptChoice(question, list, prompting),
        (value) => answeredBy(Number(value)),
        unforeseen,
      )
      if (reply.kind !== 'value') return reply
      const item = items[Number(reply.value)]
      return item === undefined ? { kind: 'cancel' } : { kind: 'value', value: item.value }
    },
    async several({ message, items, initial }) {
      const chosenIn = (value: unknown) => items.filter((_, index) => isSelected(value, index))
      const question = {
        ...listOf(message, items, 'Space selects, Enter confirms'),
        type: 'multiselect',
        instructions: false,
        choices: items.map(({ value, title, hint }, index) => ({
          title,
          value: index,
          selected: initial.includes(value),
          ...(hint === undefined ? {} : { description: hint }),
        })),
      } as const
      const reply = await put(
        message,
        () => promptSeveral(question, items.length, prompting),
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
    screenful: (lines) => linesThatFit(lines, columns(), Math.max(3, rows() - aroundPage)),
    close() {
      keys.close()
      stderr.write('\u001b[?2004l')
    },
  }

  function listOf(message: string, items: readonly unknown[], hint: string) {
    const fits = message.length + hint.length + '?  › '.length < columns()
    return {
      name: 'answer',
      message,
      // An empty one would be replaced by the default of prompts.
      hint: fits ? hint : ' ',
      optionsPerPage: Math.max(3, Math.min(items.length, rows() - aroundList)),
    } as const
  }

  /** Returns the lines of a list, one row each, because prompts counts rows wrong otherwise. */
  function linesOf(items: readonly Item<unknown>[]): readonly string[] {
    const width = Math.max(...items.map(({ title }) => title.length))
    const room = columns() - '❯   '.length - width - 3
    return items.map((item) => lineOf(item, width, room, style))
  }

  function columns(): number {
    return stderr.columns ?? 80
  }

  function rows(): number {
    return stderr.rows ?? 24
  }
}

function choiceHint(items: readonly Item<unknown>[]): string {
  const letters = items.flatMap(({ letter }) => letter ?? [])
  return letters.length > 0
    ? `${letters.join(', ')} or Enter`
    : `↑/↓ or 1-${items.length}, then Enter`
}

/** Returns whether an item is selected in the state of the multiselect of prompts. */
function isSelected(state: unknown, index: number): boolean {
  const item: unknown = Array.isArray(state) ? state[index] : undefined
  return typeof item === 'object' && item !== null && 'selected' in item && item.selected === true
}

/** Returns the line of an item: its title, and its hint in a column with the others. */
function lineOf({ title, hint }: Item<unknown>, width: number, room: number, style: Style): string {
  if (hint === undefined || room < 8) return title
  // Resets the style, or the underline of the chosen title would continue.
  const reset = style === plain ? '' : '\u001b[0m'
  return `${title}${reset}${' '.repeat(width - title.length)}  ${style.dim(cut(hint, room))}${reset}`
}
