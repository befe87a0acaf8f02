import { createInterface, emitKeypressEvents } from 'node:readline'
import { PassThrough, type Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Input } from '../io.ts'

/** A key, as readline tells it. */
interface Key {
  readonly name?: string
  readonly ctrl?: boolean
}

/** The keys that a person presses, for one question after another. */
export interface Keys {
  /** Returns the stream on which a new question hears its keys; those that were typed ahead come first. */
  next(): Readable
  /** The name of the key that a question heard last. */
  last(): string | undefined
  /** Drops what was typed ahead, unless it cancels. */
  forget(): void
  /** Drops what was typed ahead; the question that is open, or else the next, is cancelled. */
  abort(): void
  /** Gives the terminal back as it was. */
  close(): void
}

/**
 * Returns the keys of a terminal, which stays in raw mode until they are closed. The package prompts reads a terminal
 * anew at each question: what came with the last key of one, or before the next, would be lost or shown.
 */
export function keysOf(stdin: Input): Keys {
  const ahead: (readonly [text: string | undefined, key: Key])[] = []
  let question = new PassThrough()
  let last: string | undefined
  let passing = false

  const hear = (text: string | undefined, key: Key): void => {
    if (cancels(key)) ahead.length = 0
    ahead.push([text, key])
    void pass()
  }
  const abort = (): void => hear(undefined, { name: 'abort' })
  /** Passes keys on while somebody listens: prompts stops to when its question has ended, a moment after the key. */
  async function pass(): Promise<void> {
    if (passing) return
    passing = true
    while (ahead.length > 0 && question.listenerCount('keypress') > 0) {
      const [text, key] = ahead.shift() ?? [undefined, {}]
      last = key.name
      question.emit('keypress', text, key)
      await setImmediate()
    }
    passing = false
  }

  // An Esc is told from the start of a longer sequence by a pause, as short as prompts has it.
  emitKeypressEvents(stdin, createInterface({ input: new PassThrough(), escapeCodeTimeout: 50 }))
  stdin.on('keypress', hear).on('end', abort)
  stdin.setRawMode?.(true)
  stdin.resume()

  return {
    next() {
      last = undefined
      question = new PassThrough()
      question.on('newListener', () => void setImmediate().then(pass))
      return question
    },
    last: () => last,
    forget() {
      ahead.splice(0, ahead.length, ...ahead.filter(([, key]) => cancels(key)))
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
