import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { Terminal, type TerminalSetting } from '../support/terminal.ts'
import { missing } from '../support/tools.ts'

const program = resolve('dist/create-go-docker.cjs')
const questions = ['Directory', 'Name', 'Module path', 'HTTP framework', 'Database', 'Base image']
const screens = [...questions, 'Write this']

let cwd = ''

beforeAll(async () => {
  await execa('npm', ['run', 'build'])
})

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'terminal-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
})

/** Starts the program with these words, in `cwd` and with a git that knows nobody. */
function start(words = '', { env = {}, ...setting }: Omit<TerminalSetting, 'cwd'> = {}): Terminal {
  const terminal = new Terminal(`${process.execPath} ${program} ${words}`, {
    cwd,
    env: { HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: tmpdir(), ...env },
    ...setting,
  })
  onTestFinished(() => terminal.dispose())
  return terminal
}

/** Takes what is shown at each of so many questions. */
async function enter(terminal: Terminal, count: number): Promise<void> {
  for (const question of screens.slice(0, count)) {
    await terminal.asks(question)
    terminal.press('Enter')
  }
}

function rowsOf(screen: string, question: string): number {
  return screen.split('\n').filter((row) => row.includes(`${question} `)).length
}

describe.skipIf(await missing('tmux', '-V'))('at a terminal', () => {
  test('forward: Enter at each question, a plan, a yes, a service', async () => {
    const terminal = start('--no-git')
    await enter(terminal, 6)
    const plan = await terminal.asks('Write this')
    expect(plan).toMatch(/\+ .*go\.mod/)
    expect(plan).toContain('distroless')
    expect(readdirSync(cwd)).toEqual([])
    terminal.press('Enter')
    const { code, screen } = await terminal.ends()
    expect(code).toBe(0)
    expect(screen).toContain('cd my-service')
    expect(readFileSync(join(cwd, 'my-service/go.mod'), 'utf8')).toMatch(/^module my-service\n/)
  })

  test('what is typed and chosen is what is written; each choice says what it means', async () => {
    const terminal = start('--no-git')
    await terminal.asks('Directory')
    terminal.type('shop')
    terminal.press('Enter')
    await terminal.asks('Name')
    terminal.type('carts')
    terminal.press('BSpace', 'Enter')
    await terminal.asks('Module path')
    terminal.type('example.com/shop/v2')
    terminal.press('Enter')
    expect(await terminal.asks('HTTP framework')).toContain('the standard library')
    // j and k move only where prompts knows its own class by name: the bundle keeps names.
    terminal.press('j', 'Enter')
    expect(await terminal.asks('Database')).toContain('go-redis')
    terminal.press('Up', 'Enter')
    expect(await terminal.asks('Base image')).toContain('a shell and apk')
    terminal.press('k', 'k', 'Enter')
    await terminal.asks('Write this')
    terminal.press('Enter')
    expect((await terminal.ends()).code).toBe(0)
    expect(JSON.parse(readFileSync(join(cwd, 'shop/go-docker.json'), 'utf8')).answers).toEqual({
      name: 'cart',
      module: 'example.com/shop/v2',
      framework: 'echo',
      database: 'redis',
      baseImage: 'scratch',
    })
  })

  test('all that is typed ahead in one burst arrives, each answer at its question', async () => {
    const terminal = start('--no-git')
    await terminal.asks('Directory')
    terminal.press('shop', 'Enter', 'cart', 'Enter', 'example.com/cart', 'Enter')
    terminal.press('Down', 'Enter', 'Enter', 'Up', 'Enter', 'Enter')
    const { code, screen } = await terminal.ends()
    expect(code).toBe(0)
    expect(rowsOf(screen, '✔ Directory')).toBe(1)
    expect(JSON.parse(readFileSync(join(cwd, 'shop/go-docker.json'), 'utf8')).answers).toEqual({
      name: 'cart',
      module: 'example.com/cart',
      framework: 'echo',
      database: 'postgres',
      baseImage: 'alpine',
    })
  })

  test('a directory that is a file is refused on the spot', async () => {
    writeFileSync(join(cwd, 'file'), '')
    const terminal = start()
    await terminal.asks('Directory')
    terminal.press('file', 'Enter')
    await terminal.shows(/file: it is no directory$/)
    terminal.press('C-c')
    expect((await terminal.ends()).code).toBe(130)
  })

  test('a bad answer is refused on the spot, with the reason', async () => {
    const terminal = start()
    await terminal.asks('Directory')
    terminal.press('Enter')
    await terminal.asks('Name')
    terminal.type('My Service')
    terminal.press('Enter')
    await terminal.shows(/only a-z, 0-9 and dashes|may stand/)
    terminal.press('C-c')
    expect((await terminal.ends()).code).toBe(130)
  })

  test('Esc goes back through every question and takes each off the screen', async () => {
    const terminal = start()
    await terminal.asks('Directory')
    terminal.type('typed')
    await enter(terminal, 5)
    await terminal.asks('Base image')
    for (const question of questions.slice(0, 5).reverse()) {
      terminal.press('Escape')
      await terminal.asks(question)
    }
    const screen = terminal.screen()
    expect(screen).toContain('typed')
    expect(rowsOf(screen, 'Directory')).toBe(1)
    expect(rowsOf(screen, 'Name')).toBe(0)
    terminal.press('Escape')
    expect((await terminal.ends()).code).toBe(130)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('Esc and back at the plan ask the last question again', async () => {
    const terminal = start()
    await enter(terminal, 6)
    await terminal.asks('Write this')
    terminal.press('Escape')
    await terminal.asks('Base image')
    terminal.press('Up', 'Enter')
    await terminal.asks('Write this')
    terminal.press('Down', 'Enter')
    expect(await terminal.asks('Base image')).toMatch(/❯ +alpine/)
    terminal.press('C-c')
    expect((await terminal.ends()).code).toBe(130)
  })

  test.each(screens.map((question, number) => [question, number] as const))(
    'Ctrl-C at %s: 130, nothing on disk',
    async (question, number) => {
      const terminal = start()
      await enter(terminal, number)
      await terminal.asks(question)
      terminal.press('C-c')
      const { code, screen } = await terminal.ends()
      expect(code).toBe(130)
      expect(screen).toContain('nothing was written')
      expect(readdirSync(cwd)).toEqual([])
    },
  )

  test.each([
    ['Ctrl-D', 'C-d'],
    ['Ctrl-C', 'C-c'],
  ])('%s leaves the terminal as it was: keys show, and so does the cursor', async (_, key) => {
    const terminal = start('--name svc --module svc', {
      after: 'stty -a | grep -ow -- -*echo; sleep 60',
    })
    await terminal.asks('Directory')
    terminal.press('Enter')
    await terminal.asks('HTTP framework')
    terminal.press(key)
    await terminal.shows(/^echo$/)
    expect(terminal.cursorShows()).toBe(true)
  })

  test('no to the plan: 130, nothing on disk', async () => {
    const terminal = start()
    await enter(terminal, 6)
    await terminal.asks('Write this')
    terminal.press('Up', 'Enter')
    expect((await terminal.ends()).code).toBe(130)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('questions on stderr: stdout holds the JSON object alone', async () => {
    const terminal = start('--json --no-git >result.json')
    await enter(terminal, 7)
    expect((await terminal.ends()).code).toBe(0)
    const result = JSON.parse(readFileSync(join(cwd, 'result.json'), 'utf8'))
    expect(result).toMatchObject({ kind: 'done', body: { answers: { name: 'my-service' } } })
  })

  test('flags answer their questions, and --yes all the rest', async () => {
    const some = start('svc --database redis --base-image alpine --dry-run')
    await some.asks('Name')
    some.press('Enter')
    await some.asks('Module path')
    some.press('Enter')
    await some.asks('HTTP framework')
    some.press('Enter')
    expect((await some.ends()).code).toBe(0)
    const all = await start('svc --yes --dry-run').ends()
    expect(all.code).toBe(0)
    expect(all.screen).not.toContain('?')
  })

  describe('conflicts, one by one', () => {
    const forge = '. --name svc --module github.com/acme/svc --no-git'
    const rest = ['HTTP framework', 'Database', 'Base image']

    beforeEach(() => {
      writeFileSync(join(cwd, 'README.md'), '# mine\n\u001b[31mred\n')
      writeFileSync(join(cwd, 'LICENSE'), 'MIT License\n')
      writeFileSync(join(cwd, '.gitignore'), '*.exe\n')
      writeFileSync(join(cwd, '.editorconfig'), 'root = false\n')
    })

    async function toConflicts(terminal: Terminal): Promise<void> {
      for (const question of rest) {
        await terminal.asks(question)
        terminal.press('Enter')
      }
      await terminal.asks('.editorconfig')
    }

    test('a new repository from a forge: keep one, look at the other and overwrite it', async () => {
      const terminal = start(forge)
      await toConflicts(terminal)
      terminal.press('Enter')
      await terminal.asks('README.md')
      terminal.press('Down', 'Down', 'Down', 'Enter')
      const history = (): string => terminal.screen({ history: true })
      await expect.poll(history, { timeout: 10_000 }).toContain('+    docker compose up')
      const difference = history()
      expect(difference).toContain('-# mine')
      expect(difference).toContain('+# svc')
      expect(difference).toContain('-\\u{1b}[31mred')
      await terminal.asks('README.md')
      terminal.press('Down', 'Enter')
      const plan = await terminal.asks('Write this')
      expect(plan).toMatch(/· .*\.editorconfig/)
      expect(plan).toMatch(/& .*\.gitignore/)
      expect(plan).toMatch(/~ .*README\.md/)
      terminal.press('Enter')
      expect((await terminal.ends()).code).toBe(0)
      expect(readFileSync(join(cwd, '.editorconfig'), 'utf8')).toBe('root = false\n')
      expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toMatch(/^\*\.exe\n/)
      expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toContain('docker compose')
      expect(readFileSync(join(cwd, 'LICENSE'), 'utf8')).toBe('MIT License\n')
    })

    test.each([
      ['keep', ['Down', 'Down', 'Down'], 'root = false\n'],
      ['overwrite', ['Up'], expect.not.stringContaining('root = false')],
    ])('%s all decides the rest, and is repeated', async (decision, keys, editorconfig) => {
      const terminal = start(forge)
      await toConflicts(terminal)
      terminal.press(...keys, 'Enter')
      await terminal.asks('Write this')
      terminal.press('Enter')
      const { code, screen } = await terminal.ends()
      expect(code).toBe(0)
      expect(screen).toContain(`--on-conflict ${decision}`)
      expect(readFileSync(join(cwd, '.editorconfig'), 'utf8')).toEqual(editorconfig)
    })

    test('Ctrl-C at a conflict: 130, nothing on disk', async () => {
      const before = readdirSync(cwd)
      const terminal = start(forge)
      await toConflicts(terminal)
      terminal.press('C-c')
      expect((await terminal.ends()).code).toBe(130)
      expect(readdirSync(cwd)).toEqual(before)
    })

    test('a directory in the way says so and is no choice', async () => {
      rmSync(join(cwd, '.editorconfig'))
      mkdirSync(join(cwd, '.editorconfig'))
      const terminal = start(forge)
      for (const question of rest) {
        await terminal.asks(question)
        terminal.press('Enter')
      }
      const screen = await terminal.asks('.editorconfig')
      expect(screen).toContain('a directory is in the way')
      expect(screen).not.toContain('overwrite')
      terminal.press('C-c')
      await terminal.ends()
    })
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s at a question: nothing on disk, the terminal as it was', async (signal, code) => {
    const terminal = start()
    await terminal.asks('Directory')
    process.kill(await terminal.pid(), signal)
    expect((await terminal.ends()).code).toBe(code)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('a terminal that goes away ends the run, with nothing on disk', async () => {
    const terminal = start()
    await enter(terminal, 6)
    await terminal.asks('Write this')
    const pid = await terminal.pid()
    terminal.close()
    await expect.poll(() => existsSync(`/proc/${pid}/cwd`), { timeout: 10_000 }).toBe(false)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('long answers on a narrow terminal, resized on the way, leave no rests behind', async () => {
    const terminal = start('', { columns: 44 })
    await terminal.asks('Directory')
    terminal.type('a/quite/long/path/that/needs/more/than/one/row/of/this/terminal')
    terminal.press('Enter')
    await terminal.asks('Name')
    terminal.press('Escape')
    await terminal.asks('Directory')
    terminal.resize(70, 60)
    terminal.press('Enter')
    await terminal.asks('Name')
    expect(rowsOf(terminal.screen(), 'Directory')).toBe(1)
    terminal.press('C-c')
    expect((await terminal.ends()).code).toBe(130)
  })

  describe('the commit', () => {
    const all = 'svc --yes'

    function git(settings: string): void {
      const person = '[user]\n\tname = Test\n\temail = test@example.com\n'
      writeFileSync(join(cwd, '.gitconfig'), `${person}${settings}`)
    }

    function script(name: string, lines: string): string {
      mkdirSync(join(cwd, 'scripts'), { recursive: true })
      const path = join(cwd, 'scripts', name)
      writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 })
      return path
    }

    test('is made; that it runs is said when a hook takes long, and taken back', async () => {
      script('pre-commit', `until [ -e ${cwd}/seen ]; do sleep 0.1; done`)
      git(`[core]\n\thooksPath = ${join(cwd, 'scripts')}\n`)
      const terminal = start(all)
      await terminal.shows(/^Committing/)
      writeFileSync(join(cwd, 'seen'), '')
      const { code, screen } = await terminal.ends()
      expect(code).toBe(0)
      expect(screen).toContain('Committed')
      expect(screen).not.toContain('may take a while')
      expect(existsSync(join(cwd, 'svc/.git/HEAD'))).toBe(true)
    })

    test('never asks at the terminal for a passphrase, nor does a hook', async () => {
      const gpg = script('gpg', 'printf "Passphrase: " >/dev/tty; read -r phrase </dev/tty; exit 1')
      git(`[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${gpg}\n`)
      const { code, screen } = await start(all).ends()
      expect(code).toBe(0)
      // Who waits for an answer is ended for taking too long.
      expect(screen).not.toContain('it took longer')
      expect(screen).not.toContain('Passphrase')
      expect(screen).toContain('gpg failed to sign')
      expect(existsSync(join(cwd, 'svc/go.mod'))).toBe(true)
    })
  })

  test('NO_COLOR is heard by the questions too', async () => {
    const terminal = start('', { env: { NO_COLOR: '1' } })
    await enter(terminal, 3)
    await terminal.asks('HTTP framework')
    expect(terminal.screen({ colours: true })).not.toContain('\u001b[3')
    terminal.press('C-c')
    await terminal.ends()
  })
})
