import { execFile, execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstCommit } from '../../../bin/git/first-commit.ts'
import { recover } from '../../../generators/disk/transaction/index.ts'
import { bundledChild, type Child } from '../../kill/child.ts'
import { killMoments } from '../../support/scope.ts'

const moments = killMoments
const step = moments > 100 ? 0.5 : 1.5
const times = Math.min(Math.ceil(moments / 4), 100)
const kill = join(import.meta.dirname, 'kill')
let child: Child

beforeAll(() => {
  child = bundledChild(kill)
})
afterAll(() => child.remove())

interface Place {
  readonly root: string
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
}

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  chmodSync(path, mode)
}

/**
 * Runs a test in a directory with the files of a create. `git` is a wrapper that kills its parent
 * before (GIT_KILL_AT=n) or after (n.5) its n-th run. The optional hook expects `.git` to exist.
 */
async function inCreated<T>(hook: boolean, act: (place: Place) => Promise<T>): Promise<T> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'git-kill-')))
  const directory = join(root, 'svc')
  const { PATH = '' } = process.env
  put(join(directory, 'go.mod'), 'module svc\n')
  put(join(directory, 'cmd/main.go'), 'package main\n')
  put(join(directory, 'notes.md'), 'mine\n')
  put(join(root, '.gitconfig'), '[user]\n\tname = T\n\temail = t@example.com\n')
  const wrapper = `#!/bin/sh
PATH='${PATH}'
echo >>'${root}/runs'
number=$(wc -l <'${root}/runs' | tr -d ' ')
if [ "$GIT_KILL_AT" = "$number" ]; then kill -9 $PPID; fi
if [ "$GIT_KILL_AT" = "$number.5" ]; then git "$@"; kill -9 $PPID; exit; fi
exec git "$@"
`
  put(join(root, 'bin/git'), wrapper, 0o755)
  const env = {
    PATH: `${join(root, 'bin')}${delimiter}${PATH}`,
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: root,
  }
  if (hook) {
    put(join(root, 'template/hooks/pre-commit'), '#!/bin/sh\ntouch .git/ran\n', 0o755)
    put(
      join(root, '.gitconfig'),
      `${readFileSync(join(root, '.gitconfig'))}[init]\n\ttemplateDir = ${root}/template\n`,
    )
  }
  try {
    return await act({ root, directory, env })
  } finally {
    // An abandoned git may still be writing.
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/**
 * Makes the first commit in a separate process that is killed at some moment; returns its signal
 * and output.
 */
function run({ directory, env }: Place, more: Readonly<Record<string, string>>, timeout = 0) {
  const args = ['--require', join(kill, 'hook.cjs'), child.path, directory]
  return new Promise<{ signal: string | undefined; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      args,
      { env: { ...env, ...more }, timeout, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => resolve({ signal: error?.signal ?? undefined, stdout, stderr }),
    )
  })
}

function git({ directory, env }: Place, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: directory, env, encoding: 'utf8', stdio: 'pipe' }).trim()
}

/** Returns the state of `.git`: nothing, a repository with the commit, or a link into a stage. */
function standing({ directory }: Place): 'nothing' | 'commit' | 'link' {
  const entry = readdirSync(directory, { withFileTypes: true }).find(({ name }) => name === '.git')
  if (entry === undefined) return 'nothing'
  if (!entry.isSymbolicLink()) return 'commit'
  expect(readlinkSync(join(directory, '.git'))).toMatch(
    /^\.create-go-docker-\d+-\w{6}\/repository$/,
  )
  return 'link'
}

/** Expects one complete commit, as if nothing had been killed, and no leftovers of a run. */
function expectCommit(place: Place): void {
  expect(git(place, 'log', '--format=%s by %an')).toBe('Create svc by T')
  expect(git(place, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe('cmd/main.go\ngo.mod')
  expect(git(place, 'status', '--porcelain')).toBe('?? notes.md')
  expect(git(place, 'fsck', '--full')).toBe('')
  expect(git(place, 'config', '--list', '--local')).not.toContain('worktree')
  const names = readdirSync(place.directory)
  expect(names.filter((name) => name.startsWith('.create'))).toEqual([])
}

/**
 * Expects the commit or no repository, then does the same as the next run, and expects the commit.
 */
async function expectRecovered(place: Place, hook: boolean): Promise<string> {
  const left = standing(place)
  if (left === 'commit') expect(git(place, 'log', '--format=%s')).toBe('Create svc')
  if (!hook) expect(left).not.toBe('link')
  await recover(place.directory)
  // By now, a commit in the stage has been moved into the directory.
  const kept = standing(place) === 'commit'
  const { directory, env } = place
  const outcome = await firstCommit({
    directory,
    paths: ['go.mod', 'cmd/main.go'],
    message: 'Create svc',
    env,
    signal: new AbortController().signal,
  })
  if (kept) expect(outcome).toMatchObject({ reason: expect.stringMatching('already') })
  else expect(outcome).toEqual({ done: true })
  // An abandoned git may have written to its stage during the sweep; then the next run sweeps it.
  await expect.poll(() => stagesAfter(place), { timeout: 10_000 }).toEqual([])
  expectCommit(place)
  return left
}

async function stagesAfter({ directory }: Place): Promise<readonly string[]> {
  await recover(directory)
  return readdirSync(directory).filter((name) => name.startsWith('.create'))
}

describe.each([
  ['without hooks', false],
  ['with a hook that expects .git', true],
])('a first commit %s, killed', { timeout: 600_000 }, (_, hook) => {
  test("before or after any change to the disk, exists or doesn't, and the next run creates it", async () => {
    const calls = await inCreated(hook, async (place) => {
      const { stdout, stderr } = await run(place, { KILL_AT: '0' })
      expect(stdout).toBe('{"done":true}')
      expectCommit(place)
      return Number(stderr)
    })
    expect(calls).toBeGreaterThan(7)
    const lefts = new Set<string>()
    for (let at = 1; at < calls + 1; at += step) {
      await inCreated(hook, async (place) => {
        expect(await run(place, { KILL_AT: String(at) })).toMatchObject({ signal: 'SIGKILL' })
        lefts.add(await expectRecovered(place, hook))
      })
    }
    expect([...lefts].sort()).toEqual(hook ? ['commit', 'link', 'nothing'] : ['commit', 'nothing'])
  })

  test("before or after any run of git, exists or doesn't, and the next run creates it", async () => {
    for (let at = 1; at < 6; at += 0.5) {
      await inCreated(hook, async (place) => {
        const more = { GIT_KILL_AT: String(at), KILL_AT: '-1' }
        expect(await run(place, more)).toMatchObject({ signal: 'SIGKILL' })
        await expectRecovered(place, hook)
      })
    }
  })

  test(`at ${times} moments of its time, is there or is not, and the next run makes it`, async () => {
    const started = Date.now()
    await inCreated(hook, (place) => run(place, { KILL_AT: '-1' }))
    const span = Date.now() - started
    const ends = new Set<string>()
    for (let number = 1; number <= times; number += 1) {
      await inCreated(hook, async (place) => {
        const { signal } = await run(
          place,
          { KILL_AT: '-1' },
          1 + Math.round((span * number) / times),
        )
        ends.add(signal ?? 'done')
        // The abandoned git must not cause problems, whether it has finished or is still writing.
        if (number % 2 === 0) await setTimeout(100)
        await expectRecovered(place, hook)
      })
    }
    expect(ends).toContain('SIGKILL')
  })
})
