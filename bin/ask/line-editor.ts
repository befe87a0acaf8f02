import { createInterface } from 'node:readline'
import { PassThrough, Writable } from 'node:stream'
import type { Press } from './keys.ts'

/** A line of text, and the position of the cursor in it. */
export interface Line {
  readonly text: string
  readonly cursor: number
}

/** Edits one line by keys as a shell does: Ctrl-A, Ctrl-E, Ctrl-K, Ctrl-U, Ctrl-W, Home, End and so on. */
export interface LineEditor {
  /** The line as it is. */
  line(): Line
  /** Changes the line by a key; one that neither types nor edits changes nothing. */
  press(press: Press): void
  /** Types a text at the cursor. */
  type(text: string): void
  close(): void
}

/** Returns an editor of an empty line: Node's own, which draws nowhere. */
export function lineEditor(): LineEditor {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const readline = createInterface({ input: new PassThrough(), output, terminal: true })
  return {
    line: () => ({ text: readline.line, cursor: readline.cursor }),
    press({ text = '', key, pasted }) {
      // The lines of a pasted text become one: none of them is an answer by itself.
      if (pasted) readline.write(printable(text.replaceAll(/[\r\n]/g, ' ')))
      // To readline Ctrl-Z means to stop the process.
      else if (key.name !== 'z' || key.ctrl !== true) readline.write(printable(text) || null, key)
    },
    type: (text) => readline.write(text),
    close: () => readline.close(),
  }
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '')
}
