import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asPlainUser } from '../../generators/disk/disk.ts'
import { resultIn, runMain } from '../run.ts'

let cwd = ''

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'preset-'))
})

afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const identity = { name: 'other', module: 'example.com/other' }
const options = { framework: 'echo', database: 'redis', baseImage: 'alpine' }

function write(path: string, content: string | Uint8Array): void {
  writeFileSync(join(cwd, path), content)
}

async function create(...argv: readonly string[]) {
  const { code, stdout } = await runMain([...argv, '--no-git', '--json'], { cwd })
  return { code, result: resultIn(stdout) }
}

describe('--from takes the options of another repository', () => {
  beforeEach(() => write('p.json', JSON.stringify({ answers: { ...identity, ...options } })))

  test('but not its name or module path', async () => {
    const { code, result } = await create('svc', '--yes', '--module', 'm', '--from', 'p.json')
    expect(code).toBe(0)
    expect(result.answers).toEqual({ name: 'm', module: 'm', ...options })
  })

  test('unless a flag has another value', async () => {
    const argv = ['svc', '--yes', '--module', 'm', '--from', 'p.json', '--database', 'postgres']
    const { result } = await create(...argv)
    expect(result.answers).toMatchObject({ ...options, database: 'postgres' })
  })

  test('and counts as given: without a terminal, these are not missing', async () => {
    expect((await create('svc', '--module', 'm', '--from', 'p.json')).code).toBe(0)
    const { code, result } = await create('other', '--from', 'p.json')
    expect(code).toBe(2)
    expect(result.problems.map(({ message }: { message: string }) => message)).toEqual([
      "questions can't be asked, because stdin is not a terminal",
      '--module is missing',
    ])
  })

  test('and says so if these need house layers that were not given', async () => {
    const layers = [{ use: 'npm:company' }]
    write('p.json', JSON.stringify({ layers, answers: { ...options, team: 'payments' } }))
    const { code, result } = await create('svc', '--yes', '--module', 'm', '--from', 'p.json')
    expect(code).toBe(2)
    expect(result.problems).toEqual([
      {
        message: '--from p.json: unknown option team',
        remedy: 'It is of a service with house layers: use the same --layer, too.',
      },
    ])
  })

  test('and these are not asked for', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true })
    const stderr = Object.assign(new PassThrough(), { isTTY: true })
    const argv = ['svc', '--name', 'n', '--module', 'm', '--from', 'p.json']
    // The only remaining question: the confirmation of the plan.
    stdin.write('\r')
    const { code, stdout } = await runMain([...argv, '--no-git', '--json'], { cwd, stdin, stderr })
    expect(code).toBe(0)
    expect(resultIn(stdout).answers).toEqual({ name: 'n', module: 'm', ...options })
    expect(String(stderr.read())).toContain('Write this?')
  })

  test('through a link, and with a byte order mark', async () => {
    write('bom.json', `\uFEFF${JSON.stringify({ answers: options })}`)
    symlinkSync('bom.json', join(cwd, 'link.json'))
    const { result } = await create('svc', '--yes', '--from', 'link.json')
    expect(result.answers).toMatchObject(options)
  })
})

describe('an invalid preset ends the run, exit 2, and the file is named', () => {
  const broken: readonly (readonly [string, string, () => void])[] = [
    ['there is no such file', 'p', () => {}],
    ['it is not a regular file', 'p', () => mkdirSync(join(cwd, 'p'))],
    ['it is not JSON', 'p', () => write('p', '{')],
    ['it is not JSON', 'p', () => write('p', '')],
    ['it is not JSON', 'p', () => write('p', Buffer.from([0x22, 0xff, 0x22]))],
    ['it has no "answers"', 'p', () => write('p', '[]')],
    ['it is larger than 1 MB', 'p', () => write('p', ' '.repeat(1_000_001))],
    [
      'framework: must be net/http or echo',
      'p',
      () => write('p', '{"answers":{"framework":"gin"}}'),
    ],
    ['unknown option color', 'p', () => write('p', '{"answers":{"color":"red"}}')],
  ]

  test.each(broken)('%s', async (problem, file, put) => {
    put()
    const { code, result } = await create('svc', '--module', 'm', '--from', file)
    expect(code).toBe(2)
    expect(result.problems).toEqual([
      { message: `--from p: ${problem}`, remedy: expect.stringMatching(/^Use /) },
    ])
  })

  test.skipIf(process.platform === 'win32')(
    'a named pipe without a writer is not waited for',
    async () => {
      execFileSync('mkfifo', [join(cwd, 'p')])
      const { code, result } = await create('svc', '--yes', '--from', 'p')
      expect(code).toBe(2)
      expect(result.problems[0].message).toBe('--from p: it is not a regular file')
    },
  )

  test('a file that may not be read', async () => {
    write('p', '{}')
    chmodSync(join(cwd, 'p'), 0)
    chmodSync(cwd, 0o755)
    const { result } = await asPlainUser(() => create('svc', '--yes', '--from', 'p'))
    expect(result.problems[0].message).toBe("--from p: it can't be read (EACCES)")
  })

  test('and everything else that is wrong is listed with it', async () => {
    const { code, result } = await create('con', '--modul', 'm', '--from', 'p')
    expect(code).toBe(2)
    expect(result.problems.map(({ message }: { message: string }) => message)).toEqual([
      'unknown flag --modul',
      'directory con: con is a reserved device name on Windows',
      '--from p: there is no such file',
    ])
  })
})

test('a preset of exactly 1 MB is read', async () => {
  write('p', JSON.stringify({ answers: options }).padEnd(1_000_000))
  expect((await create('svc', '--yes', '--from', 'p')).code).toBe(0)
})
