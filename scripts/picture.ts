/** Draws docs/prompts.svg from a real run at a terminal: `npm run picture`, after `npm run build`; needs tmux. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Terminal } from '../test/e2e/support/terminal.ts'
import { terminalSvg } from './terminal-svg.ts'

const columns = 88
const cwd = mkdtempSync(join(tmpdir(), 'picture-'))
const terminal = new Terminal(`${process.execPath} ${resolve('dist/create-go-docker.cjs')}`, {
  cwd,
  columns,
  env: { HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'Ada', GIT_COMMITTER_NAME: 'Ada' },
})

/** What a person does at each question, in its order. */
const replies: readonly (readonly [question: string, reply: () => void])[] = [
  ['Directory', () => terminal.press('Enter')],
  ['Name', () => terminal.press('Enter')],
  ['Module path', () => retype('github.com/acme/my-service')],
  ['HTTP framework', () => terminal.press('Down', 'Enter')],
  ['Database', () => terminal.press('Enter')],
]

function retype(text: string): void {
  terminal.press('C-e', ...Array.from({ length: 40 }, () => 'BSpace'))
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
  mkdirSync('docs', { recursive: true })
  const prompt = '\u001b[90m$\u001b[0m npm create go-docker@latest'
  const title = 'The questions of npm create go-docker'
  writeFileSync('docs/prompts.svg', terminalSvg(`${prompt}\n${asking}`, columns, title))
} finally {
  terminal.dispose()
  rmSync(cwd, { recursive: true, force: true })
}
