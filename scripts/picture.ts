/**
 * Draws docs/prompts.svg from a real run in a terminal: `npm run picture`, after `npm run build`.
 * Needs tmux.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Terminal } from '../test/e2e/support/terminal.ts'
import { terminalSvg } from './terminal-svg.ts'

const columns = 88
const cwd = mkdtempSync(join(tmpdir(), 'picture-'))
writeFileSync(join(cwd, '.gitconfig'), '[user]\n\tname = Ada L\n\temail = ada@example.com\n')
const terminal = new Terminal(`${process.execPath} ${resolve('dist/create-go-docker.cjs')}`, {
  cwd,
  columns,
  env: {
    CI: '',
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: tmpdir(),
  },
})

/** What the user does at each question, in order. */
const replies: readonly (readonly [question: string, reply: () => void])[] = [
  ['Directory', () => terminal.press('Enter')],
  ['Module path', () => retype('github.com/acme/my-service')],
  ['HTTP framework', () => terminal.press('Enter')],
  ['Database', () => terminal.press('Enter')],
]

function retype(text: string): void {
  terminal.press('C-u')
  terminal.type(text)
  terminal.press('Enter')
}

try {
  for (const [question, reply] of replies) {
    await terminal.asks(question)
    reply()
  }
  await terminal.asks('Base image')
  const asking = terminal.screen({ colours: true })
  terminal.press('Enter')
  await terminal.asks('Write this?')
  terminal.press('y')
  await terminal.ends()
  const done = terminal.screen({ colours: true, history: true })
  mkdirSync('docs', { recursive: true })
  const prompt = '\u001b[90m$\u001b[0m npm create go-docker@latest'
  const rows = done.split('\n').filter((row) => !row.includes('Pane is dead'))
  const afterwards = rows.slice(rows.findIndex((row) => row.includes('Base image'))).join('\n')
  const title = 'npm create go-docker: the questions, the plan, and the result'
  writeFileSync(
    'docs/prompts.svg',
    terminalSvg(`${prompt}\n${asking}\n\n${afterwards}`, columns, title),
  )
} finally {
  terminal.dispose()
  rmSync(cwd, { recursive: true, force: true })
}
