import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Io } from '../../bin/io.ts'
import { Stopped } from '../../bin/report/stop.ts'
import { schemaErrors } from './report/schemas.ts'
import { type Run, runMain } from './run.ts'

let cwd = ''

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'main-'))
})

afterEach(() => rmSync(cwd, { recursive: true, force: true }))

/** Runs the command in `cwd`. */
function run(argv: readonly string[], changes: Partial<Io> = {}): Promise<Run> {
  return runMain(argv, { cwd, ...changes })
}

function write(path: string, text: string): void {
  mkdirSync(join(cwd, path, '..'), { recursive: true })
  writeFileSync(join(cwd, path), text)
}

function read(path: string): string {
  return readFileSync(join(cwd, path), 'utf8')
}

/** Returns everything below `cwd`: path → content. */
function disk(): Readonly<Record<string, string>> {
  const entries = readdirSync(cwd, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path, entry.isFile() ? readFileSync(path, 'utf8') : '']
    }),
  )
}

describe('without a terminal', () => {
  test('a create writes the tree and says so on stdout', async () => {
    const { code, stdout, stderr } = await run(['svc', '--yes'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('docker compose up')
    expect(read('svc/go.mod')).toMatch(/^module svc\n/)
    expect(readdirSync(cwd)).toEqual(['svc'])
  })

  test('a second create finds everything identical', async () => {
    await run(['svc', '--yes'])
    const before = disk()
    expect((await run(['svc', '--yes'])).code).toBe(0)
    expect(disk()).toEqual(before)
  })

  test('a dry run shows the plan and writes nothing', async () => {
    const { code, stdout } = await run(['svc', '--yes', '--dry-run'])
    expect(code).toBe(0)
    expect(stdout).toContain('go.mod')
    expect(readdirSync(cwd)).toEqual([])
  })

  test('nothing is asked: missing values are listed, exit 2', async () => {
    const { code, stdout, stderr } = await run([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    for (const flag of ['DIRECTORY', '--module', '--framework', '--database', '--base-image']) {
      expect(stderr).toContain(flag)
    }
  })

  test.each([
    ['stdin is one, but not stderr', { stdin: terminal(Readable.from([])) }],
    ['stderr is one, but not stdin', { stderr: terminal(new PassThrough()) }],
    [
      'both are, but it runs in CI',
      {
        stdin: terminal(Readable.from([])),
        stderr: terminal(new PassThrough()),
        env: { CI: 'true' },
      },
    ],
  ])('nothing is asked either if %s', async (_claim, changes) => {
    expect((await run([], changes)).code).toBe(2)
  })

  test('--help and --version are results: stdout, exit 0', async () => {
    const help = await run(['--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain('--base-image')
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('without git, the tree is complete, the exit code is 0, and the missing commit is reported', async () => {
    const { code, stdout } = await run(['svc', '--yes', '--module', 'svc'])
    expect(code).toBe(0)
    expect(stdout).toContain('git is not installed')
    expect(existsSync(join(cwd, 'svc', '.git'))).toBe(false)
  })
})

describe('below the root of a repository', () => {
  test.each([
    ['inside one', '.', 'git add -A . && git commit'],
    ['in one of its own', 'svc', 'git add -A && git commit'],
  ])(
    '%s, the commit is left to the user, and is part of the next steps',
    async (_, where, command) => {
      execFileSync('git', ['init', '--quiet', join(cwd, where)])
      const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' }
      const first = await run(['svc', '--module', 'example.com/svc', '--yes'], { env })
      expect(first.code).toBe(0)
      expect(first.stdout).toContain('a git repository. Commit it yourself.')
      expect(first.stdout.split('\n')).toContain(`  ${command}`)
      // Nothing was written, so there is nothing to commit.
      const again = await run(['svc', '--yes'], { env })
      expect(again.stdout).not.toContain('git commit')
    },
  )
})

function terminal<Stream extends object>(stream: Stream): Stream & { readonly isTTY: true } {
  return Object.assign(stream, { isTTY: true as const })
}

describe('an existing directory', () => {
  const forge = ['.', '--name', 'svc', '--module', 'github.com/acme/svc', '--yes']

  beforeEach(() => {
    write('README.md', '# svc\n')
    write('LICENSE', 'MIT License\n')
    write('.gitignore', '*.exe\n')
  })

  test('a new repository from a forge: each conflict is named, nothing is written, exit 1', async () => {
    const before = disk()
    const { code, stdout, stderr } = await run(forge)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const named = stderr.slice(stderr.indexOf('Nothing was written'))
    expect(named).toContain('README.md')
    expect(named).not.toContain('LICENSE')
    expect(named).not.toContain('.gitignore')
    expect(disk()).toEqual(before)
  })

  test.each([
    ['keep', /^# svc\n$/],
    ['overwrite', /^(?!# svc\n\n<!-- BEGIN)[\s\S]*make run/],
    ['append', /^# svc\n\n<!-- BEGIN create-go-docker -->\n[\s\S]*make run/],
  ])('--on-conflict %s decides it', async (decision, readme) => {
    expect((await run([...forge, '--on-conflict', decision])).code).toBe(0)
    expect(read('README.md')).toMatch(readme)
    expect(read('.gitignore')).toMatch(/^\*\.exe\n\n# BEGIN create-go-docker\n[\s\S]*\/\.local\/\n/)
    expect(read('LICENSE')).toBe('MIT License\n')
    expect(read('go.mod')).toMatch(/^module github\.com\/acme\/svc\n/)
  })

  test('a kept file is in the first commit, so that a clone has it', async () => {
    const env = {
      PATH: process.env.PATH,
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' },
      ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' },
    }
    const { code, stdout } = await run([...forge, '--on-conflict', 'keep'], { env })
    expect(code).toBe(0)
    expect(stdout).toContain('committed to git')
    const files = execFileSync('git', ['ls-files'], { cwd, env, encoding: 'utf8' }).split('\n')
    expect(files).toContain('README.md')
    expect(files).toContain('.gitignore')
    expect(files).not.toContain('LICENSE')
  })

  test('a conflict leaves the rest of the plan folded, but for --verbose and a dry run', async () => {
    const folded = (await run(forge)).stderr
    expect(folded).toMatch(/^! .* README\.md$/m)
    expect(folded).toMatch(/^\+ .* cmd\/ \(\d+ files\)$/m)
    expect(folded.split('\n').length).toBeLessThan(20)
    for (const flag of ['--verbose', '--dry-run']) {
      expect((await run([...forge, flag])).stderr, flag).toMatch(/^\+ .* main\.go$/m)
    }
  })

  test('--on-conflict fail is what happens anyway', async () => {
    const before = disk()
    expect((await run([...forge, '--on-conflict', 'fail'])).code).toBe(1)
    expect(disk()).toEqual(before)
  })

  test('a dry run with a conflict fails', async () => {
    expect((await run([...forge, '--dry-run'])).code).toBe(1)
  })

  test.each([
    ['a directory', (path: string) => mkdirSync(path)],
    ['a symbolic link', (path: string) => symlinkSync('elsewhere', path)],
  ])('%s at the path of a file is never overwritten', async (thing, put) => {
    put(join(cwd, 'Makefile'))
    const before = disk()
    const { code, stderr } = await run([...forge, '--on-conflict', 'overwrite'])
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`Makefile.*${thing}`))
    expect(disk()).toEqual(before)
  })
})

test('a file at the path of the directory: what failed, why, and what to do; exit 1', async () => {
  write('svc', 'a file\n')
  const { code, stdout, stderr } = await run(['svc', '--yes'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/svc: .+\n.+\n/)
  expect(stderr).not.toContain('    at ')
  expect(read('svc')).toBe('a file\n')
})

describe('everything that is invalid is listed at once, exit 2', () => {
  const heads = ({ stderr }: Run): readonly (string | undefined)[] =>
    stderr
      .split('\n')
      .flatMap((line) => (line.startsWith('✗') ? [line.slice(2).split(':')[0]] : []))

  test.each([
    ['the command line and a default', '--yes --name log --framework gin', 2],
    ['the directory and a default that hangs on the name', 'con --yes --name log', 2],
    ['the command line, a default and the disk', 'file --yes --name log --database pg', 3],
    ['a default and the disk', 'file/svc --yes --name log', 2],
    ['a default directory that is a file', '--yes --name file --nonsense', 2],
    ['only the directory, because no other can be meant', 'con --yes --name file', 1],
    ['only the command line', 'con --yes --modul log --framework gin', 3],
  ])('%s', async (_claim, words, count) => {
    write('file', 'a file\n')
    const result = await run(words.split(' '))
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(heads(result)).toHaveLength(count)
    expect(new Set(heads(result)).size).toBe(count)
    expect(readdirSync(cwd)).toEqual(['file'])
  })
})

test('the current directory is rejected because of its name, exit 2', async () => {
  const place = join(cwd, 'dévé')
  mkdirSync(place)
  const { code, stderr } = await run(['.', '--name', 'svc', '--yes'], { cwd: place })
  expect(code).toBe(2)
  expect(stderr).toMatch(/^✗ directory \.: .*dévé\n {2}Use another directory, or rename/)
  expect(readdirSync(place)).toEqual([])
  expect((await run(['svc', '--yes'], { cwd: place })).code).toBe(0)
})

test('at a terminal, a destination that is a file is rejected before any question, exit 1', async () => {
  write('file', 'a file\n')
  const ways = { stdin: terminal(new PassThrough()), stderr: terminal(new PassThrough()) }
  const { code, stdout } = await run(['file', '--json'], ways)
  expect(code).toBe(1)
  expect(JSON.parse(stdout).body.problems[0].message).toMatch(/file: it is not a directory$/)
  expect(String(ways.stderr.read() ?? '')).toBe('')
})

test('a run that was told to stop writes nothing and exits with 130', async () => {
  const signal = AbortSignal.abort(new Stopped({ kind: 'cancelled' }))
  const { code, stderr } = await run(['svc', '--yes'], { signal })
  expect(code).toBe(130)
  expect(stderr).toBe('Cancelled: nothing was written.\n')
  expect(readdirSync(cwd)).toEqual([])
})

describe('an unexpected error is reported without its stack, except with --verbose', () => {
  test.each([
    [[], false],
    [['--verbose'], true],
  ])('%j', async (flags, shown) => {
    const signal = AbortSignal.abort(new TypeError('boom'))
    const { code, stderr } = await run(['svc', '--yes', ...flags], { signal })
    expect(code).toBe(1)
    expect(stderr).toContain('boom')
    expect(stderr.includes('    at ')).toBe(shown)
    expect(readdirSync(cwd)).toEqual([])
  })
})

describe('--json prints one object on stdout that matches the schema, for every ending', () => {
  test.each([
    ['done', 0, ['svc', '--yes']],
    ['dry-run', 0, ['svc', '--yes', '--dry-run']],
    ['conflict', 1, ['there', '--yes']],
    ['usage', 2, ['--framework', '__proto__', '--nonsense']],
    ['failure', 1, ['file', '--yes']],
  ])('%s', async (kind, exitCode, argv) => {
    write('there/Makefile', 'all:\n')
    write('file', '')
    const { code, stdout, stderr } = await run([...argv, '--json'])
    const result = JSON.parse(stdout)
    expect(schemaErrors(result)).toEqual([])
    expect(result).toMatchObject({ command: 'create', kind, exitCode })
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: '' })
  })

  test('cancelled', async () => {
    const signal = AbortSignal.abort(new Stopped({ kind: 'cancelled' }))
    const { stdout } = await run(['svc', '--yes', '--json'], { signal })
    expect(schemaErrors(JSON.parse(stdout))).toEqual([])
  })

  test.each([
    ['unavailable', 3],
    ['untrusted', 4],
  ] as const)('%s', async (kind, exitCode) => {
    const stopped = new Stopped({ kind, problems: [{ what: 'no layer' }] })
    const signal = AbortSignal.abort(stopped)
    const { code, stdout } = await run(['svc', '--yes', '--json'], { signal })
    const result = JSON.parse(stdout)
    expect(schemaErrors(result)).toEqual([])
    expect(result).toMatchObject({ kind, exitCode, body: { problems: [{ message: 'no layer' }] } })
    expect(code).toBe(exitCode)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('a file that takes precedence over ours is a warning in it, not a failure', async () => {
    write('svc/compose.yaml', 'services: {}\n')
    const { code, stdout } = await run(['svc', '--yes', '--json'])
    const { warnings } = JSON.parse(stdout)
    expect(warnings).toMatchObject([{ rule: 'destination/outranked', file: 'compose.yaml' }])
    expect(code).toBe(0)
  })

  test('it contains the possible decisions for a conflict', async () => {
    write('there/go.mod', 'module other\n\nrequire example.com/x v1.0.0\n')
    const { stdout } = await run(['there', '--yes', '--json'])
    const { files } = JSON.parse(stdout).body
    expect(files.filter(({ status }: { status: string }) => status === 'conflict')).toEqual([
      { path: 'go.mod', status: 'conflict', ways: ['overwrite'], reason: expect.any(String) },
    ])
  })

  test('it contains the reason for a missing commit', async () => {
    const { stdout } = await run(['svc', '--yes', '--json'])
    expect(JSON.parse(stdout).body.git).toEqual({
      done: false,
      reason: 'git is not installed',
      remedy: 'Install git, then run the command again.',
    })
    const refused = await run(['svc2', '--yes', '--json', '--no-git'])
    expect(JSON.parse(refused.stdout).body.git).toEqual({
      done: false,
      reason: '--no-git was given',
      remedy: null,
    })
  })
})

describe("a record that can't be used ends with 1 and the reason, and leaves the disk unchanged:", () => {
  const asked = (more: object) => (intent: object) => ({ ...intent, ...more })
  test.each<[string, string, (record: object) => object, string]>([
    [
      'an edit',
      'go-docker.json',
      asked({ exclude: ['Makefile'] }),
      'exclude is Makefile, but go-docker.lock.json has nothing',
    ],
    [
      'a lock of a newer version',
      'go-docker.lock.json',
      asked({ lockfileVersion: 2 }),
      'newer version',
    ],
    [
      'a lock without a name',
      'go-docker.lock.json',
      asked({ answers: {} }),
      'cannot read go-docker.lock.json',
    ],
  ])('%s', async (_, path, change, told) => {
    await run(['svc', '--yes'])
    write(`svc/${path}`, JSON.stringify(change(JSON.parse(read(`svc/${path}`)))))
    const before = disk()
    const { code, stderr } = await run(['svc', '--yes'])
    expect(code).toBe(1)
    expect(stderr).toContain(told)
    expect(disk()).toEqual(before)
  })

  test.each([
    ['Makefil', 'the template has no file of that path'],
    ['go.mod', 'the service is compiled from'],
    ['internal/health/health.go', 'the service is compiled from'],
  ])('an intent that excludes %s', async (path, told) => {
    const answers = { name: 'svc', module: 'svc' }
    write('svc/go-docker.json', JSON.stringify({ answers, exclude: ['Makefile', path] }))
    const before = disk()
    const { code, stderr } = await run(['svc', '--yes'])
    expect(code).toBe(1)
    expect(stderr).toContain(`cannot exclude ${path}: ${told}`)
    expect(stderr).not.toContain('bug')
    expect(disk()).toEqual(before)
  })
})
