import type { PromptObject } from 'prompts'
import { isObject } from '../../generators/json.ts'
import type { Io, Output } from '../io.ts'
import type { Reply } from './asker.ts'
import { type Keys, pressOf, type Translate } from './keys.ts'
import { lineEditor } from './line-editor.ts'
import { ends, isSubmit, movesOf, to } from './list-keys.ts'
import { rowsIn } from './rows.ts'

/** How a question ended, and its value at that time. */
export interface Ended {
  readonly kind: Reply<unknown>['kind']
  readonly value: unknown
}

/** What is needed to ask with the package prompts. */
export interface Prompting {
  readonly prompts: typeof import('prompts')
  readonly keys: Keys
  readonly io: Io
}

/**
 * Asks for a line of text, which is edited as in a shell: of the keys for that prompts knows only some.
 * @param help shown below the line until an answer is refused
 */
export async function promptText(
  question: PromptObject<'answer'> & { readonly message: string; readonly initial?: string },
  help: string,
  prompting: Prompting,
): Promise<Ended> {
  const { stderr } = prompting.io
  const editor = lineEditor()
  let refused = false
  let element: TextElement | undefined
  /** Erases why the last answer was refused: prompts counts the rows of a reason wrong if it takes several. */
  const clearReason = (): void => {
    if (element === undefined || element.outputError === '') return
    stderr.write('\u001b[J')
    element.outputError = ''
  }
  const show = (): void => {
    const { text, cursor } = editor.line()
    if (element === undefined) return
    clearReason()
    element.value = text
    element.cursor = cursor
    element.cursorOffset = -[...text.slice(cursor)].length
    element.red = false
    element.error = false
    element.render()
  }
  const translate: Translate = (press) => {
    const empty = editor.line().text === ''
    const submits = !press.pasted && isSubmit(press)
    if ((submits || press.key.name === 'tab') && empty) editor.type(question.initial ?? '')
    if (submits || ends(press, empty)) {
      clearReason()
      return [press]
    }
    editor.press(press)
    show()
    return []
  }
  function onRender(this: unknown): void {
    if (!isTextElement(this)) return
    element = this
    refused ||= this.error
    if (!refused && this.done !== true) {
      writeBelow(stderr, `? ${question.message} › ${this.rendered}`, help)
    }
  }
  try {
    return await prompt({ ...question, onRender }, translate, prompting)
  } finally {
    editor.close()
  }
}

/** A choice question of the package prompts, and the letters that answer it at once. */
export interface Letters {
  readonly count: number
  /** Letter → the index of the item. */
  readonly letters: ReadonlyMap<string, number>
  /** Returns the text after the question once it is answered. */
  readonly answered: (index: number) => string
}

/**
 * Asks for one item: by arrows, numbers, Home and End, then Enter; or by a letter. Space doesn't
 * answer.
 */
export async function promptChoice(
  question: PromptObject<'answer'>,
  { count, letters, answered }: Letters,
  prompting: Prompting,
): Promise<Ended> {
  const translate: Translate = (press) => {
    const index = press.key.ctrl === true ? undefined : letters.get(press.key.name ?? '')
    if (press.pasted) return []
    if (index !== undefined) return [...to(index), pressOf('return')]
    return press.text === ' ' ? [] : movesOf(press, count)
  }
  function onRender(this: unknown): void {
    if (!isSelectElement(this) || this.done !== true) return
    const item = this.choices[this.cursor]
    if (item !== undefined) item.title = answered(this.cursor)
  }
  return prompt({ ...question, onRender }, translate, prompting)
}

/** Asks for any number of items, which are toggled with Space. */
export async function promptSeveral(
  question: PromptObject<'answer'>,
  count: number,
  prompting: Prompting,
): Promise<Ended> {
  return prompt(
    question,
    (press) => {
      if (press.pasted) return []
      return press.text === ' ' || press.text === 'a' ? [press] : movesOf(press, count)
    },
    prompting,
  )
}

/**
 * Asks with the package prompts, which treats Esc and Ctrl-C the same; the last key tells which it
 * was.
 */
async function prompt(
  question: PromptObject<'answer'>,
  translate: Translate,
  { prompts, keys, io: { stderr, signal } }: Prompting,
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
    const stdin = keys.next(translate)
    await prompts({ ...question, onState, stdin, stdout: stderr }, { onCancel })
  } finally {
    signal.removeEventListener('abort', keys.abort)
  }
  if (!cancelled) return { kind: 'value', value }
  return { kind: keys.last() === 'escape' ? 'back' : 'cancel', value }
}

/**
 * Makes room for lines below the cursor; in the last row of the screen, prompts would overwrite its
 * own lines.
 */
export function makeRoom(stderr: Output, rows: number): void {
  if (rows > 0) stderr.write(`\u001b[J${'\n'.repeat(rows)}\u001b[${rows}A`)
}

/** Writes a text below a line that is drawn next, from the cursor on; the cursor stays where it is. */
function writeBelow(stderr: Output, line: string, text: string): void {
  const columns = stderr.columns ?? 80
  const rows = rowsIn(line, columns)
  const up = rows + rowsIn(text, columns) - 1
  stderr.write(`\u001b[J${'\n'.repeat(rows)}${text}\u001b[${up}A\r`)
}

/** Returns the package `prompts`, which decides about colors when it is loaded and ignores `NO_COLOR`. */
export async function loadPrompts(colours: boolean): Promise<typeof import('prompts')> {
  const { NODE_DISABLE_COLORS: before } = process.env
  if (!colours) process.env.NODE_DISABLE_COLORS = '1'
  try {
    return (await import('prompts')).default
  } finally {
    if (before === undefined) delete process.env.NODE_DISABLE_COLORS
  }
}

/** The part of a text question of prompts that shows the line; it is `this` in `onRender`. */
interface TextElement {
  value: string
  cursor: number
  cursorOffset: number
  red: boolean
  error: boolean
  outputError: string
  /** The text as it is shown, or the default. */
  readonly rendered: string
  readonly done?: boolean
  render(): void
}

function isTextElement(value: unknown): value is TextElement {
  return isObject(value) && 'cursorOffset' in value && typeof value.render === 'function'
}

/** The part of a choice question of prompts that is used here. */
interface SelectElement {
  readonly done?: boolean
  readonly cursor: number
  readonly choices: { title: string }[]
}

function isSelectElement(value: unknown): value is SelectElement {
  return isObject(value) && typeof value.cursor === 'number' && Array.isArray(value.choices)
}
