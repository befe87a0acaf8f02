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
const questions = ['Directory', 'Module path', 'HTTP framework', 'Database', 'Base image']
const screens = [...questions, 'Write this']

let cwd = ''

beforeAll(async () => {
  await execa('npm', ['run', 'build'])
})

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'terminal-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
})

interface Start extends Omit<TerminalSetting, 'cwd'> {
  /** Shell text before the command. */
  readonly prefix?: string
}

/** Starts the program with these arguments in `cwd`; git has no user identity. */
function start(words = '', { env = {}, prefix = '', ...setting }: Start = {}): Terminal {
  const terminal = new Terminal(`${prefix} ${process.execPath} ${program} ${words}`, {
    cwd,
    // In CI, no questions are asked.
    env: {
      CI: '',
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CEILING_DIRECTORIES: tmpdir(),
      ...env,
    },
    ...setting,
  })
  onTestFinished(() => terminal.dispose())
  return terminal
}

/** Accepts the initial value of the first `count` questions. */
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
  test('forward: Enter at each question, a plan, a confirmation, a service', async () => {
    const terminal = start('--no-git')
    await enter(terminal, 5)
    const plan = await terminal.asks('Write this')
    expect(plan).toMatch(/\+ .*cmd\/ \(\d+ files\)/)
    expect(plan).toContain('distroless')
    expect(plan).toMatch(/^Name +my-service$/m)
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
    await terminal.asks('Module path')
    terminal.type('example.com/shops')
    terminal.press('BSpace')
    terminal.type('/v2')
    terminal.press('Enter')
    expect(await terminal.asks('HTTP framework')).toContain('the standard library')
    // j and k work only if the bundle keeps the class names of prompts.
    terminal.press('j', 'Enter')
    expect(await terminal.asks('Database')).toContain('go-redis')
    terminal.press('Up', 'Enter')
    expect(await terminal.asks('Base image')).toContain('a shell and apk')
    terminal.press('k', 'k', 'Enter')
    await terminal.asks('Write this')
    terminal.press('r')
    await terminal.asks('Name')
    terminal.type('cart')
    terminal.press('Enter')
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

  test('everything that is typed ahead in one burst arrives, each answer at its question', async () => {
    const terminal = start('--no-git')
    await terminal.asks('Directory')
    terminal.press('shop', 'Enter', 'example.com/cart', 'Enter')
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

  describe('keys', () => {
    test('in a text: Ctrl-U, Ctrl-W, Ctrl-K, Ctrl-A, Ctrl-E; keys without text insert nothing', async () => {
      const terminal = start()
      await terminal.asks('Directory')
      terminal.type('wrong')
      terminal.press('C-u', 'F1', 'F5', 'IC', 'S-F3', 'C-z')
      terminal.type('b old')
      terminal.press('C-w')
      terminal.type('c')
      terminal.press('C-a')
      terminal.type('a')
      terminal.press('C-e', 'x', 'Left', 'C-k', 'Enter')
      expect(await terminal.asks('Module path')).toMatch(/^✔ Directory .*… ab c$/m)
      terminal.press('C-c')
      expect((await terminal.ends()).code).toBe(130)
    })

    test("in a list: numbers, Home and End; Space doesn't answer", async () => {
      const terminal = start('svc --module svc')
      await terminal.asks('HTTP framework')
      terminal.press('2', 'Space', 'F1', 'Space')
      terminal.press('Enter')
      expect(await terminal.asks('Database')).toContain('HTTP framework › echo\n')
      terminal.press('Home', 'Enter')
      expect(await terminal.asks('Base image')).toContain('Database › redis\n')
      terminal.press('Home', 'End', 'Enter')
      expect(await terminal.asks('Write this')).toContain('Base image › distroless\n')
      terminal.press('C-c')
      expect((await terminal.ends()).code).toBe(130)
    })

    test('n, then Enter, at the plan: nothing is written', async () => {
      const terminal = start()
      await enter(terminal, 5)
      await terminal.asks('Write this')
      terminal.press('n', 'Enter')
      expect((await terminal.ends()).code).toBe(130)
      expect(readdirSync(cwd)).toEqual([])
    })

    test('at the plan, Space does nothing; b goes back; y writes', async () => {
      const terminal = start('--no-git')
      await enter(terminal, 5)
      await terminal.asks('Write this')
      terminal.press('Space', 'x', 'b')
      await terminal.asks('Base image')
      expect(readdirSync(cwd)).toEqual([])
      terminal.press('Enter')
      await terminal.asks('Write this')
      terminal.press('y')
      expect((await terminal.ends()).code).toBe(0)
      expect(readdirSync(cwd)).toEqual(['my-service'])
    })

    test('pasted text with line breaks answers one question', async () => {
      const terminal = start()
      await terminal.asks('Directory')
      terminal.paste('one\ntwo\n\n\n\n\n\n')
      await terminal.shows(/^Enter:/)
      terminal.press('C-w', 'BSpace', 'Enter')
      expect(await terminal.asks('Module path')).toMatch(/… one$/m)
      terminal.press('C-c')
      expect((await terminal.ends()).code).toBe(130)
    })
  })

  describe('the screen', () => {
    test('has the keys below a text; Esc goes back where there is a question before', async () => {
      const terminal = start()
      const first = 'Enter: confirm • Esc or Ctrl-C: cancel. Nothing is written yet.'
      const next = 'Enter: confirm • Esc: back • Ctrl-C: cancel'
      expect(await terminal.asks('Directory (. is the current one)')).toContain(first)
      terminal.press('Enter')
      const second = await terminal.asks('Module path')
      expect(second).toContain(next)
      expect(second).not.toContain(first)
      terminal.press('Escape')
      expect(await terminal.asks('Directory')).toContain(first)
      terminal.press('Enter')
      await terminal.asks('Module path')
      terminal.press('Enter')
      expect(await terminal.asks('HTTP framework')).not.toContain('Ctrl-C')
      terminal.press('C-c')
      await terminal.ends()
    })

    test.each([
      [80, 'my-service'],
      [80, `${'0123456789-'.repeat(5)}x`],
      [45, 'my-service'],
      [40, 'my-service'],
    ])(
      'of %i columns keeps the question, its default %s and the keys apart',
      async (columns, name) => {
        const words = name === 'my-service' ? '' : `--name ${name}`
        const terminal = start(words, { columns, rows: 10 })
        await terminal.asks('Directory')
        const question = '? Directory (. is the current one) › '
        const keys = 'Enter: confirm • Esc or Ctrl-C: cancel. Nothing is written yet.'
        const rows = (text: string): readonly string[] =>
          (text.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).map((row) => row.trimEnd())
        const shown = () => terminal.screen().split('\n')
        await expect.poll(shown).toEqual([...rows(question + name), ...rows(keys)])
        const typed = 'a/path/that/is/longer/than/the/rest/of/the/row'
        terminal.type(typed)
        await expect.poll(shown).toEqual([...rows(question + typed), ...rows(keys)])
        terminal.press('Enter')
        expect(await terminal.asks('Module path')).not.toContain('Nothing is written yet')
        expect(rowsOf(terminal.screen({ history: true }), 'Directory')).toBe(1)
        terminal.press('C-c')
        await terminal.ends()
      },
    )

    test('of 80 × 24 holds all questions, the plan, the result and what comes next', async () => {
      writeFileSync(join(cwd, '.gitconfig'), '[user]\n\tname = T\n\temail = t@example.com\n')
      // A shell prompt appears after the program.
      const terminal = start('', { columns: 80, rows: 24, after: 'printf "$ "; sleep 60' })
      await terminal.asks('Directory')
      terminal.press('Enter')
      await terminal.asks('Module path')
      terminal.type('github.com/acme/my-service')
      terminal.press('Enter')
      for (const question of questions.slice(2)) {
        await terminal.asks(question)
        terminal.press('Enter')
      }
      await terminal.asks('Write this')
      terminal.press('Enter')
      await terminal.shows(/^\$$/)
      const screen = terminal.screen()
      expect(screen).toContain('✔ Directory')
      expect(screen).toContain('internal/ (')
      expect(screen).toMatch(/✓ Wrote .* and committed/)
      expect(screen).toContain('docker compose up --build --wait')
      expect(screen).toContain('open http://127.0.0.1:8080; for another port')
      expect(screen).toContain('--yes')
    })

    test('of 40 × 10 fits each question, once, and a reason of several rows', async () => {
      const terminal = start('', { columns: 40, rows: 10 })
      await terminal.asks('Directory')
      terminal.press('Enter')
      await terminal.asks('Module path')
      for (let time = 0; time < 4; time++) {
        terminal.type('a'.repeat(30))
        terminal.press('!', 'Enter')
        await terminal.shows(/allowed$/)
        // A second Enter gives the same reason again, in its place.
        terminal.press('Enter')
        await terminal.shows(/allowed$/)
        expect(terminal.screen().match(/Invalid/g)).toHaveLength(1)
        terminal.press('C-u')
        await terminal.shows(/^\? Module path/)
        expect(rowsOf(terminal.screen({ history: true }), 'Module path')).toBe(1)
      }
      terminal.press('Enter')
      for (const question of questions.slice(2)) {
        const screen = await terminal.asks(question)
        terminal.press('Down', 'Up', 'End', 'Home')
        expect(screen.split('\n').length).toBeLessThanOrEqual(10)
        terminal.press('Enter')
      }
      await terminal.asks('Write this')
      const all = terminal.screen({ history: true })
      for (const question of questions) expect(rowsOf(all, question), question).toBe(1)
      terminal.press('n')
      expect((await terminal.ends()).code).toBe(130)
    })
  })

  test('with CI set nothing is asked, whatever the terminal', async () => {
    const { code, screen } = await start('svc', { env: { CI: '1' } }).ends()
    expect(code).toBe(2)
    expect(screen).toContain("questions can't be asked, because CI is set")
  })

  test.each([
    ['ACCESSIBLE=1', { env: { ACCESSIBLE: '1' } }],
    ['TERM=dumb', { prefix: 'env TERM=dumb' }],
  ])('%s makes it ask line by line, without redrawing', async (_, setting) => {
    const terminal = start('--no-git', setting)
    await terminal.shows(/^Directory .*\[my-service\]:$/)
    terminal.type('shop')
    terminal.press('Enter')
    await terminal.shows(/^Module path \[shop\]:$/)
    terminal.press('Enter')
    await terminal.shows(/^Number \[1\]:$/)
    terminal.press('2', 'Enter')
    await expect.poll(() => terminal.screen()).toContain('2. postgres')
    terminal.press('<', 'Enter')
    await expect.poll(() => terminal.screen().split('HTTP framework')).toHaveLength(3)
    terminal.press('Enter', 'Enter', 'Enter')
    await expect.poll(() => terminal.screen()).toContain('Write this?')
    terminal.press('yes', 'Enter')
    const { code, screen } = await terminal.ends()
    expect(code).toBe(0)
    expect(screen).not.toContain('❯')
    const { answers } = JSON.parse(readFileSync(join(cwd, 'shop/go-docker.json'), 'utf8'))
    expect(answers).toMatchObject({ framework: 'echo', database: 'postgres' })
  })

  test.each([
    ['Ctrl-D', 'C-d'],
    ['Ctrl-C', 'C-c'],
  ])('line by line, %s cancels: exit 130, nothing on disk', async (_, key) => {
    const terminal = start('', { env: { ACCESSIBLE: '1' } })
    await terminal.shows(/^Directory/)
    terminal.press(key)
    expect((await terminal.ends()).code).toBe(130)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('a directory that is a file is rejected immediately', async () => {
    writeFileSync(join(cwd, 'file'), '')
    const terminal = start()
    await terminal.asks('Directory')
    terminal.press('file', 'Enter')
    await terminal.shows(/file: it is not a directory$/)
    terminal.press('C-c')
    expect((await terminal.ends()).code).toBe(130)
  })

  test('an invalid answer is rejected immediately, with the reason', async () => {
    const terminal = start()
    await terminal.asks('Directory')
    terminal.press('Enter')
    await terminal.asks('Module path')
    terminal.type('My Service')
    terminal.press('Enter')
    await terminal.shows(/^› .* /)
    terminal.press('C-c')
    expect((await terminal.ends()).code).toBe(130)
  })

  test('Esc goes back through every question, and removes each from the screen', async () => {
    const terminal = start()
    await terminal.asks('Directory')
    terminal.type('typed')
    await enter(terminal, 4)
    await terminal.asks('Base image')
    for (const question of questions.slice(0, 4).reverse()) {
      terminal.press('Escape')
      await terminal.asks(question)
    }
    const screen = terminal.screen()
    expect(screen).toContain('typed')
    expect(rowsOf(screen, 'Directory')).toBe(1)
    expect(rowsOf(screen, 'Module path')).toBe(0)
    terminal.press('Escape')
    expect((await terminal.ends()).code).toBe(130)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('Esc and back at the plan ask the last question again', async () => {
    const terminal = start()
    await enter(terminal, 5)
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
    'Ctrl-C at %s: exit 130, nothing on disk',
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
  ])('%s restores the terminal: keys are echoed, and the cursor is visible', async (_, key) => {
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

  test('no to the plan: exit 130, nothing on disk', async () => {
    const terminal = start()
    await enter(terminal, 5)
    await terminal.asks('Write this')
    terminal.press('Up', 'Enter')
    expect((await terminal.ends()).code).toBe(130)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('questions are on stderr: stdout contains only the JSON object', async () => {
    const terminal = start('--json --no-git >result.json')
    await enter(terminal, 6)
    expect((await terminal.ends()).code).toBe(0)
    const result = JSON.parse(readFileSync(join(cwd, 'result.json'), 'utf8'))
    expect(result).toMatchObject({ kind: 'done', body: { answers: { name: 'my-service' } } })
  })

  test('flags answer their questions, and --yes answers the rest', async () => {
    const some = start('svc --database redis --base-image alpine --dry-run')
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

    test('a new repository from a forge: keep one file, look at the other and overwrite it', async () => {
      const terminal = start(forge)
      await toConflicts(terminal)
      terminal.press('Enter')
      await terminal.asks('README.md')
      terminal.press('Down', 'Down', 'Down', 'Enter')
      const history = (): string => terminal.screen({ history: true })
      await expect.poll(history, { timeout: 10_000 }).toContain('+    docker compose up')
      // The difference is shown one screen at a time; Enter shows the rest.
      expect(await terminal.asks('README.md')).toMatch(/show +see the rest: \d+ more/)
      // The number of screens depends on the length of the README.
      for (let screens = 0; screens < 10; screens += 1) {
        const before = terminal.screen()
        if (/show +see the difference/.test(before)) break
        terminal.press('Enter')
        await expect.poll(() => terminal.screen()).not.toBe(before)
        await terminal.asks('README.md')
      }
      expect(terminal.screen()).toMatch(/show +see the difference/)
      const difference = history()
      expect(difference).toContain('+Made by create-go-docker')
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

    test('Ctrl-C at a conflict: exit 130, nothing on disk', async () => {
      const before = readdirSync(cwd)
      const terminal = start(forge)
      await toConflicts(terminal)
      terminal.press('C-c')
      expect((await terminal.ends()).code).toBe(130)
      expect(readdirSync(cwd)).toEqual(before)
    })

    test('a directory in the way is named, and is not offered for a decision', async () => {
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
  ] as const)('%s at a question: nothing on disk, the terminal restored', async (signal, code) => {
    const terminal = start()
    await terminal.asks('Directory')
    process.kill(await terminal.pid(), signal)
    expect((await terminal.ends()).code).toBe(code)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('a terminal that goes away ends the run, with nothing on disk', async () => {
    const terminal = start()
    await enter(terminal, 5)
    await terminal.asks('Write this')
    const pid = await terminal.pid()
    terminal.close()
    await expect.poll(() => existsSync(`/proc/${pid}/cwd`), { timeout: 10_000 }).toBe(false)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('long answers on a narrow terminal that is resized leave nothing behind', async () => {
    const terminal = start('', { columns: 44 })
    await terminal.asks('Directory')
    terminal.type('a/quite/long/path/that/needs/more/than/one/row/of/this/terminal')
    terminal.press('Enter')
    await terminal.asks('Module path')
    terminal.press('Escape')
    await terminal.asks('Directory')
    terminal.resize(70, 60)
    terminal.press('Enter')
    await terminal.asks('Module path')
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

    test('is made, with a temporary message if a hook takes long', async () => {
      script('pre-commit', `until [ -e ${cwd}/seen ]; do sleep 0.1; done`)
      git(`[core]\n\thooksPath = ${join(cwd, 'scripts')}\n`)
      const terminal = start(all)
      await terminal.shows(/^Committing/)
      writeFileSync(join(cwd, 'seen'), '')
      const { code, screen } = await terminal.ends()
      expect(code).toBe(0)
      expect(screen).toContain('and committed to git')
      expect(screen).not.toContain('may take a while')
      expect(existsSync(join(cwd, 'svc/.git/HEAD'))).toBe(true)
    })

    test('never asks at the terminal for a passphrase, nor does a hook', async () => {
      const gpg = script('gpg', 'printf "Passphrase: " >/dev/tty; read -r phrase </dev/tty; exit 1')
      git(`[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${gpg}\n`)
      const { code, screen } = await start(all).ends()
      expect(code).toBe(0)
      // A prompt that waits for input would time out.
      expect(screen).not.toContain('it took longer')
      expect(screen).not.toContain('Passphrase')
      expect(screen).toContain('gpg failed to sign')
      expect(existsSync(join(cwd, 'svc/go.mod'))).toBe(true)
    })
  })

  test('questions respect NO_COLOR too', async () => {
    const terminal = start('', { env: { NO_COLOR: '1' } })
    await enter(terminal, 2)
    await terminal.asks('HTTP framework')
    expect(terminal.screen({ colours: true })).not.toContain('\u001b[3')
    terminal.press('C-c')
    await terminal.ends()
  })
})
