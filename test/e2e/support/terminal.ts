import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** How a program on a terminal ended, with the exit code that a shell would see. */
export interface Ended {
  readonly code: number
  readonly screen: string
}

/** Where a program runs, and the size of its terminal. */
export interface TerminalSetting {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
  /** A shell command to run after the program. */
  readonly after?: string
}

/** A program on a real terminal: a separate tmux server with one window. */
export class Terminal {
  readonly #socket = `create-go-docker-${randomUUID()}`
  /** The folder for the PID and exit code of the program, because tmux loses some exit codes. */
  readonly #notes = mkdtempSync(join(tmpdir(), 'terminal-notes-'))

  constructor(
    command: string,
    { cwd, env = {}, columns = 100, rows = 120, after = 'true' }: TerminalSetting,
  ) {
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`])
    const size = ['-x', String(columns), '-y', String(rows)]
    const noted = `sh -c 'echo $$ >${this.#notes}/pid; exec ${command}'; echo $? >${this.#notes}/code; ${after}`
    this.#tmux(
      ...['-f', '/dev/null', 'start-server', ';'],
      ...['set-option', '-g', 'remain-on-exit', 'on', ';'],
      // Otherwise, tmux waits for more keys after Esc.
      ...['set-option', '-s', 'escape-time', '0', ';'],
      ...['new-session', '-d', '-c', cwd, ...variables, ...size, noted],
    )
  }

  /** Presses keys by name, such as Enter, Escape, Down or C-c. */
  press(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys)
  }

  type(text: string): void {
    this.#tmux('send-keys', '-l', text)
  }

  /** Pastes a text, as a bracketed paste if the program has enabled that. */
  paste(text: string): void {
    this.#tmux('set-buffer', text, ';', 'paste-buffer', '-p', '-r')
  }

  /**
   * Returns the content of the screen, without trailing empty rows; with `colours`, including the
   * escape sequences; with `history`, including what has scrolled away.
   */
  screen({ colours = false, history = false } = {}): string {
    const extras = [...(colours ? ['-e'] : []), ...(history ? ['-S', '-'] : [])]
    return this.#tmux('capture-pane', '-p', ...extras).trimEnd()
  }

  cursorShows(): boolean {
    return this.#tmux('display-message', '-p', '#{cursor_flag}').trim() === '1'
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** Returns the PID of the program. */
  async pid(): Promise<number> {
    return this.#until('it does not start', () => this.#note('pid'))
  }

  /**
   * Waits until the last row with text matches; returns the screen.
   * @throws Error with the screen, when it doesn't match within half a minute
   */
  async shows(pattern: RegExp): Promise<string> {
    return this.#until(`no ${pattern} in the last row`, () => {
      const screen = this.screen()
      return pattern.test(screen.split('\n').at(-1) ?? '') ? screen : undefined
    })
  }

  /** Waits until a question is the last one on the screen; returns the screen. */
  async asks(message: string): Promise<string> {
    return this.#until(`no question ${message}`, () => {
      const screen = this.screen()
      const last = screen.split('\n').findLast((line) => /^[?✔✖] /.test(line))
      return last?.startsWith(`? ${message}`) ? screen : undefined
    })
  }

  /** Waits for the program to end. */
  async ends(): Promise<Ended> {
    const code = await this.#until('it still runs', () => this.#note('code'))
    // When the program ends, tmux scrolls a row away.
    return { code, screen: this.screen({ history: true }) }
  }

  /** Closes the terminal and removes its files. */
  dispose(): void {
    this.close()
    rmSync(this.#notes, { recursive: true, force: true })
  }

  /** Closes the terminal, as when a window is closed or a connection is lost. */
  close(): void {
    try {
      this.#tmux('kill-server')
    } catch {
      // Already closed.
    }
  }

  async #until<T>(failure: string, look: () => T | undefined): Promise<T> {
    const deadline = Date.now() + 30_000
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (Date.now() > deadline) throw new Error(`${failure}:\n${this.screen()}`)
      await setTimeout(50)
    }
  }

  #note(name: 'pid' | 'code'): number | undefined {
    try {
      const text = readFileSync(join(this.#notes, name), 'utf8').trim()
      return text === '' ? undefined : Number(text)
    } catch {
      return undefined
    }
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, ...args], { encoding: 'utf8', stdio: 'pipe' })
  }
}
