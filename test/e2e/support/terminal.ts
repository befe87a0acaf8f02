import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** How a program on a terminal ended: the code that a shell would see. */
export interface Ended {
  readonly code: number
  readonly screen: string
}

/** Where a program runs, and how much of it is seen. */
export interface TerminalSetting {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
  /** What the shell does when the program has ended. */
  readonly after?: string
}

/** A program on a real terminal: a tmux server of its own, with one window. */
export class Terminal {
  readonly #socket = `create-go-docker-${randomUUID()}`
  /** Where the shell around the program notes its process id and its exit code; tmux loses some. */
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
      // tmux itself would wait for more after an Esc.
      ...['set-option', '-s', 'escape-time', '0', ';'],
      ...['new-session', '-d', '-c', cwd, ...variables, ...size, noted],
    )
  }

  /** Presses keys by their names: Enter, Escape, Down, C-c. */
  press(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys)
  }

  /** Types a text. */
  type(text: string): void {
    this.#tmux('send-keys', '-l', text)
  }

  /** Pastes a text, as a terminal does that tells a paste from keys. */
  paste(text: string): void {
    this.#tmux('set-buffer', text, ';', 'paste-buffer', '-p', '-r')
  }

  /**
   * Returns what is on the screen, without the empty rows below; with `colours` as the terminal was told them, with
   * `history` what has scrolled away as well.
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

  /** Returns the process id of the program. */
  async pid(): Promise<number> {
    return this.#until('it does not start', () => this.#note('pid'))
  }

  /**
   * Waits until the last row with text matches.
   * @throws Error with the screen, when it does not within half a minute
   */
  async shows(pattern: RegExp): Promise<string> {
    return this.#until(`no ${pattern} in the last row`, () => {
      const screen = this.screen()
      return pattern.test(screen.split('\n').at(-1) ?? '') ? screen : undefined
    })
  }

  /** Waits until a question stands at the end, its choices below it. */
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
    // tmux scrolls a row away when the program is gone.
    return { code, screen: this.screen({ history: true }) }
  }

  /** Leaves nothing behind. */
  dispose(): void {
    this.close()
    rmSync(this.#notes, { recursive: true, force: true })
  }

  /** Takes the terminal away, as a closed window or a lost connection does. */
  close(): void {
    try {
      this.#tmux('kill-server')
    } catch {
      // It is closed already.
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
