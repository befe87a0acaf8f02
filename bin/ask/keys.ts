import { createInterface, emitKeypressEvents } from 'node:readline'
import { PassThrough, type Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Input } from '../io.ts'

/** A key, as readline reports it. */
export interface Key {
  readonly name?: string
  readonly ctrl?: boolean
  readonly meta?: boolean
}

/** A key press: the text that it types, if any, and the key. */
export interface Press {
  readonly text: string | undefined
  readonly key: Key
  /** Whether it is part of pasted text. */
  readonly pasted: boolean
}

/** Replaces a key press before prompts sees it; may handle the press itself and return none. */
export type Translate = (press: Press) => readonly Press[]

/** The keys that the user presses, for all questions in turn. */
export interface Keys {
  /** Returns the key stream for a new question; keys that were typed ahead come first. */
  next(translate: Translate): Readable
  /** The name of the last key for this question. */
  last(): string | undefined
  /** Drops keys that were typed ahead, except for Ctrl-C. */
  forget(): void
  /** Drops keys that were typed ahead and cancels the open question, or the next one. */
  abort(): void
  /** Restores the terminal. */
  close(): void
}

/** Returns a press of a key that doesn't type text. */
export function pressOf(name: string, ctrl = false): Press {
  return { text: undefined, key: { name, ctrl }, pasted: false }
}

/**
 * Returns the keys of a terminal, which stays in raw mode until they are closed. The package
 * prompts opens the terminal again for each question, and would lose or echo keys that arrive with
 * the last key of a question, or before the next one.
 */
export function keysOf(stdin: Input): Keys {
  const ahead: Press[] = []
  let question = new PassThrough()
  let translate: Translate = (press) => [press]
  let last: string | undefined
  let passing = false
  let pasted = false

  const hear = (text: string | undefined, key: Key): void => {
    if (key.name === 'paste-start' || key.name === 'paste-end') {
      pasted = key.name === 'paste-start'
      return
    }
    if (cancels(key)) ahead.length = 0
    ahead.push({ text, key, pasted })
    void pass()
  }
  const abort = (): void => hear(undefined, { name: 'abort' })
  /**
   * Passes keys on while prompts is listening; it stops a moment after the key that ends its
   * question.
   */
  async function pass(): Promise<void> {
    if (passing) return
    passing = true
    while (ahead.length > 0 && question.listenerCount('keypress') > 0) {
      const press = ahead.shift()
      if (press === undefined) break
      last = press.key.name
      for (const { text, key } of translate(press)) question.emit('keypress', text, key)
      await setImmediate()
    }
    passing = false
  }

  // Only a pause distinguishes Esc from the start of an escape sequence; it is as short as in
  // prompts.
  emitKeypressEvents(stdin, createInterface({ input: new PassThrough(), escapeCodeTimeout: 50 }))
  stdin.on('keypress', hear).on('end', abort)
  stdin.setRawMode?.(true)
  stdin.resume()

  return {
    next(nextTranslate) {
      last = undefined
      translate = nextTranslate
      question = new PassThrough()
      question.on('newListener', () => void setImmediate().then(pass))
      return question
    },
    last: () => last,
    forget() {
      ahead.splice(0, ahead.length, ...ahead.filter(({ key }) => cancels(key)))
    },
    abort,
    close() {
      stdin.off('keypress', hear).off('end', abort)
      stdin.setRawMode?.(false)
      stdin.pause()
    },
  }
}

function cancels({ name, ctrl = false }: Key): boolean {
  return name === 'abort' || (ctrl && name === 'c')
}
