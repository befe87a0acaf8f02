import prompts from 'prompts'
import type { Io } from './io.ts'
import { plain, styleFor } from './style.ts'

/** What came of a question: a value, Esc, or Ctrl-C. */
export type Reply<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' }

/** A question that is answered with a line of text. */
export interface TextQuestion {
  readonly message: string
  readonly initial?: string
  /** Returns why a text is no answer; nothing when it is one. */
  readonly problem: (text: string) => string | undefined
}

/** One line of a choice. */
export interface Item<T> {
  readonly value: T
  readonly title: string
  readonly hint?: string
}

/** A question that is answered by choosing. */
export interface ChoiceQuestion<T> {
  readonly message: string
  readonly items: readonly Item<T>[]
  readonly initial?: T
}

/** Who is asked: a person at a terminal, or a test. */
export interface Asker {
  text(question: TextQuestion): Promise<Reply<string>>
  choice<T>(question: ChoiceQuestion<T>): Promise<Reply<T>>
  say(lines: readonly string[]): void
}

interface Key {
  readonly name?: string
}

/** Returns the asker for the person at the terminal; questions stand on stderr, so that stdout holds results alone. */
export function terminalAsker({ stdin, stderr, env, signal }: Io): Asker {
  const style = styleFor(true, env)

  /** Puts one question of the package `prompts`, which reports Esc and Ctrl-C alike: the key tells them apart. */
  async function put(question: prompts.PromptObject<'answer'>): Promise<Reply<unknown>> {
    let last: string | undefined
    let cancelled = false
    const watch = (_text: string | undefined, key: Key): void => {
      last = key.name
    }
    const abort = (): void => {
      stdin.emit('keypress', undefined, { name: 'abort' })
    }
    stdin.on('keypress', watch)
    stdin.on('end', abort)
    signal.addEventListener('abort', abort)
    try {
      const replies: Readonly<Record<string, unknown>> = await prompts(
        {
          ...question,
          stdin,
          stdout: stderr,
          onRender: (kleur) => {
            Object.assign(kleur, { enabled: style !== plain })
          },
        },
        {
          onCancel: () => {
            cancelled = true
          },
        },
      )
      if (!cancelled) return { kind: 'value', value: replies.answer }
      return { kind: last === 'escape' ? 'back' : 'cancel' }
    } finally {
      stdin.off('keypress', watch)
      stdin.off('end', abort)
      signal.removeEventListener('abort', abort)
    }
  }

  return {
    async text({ message, initial, problem }) {
      const reply = await put({
        type: 'text',
        name: 'answer',
        message,
        ...(initial === undefined ? {} : { initial }),
        validate: (text: string) => problem(text.trim()) ?? true,
      })
      return reply.kind === 'value' ? { kind: 'value', value: String(reply.value).trim() } : reply
    },
    async choice({ message, items, initial }) {
      const width = Math.max(...items.map(({ title }) => title.length))
      const reply = await put({
        type: 'select',
        name: 'answer',
        message,
        hint: 'arrows, Enter; Esc goes back',
        initial: Math.max(
          0,
          items.findIndex(({ value }) => value === initial),
        ),
        choices: items.map(({ title, hint }, value) => ({
          title: hint === undefined ? title : withHint(title, width, hint),
          value,
        })),
      })
      if (reply.kind !== 'value') return reply
      const item = items[Number(reply.value)]
      return item === undefined ? { kind: 'cancel' } : { kind: 'value', value: item.value }
    },
    say(lines) {
      stderr.write(`${lines.join('\n')}\n`)
    },
  }

  /** Puts a hint beside a title; a reset keeps the underline of the chosen line from running into it. */
  function withHint(title: string, width: number, hint: string): string {
    const reset = style === plain ? '' : '\u001b[0m'
    return `${title}${reset}${' '.repeat(width - title.length)}  ${style.dim(hint)}${reset}`
  }
}
