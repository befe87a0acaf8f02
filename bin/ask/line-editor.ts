import { createInterface } from 'node:readline'
import { PassThrough, Writable } from 'node:stream'
import type { Press } from './keys.ts'

/** A line of text, and the position of the cursor in it. */
export interface Line {
  readonly text: string
  readonly cursor: number
}

/** Edits a line as a shell does: Ctrl-A, Ctrl-E, Ctrl-K, Ctrl-U, Ctrl-W, Home, End and so on. */
export interface LineEditor {
  /** Returns the current line. */
  line(): Line
  /** Handles a key press; a key that neither types nor edits is ignored. */
  press(press: Press): void
  /** Types a text at the cursor. */
  type(text: string): void
  close(): void
}

/** Returns an editor for an empty line: Node's readline, without its output. */
export function lineEditor(): LineEditor {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const readline = createInterface({ input: new PassThrough(), output, terminal: true })
  return {
    line: () => ({ text: readline.line, cursor: readline.cursor }),
    press({ text = '', key, pasted }) {
      // Pasted text becomes one line, so that its line breaks don't answer questions.
      if (pasted) readline.write(printable(text.replaceAll(/[\r\n]/g, ' ')))
      // Readline would suspend the process on Ctrl-Z.
      else if (key.name !== 'z' || key.ctrl !== true) readline.write(printable(text) || null, key)
    },
    type: (text) => readline.write(text),
    close: () => readline.close(),
  }
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '')
}
