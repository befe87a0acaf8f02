import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testEnvironment } from '../support/git.ts'
import { bundled } from './bundle.ts'

const program = await bundled('bin/create-go-docker.ts')
let cwd = ''

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'process-')))
})

afterEach(() => rmSync(cwd, { recursive: true, force: true }))

function start(words: readonly string[], file = process.execPath, args = [program]) {
  return spawn(file, [...args, ...words], { cwd, env: testEnvironment(cwd), stdio: 'pipe' })
}

async function codeOf(child: ChildProcess): Promise<unknown> {
  const [code] = await once(child, 'exit')
  return code
}

test('a silent, open stdin is not waited for', async () => {
  expect(await codeOf(start([]))).toBe(2)
})

test('with a reader that goes away (| head), the tree is written, and no stack is printed', async () => {
  const child = start(['svc', '--yes', '--no-git'])
  child.stdout.destroy()
  const [code, stderr] = await Promise.all([codeOf(child), text(child.stderr)])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(existsSync(join(cwd, 'svc/go.mod'))).toBe(true)
})

describe('in a current directory that no longer exists', () => {
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
  const startThere = (...words: readonly string[]) =>
    start(words, 'sh', ['-c', script, 'sh', process.execPath, program])

  test('a create reports that, and what to do', async () => {
    const child = startThere('svc', '--yes')
    const [code, stderr] = await Promise.all([codeOf(child), text(child.stderr)])
    expect(code).toBe(1)
    expect(stderr).toBe(`✗ the current directory no longer exists
  Change to another directory and run the command again.
`)
  })

  test('a command line with other problems reports both, exit 2', async () => {
    const child = startThere('svc', '--yes', '--framework', 'gin')
    const [code, stderr] = await Promise.all([codeOf(child), text(child.stderr)])
    expect(code).toBe(2)
    expect(stderr).toMatch(/--framework gin[^✗]*✗ the current directory/)
  })

  test('--json reports it in its object', async () => {
    const result = JSON.parse(await text(startThere('svc', '--yes', '--json').stdout))
    expect(result).toMatchObject({ kind: 'failure', exitCode: 1 })
  })

  test('the help works', async () => {
    const child = startThere('--help')
    const [code, stdout] = await Promise.all([codeOf(child), text(child.stdout)])
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Usage:') })
  })
})

// Only Linux allows such names.
describe.runIf(process.platform === 'linux')(
  'in a current directory whose name is not UTF-8',
  () => {
    const script = 'name=$(printf "a\\377b"); mkdir "$name" && cd "$name" && exec "$@"'
    const startThere = (...words: readonly string[]) =>
      start(words, 'sh', ['-c', script, 'sh', process.execPath, program])

    test('a create reports that, and what to do, and does not call it a bug', async () => {
      const child = startThere('svc', '--yes')
      const [code, stderr] = await Promise.all([codeOf(child), text(child.stderr)])
      expect(code).toBe(1)
      expect(stderr).toBe(`✗ cannot write anything: the path of the current directory is not UTF-8
  Change to another directory and run the command again.
`)
    })

    test('a name with a real replacement character works', async () => {
      const child = start(['svc\ufffd/svc', '--yes', '--no-git'])
      expect(await codeOf(child)).toBe(0)
      const there = start(['more', '--yes', '--no-git'], 'sh', [
        '-c',
        'cd svc\ufffd && exec "$@"',
        'sh',
        process.execPath,
        program,
      ])
      expect(await codeOf(there)).toBe(0)
      expect(readdirSync(join(cwd, 'svc\ufffd')).sort()).toEqual(['more', 'svc'])
    })
  },
)

test("pipes and huge files at every path that is read are conflicts, and don't block", async () => {
  const directory = join(cwd, 'svc')
  mkdirSync(join(directory, '.github/workflows'), { recursive: true })
  const pipes = ['.gitignore', 'README.md', '.github/workflows/ci.yml', 'go.work', '.git']
  for (const path of pipes) spawnSync('mkfifo', [join(directory, path)])
  for (const path of ['go.mod', 'Makefile', 'go.sum']) {
    writeFileSync(join(directory, path), '')
    truncateSync(join(directory, path), 3 * 2 ** 30)
  }
  const child = start(['svc', '--yes', '--json', '--module', 'svc'])
  const [code, stdout] = await Promise.all([codeOf(child), text(child.stdout)])
  expect(code).toBe(1)
  const { kind, body } = JSON.parse(stdout)
  const conflicts = body.files.filter((file: { status: string }) => file.status === 'conflict')
  expect(kind).toBe('conflict')
  expect(conflicts.map(({ path }: { path: string }) => path)).toEqual([
    '.github/workflows/ci.yml',
    '.gitignore',
    'Makefile',
    'README.md',
    'go.mod',
    'go.sum',
  ])
  // go.mod and go.sum can be kept only if they are regular files of a limited size.
  for (const path of ['go.mod', 'go.sum']) rmSync(join(directory, path))
  const kept = start(['svc', '--yes', '--json', '--module', 'svc', '--on-conflict', 'keep'])
  expect(JSON.parse(await text(kept.stdout))).toMatchObject({
    kind: 'done',
    body: { git: { done: false, reason: '.git exists, but is not a repository' } },
  })
}, 20_000)

// A disk that is always full, which only Linux has.
test.runIf(existsSync('/dev/full'))('a lost result is a failure', async () => {
  const words = ['svc', '--yes', '--no-git', '--json']
  const child = start(words, 'sh', ['-c', 'exec "$@" >/dev/full', 'sh', process.execPath, program])
  const [code, stderr] = await Promise.all([codeOf(child), text(child.stderr)])
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `✗ cannot print the result: no space is left on the disk (ENOSPC)
  Free some space and run the command again.
`,
  })
  expect(existsSync(join(cwd, 'svc/go.mod'))).toBe(true)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s while git commits ends with %i: the tree is complete and the commit undone, as reported',
  async (signal, code) => {
    const hooks = join(cwd, 'hooks')
    mkdirSync(hooks)
    writeFileSync(join(hooks, 'pre-commit'), `#!/bin/sh\ntouch ${cwd}/committing\nsleep 60\n`, {
      mode: 0o755,
    })
    writeFileSync(join(cwd, '.gitconfig'), `[core]\n\thooksPath = ${hooks}\n`)
    const child = start(['svc', '--yes', '--json'])
    const output = text(child.stdout)
    const ended = codeOf(child)
    await expect.poll(() => existsSync(join(cwd, 'committing')), { timeout: 30_000 }).toBe(true)
    child.kill(signal)
    expect(await ended).toBe(code)
    expect(JSON.parse(await output)).toMatchObject({
      kind: 'cancelled',
      exitCode: code,
      body: {
        directory: join(cwd, 'svc'),
        git: {
          done: false,
          reason: 'git commit failed: it was interrupted',
          remedy: 'Run the command again to commit the files.',
        },
      },
    })
    expect(readdirSync(join(cwd, 'svc'))).toContain('go-docker.lock.json')
    const names = readdirSync(join(cwd, 'svc'))
    expect(names.filter((name) => /^\.(git|create-go-docker.*)$/.test(name))).toEqual([])
  },
)
