import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { gitFacts } from '../../../bin/git/facts.ts'
import { type FirstCommit, firstCommit } from '../../../bin/git/first-commit.ts'

let root = ''
let directory = ''
let env: Record<string, string | undefined> = {}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'git-'))
  directory = join(root, 'svc')
  const { PATH } = process.env
  env = { PATH, HOME: root, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: root }
  config('user.name', 'Test')
  config('user.email', 'test@example.com')
  write('svc/go.mod', 'module svc\n')
  write('svc/.env.example', 'PORT=8080\n')
  write('svc/notes.txt', "the user's\n")
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string, mode = 0o644): void {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, mode)
}

function git(where: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: where, env, encoding: 'utf8', stdio: 'pipe' }).trim()
}

function config(name: string, value: string): void {
  execFileSync('git', ['config', '--global', name, value], { env })
}

function hook(name: string, script: string): void {
  write(`template/hooks/${name}`, `#!/bin/sh\n${script}\n`, 0o755)
  config('init.templateDir', join(root, 'template'))
}

/**
 * A timeout in milliseconds, long enough for git's own steps on a busy machine. A command that
 * hangs uses all of it.
 */
const hanging = 3_000

/** Returns a signal that is aborted once a file exists. */
function abortedAt(path: string): AbortSignal {
  const stop = new AbortController()
  const looking = setInterval(() => {
    if (existsSync(join(root, path))) stop.abort()
  }, 10)
  onTestFinished(() => clearInterval(looking))
  return stop.signal
}

function commit(options: Partial<FirstCommit> = {}): ReturnType<typeof firstCommit> {
  return firstCommit({
    directory,
    paths: ['.env.example', 'go.mod'],
    message: 'Create svc',
    env,
    signal: new AbortController().signal,
    ...options,
  })
}

describe('the first commit', () => {
  test('contains only the paths that were written, on main', async () => {
    expect(await commit()).toEqual({ done: true })
    expect(git(directory, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe('.env.example\ngo.mod')
    expect(git(directory, 'log', '--format=%s by %an')).toBe('Create svc by Test')
    expect(git(directory, 'branch', '--show-current')).toBe('main')
    expect(git(directory, 'status', '--porcelain')).toBe('?? notes.txt')
  })

  test('is on the branch that the user configured for new repositories', async () => {
    config('init.defaultBranch', 'trunk')
    expect(await commit()).toEqual({ done: true })
    expect(git(directory, 'branch', '--show-current')).toBe('trunk')
  })

  test('contains files that a global ignore file excludes', async () => {
    write('ignored', '.env*\n')
    config('core.excludesFile', join(root, 'ignored'))
    expect(await commit()).toEqual({ done: true })
    expect(git(directory, 'ls-tree', '-r', '--name-only', 'HEAD')).toContain('.env.example')
  })

  test('takes paths literally, whatever git would read into them', async () => {
    write('svc/:(top)*', 'odd\n')
    expect(await commit({ paths: [':(top)*'] })).toEqual({ done: true })
    expect(git(directory, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe(':(top)*')
  })

  test("never bypasses the user's hooks", async () => {
    hook('pre-commit', 'touch .git/ran')
    expect(await commit()).toEqual({ done: true })
    expect(existsSync(join(directory, '.git', 'ran'))).toBe(true)
  })

  test.each<readonly [string, (script: string) => void]>([
    ['init.templateDir', (script) => hook('pre-commit', script)],
    [
      'GIT_TEMPLATE_DIR',
      (script) => {
        write('other/hooks/pre-commit', `#!/bin/sh\n${script}\n`, 0o755)
        env = { ...env, GIT_TEMPLATE_DIR: join(root, 'other') }
      },
    ],
    [
      'core.hooksPath, absolute',
      (script) => {
        write('hooks/pre-commit', `#!/bin/sh\n${script}\n`, 0o755)
        config('core.hooksPath', join(root, 'hooks'))
      },
    ],
    [
      'core.hooksPath, relative as husky has it',
      (script) => {
        write('svc/.husky/pre-commit', `#!/bin/sh\n${script}\n`, 0o755)
        config('core.hooksPath', '.husky')
      },
    ],
    [
      'core.hooksPath in the configuration of a template',
      (script) => {
        write('hooks/pre-commit', `#!/bin/sh\n${script}\n`, 0o755)
        write('template/config', `[core]\n\thooksPath = ${join(root, 'hooks')}\n`)
        config('init.templateDir', join(root, 'template'))
      },
    ],
    [
      'core.hooksPath in a conditional include',
      (script) => {
        write('hooks/pre-commit', `#!/bin/sh\n${script}\n`, 0o755)
        write('included', `[core]\n\thooksPath = ${join(root, 'hooks')}\n`)
        config(`includeIf.gitdir:${root}/svc/.git.path`, join(root, 'included'))
      },
    ],
  ])('runs a hook by %s as in an ordinary repository', async (_, place) => {
    place(`set -e
test "$(pwd)" = '${realpathSync(directory)}'
test -z "$GIT_DIR$GIT_WORK_TREE"
test -d .git/objects
test "$(git rev-parse --git-dir)" = .git
test "$(git rev-parse --show-toplevel)" = "$(pwd)"
(cd /; unset GIT_INDEX_FILE; cd '${realpathSync(directory)}'; git status --porcelain >${root}/status)
git diff --cached --name-only >.git/seen
git add notes.txt`)
    expect(await commit()).toEqual({ done: true })
    expect(readFileSync(join(root, 'status'), 'utf8')).not.toContain('create-go-docker')
    expect(readFileSync(join(directory, '.git/seen'), 'utf8')).toBe('.env.example\ngo.mod\n')
    expect(git(directory, 'ls-tree', '-r', '--name-only', 'HEAD')).toContain('notes.txt')
    expect(lstatSync(join(directory, '.git')).isDirectory()).toBe(true)
    expect(git(directory, 'config', '--local', '--list')).not.toContain('worktree')
  })

  test('contains no files of the run, even if a hook adds everything', async () => {
    hook('pre-commit', 'git add --all')
    expect(await commit()).toEqual({ done: true })
    expect(git(directory, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe(
      '.env.example\ngo.mod\nnotes.txt',
    )
    expect(readdirSync(directory).sort()).toEqual(['.env.example', '.git', 'go.mod', 'notes.txt'])
  })

  test('leaves a repository just as git creates it: the same files, modes and configuration', async () => {
    const seen = (where: string) =>
      readdirSync(where, { recursive: true, encoding: 'utf8' })
        .filter((path) => !path.startsWith('objects/'))
        .sort()
        .map((path) => `${path} ${lstatSync(join(where, path)).mode.toString(8)}`)
    write('plain/go.mod', 'module svc\n')
    const plainly = join(root, 'plain')
    for (const words of [
      ['-c', 'init.defaultBranch=main', 'init', '--quiet'],
      ['add', 'go.mod'],
      ['commit', '--quiet', '--message', 'x'],
    ]) {
      git(plainly, ...words)
    }
    expect(await commit()).toEqual({ done: true })
    expect(seen(join(directory, '.git'))).toEqual(seen(join(plainly, '.git')))
    const text = (where: string) => readFileSync(join(where, '.git/config'), 'utf8')
    expect(text(directory)).toBe(text(plainly))
    expect(lstatSync(join(directory, '.git')).mode).toBe(lstatSync(join(plainly, '.git')).mode)
  })

  test('is created by one of two concurrent runs, and the other leaves it alone', async () => {
    const outcomes = await Promise.all([commit(), commit()])
    expect(outcomes).toContainEqual({ done: true })
    expect(outcomes).toContainEqual({
      done: false,
      reason: expect.stringMatching(/^the directory is (already|inside) a git repository$/),
      repository: expect.stringMatching(/^(here|above)$/),
    })
    expect(git(directory, 'log', '--format=%s')).toBe('Create svc')
    expect(git(directory, 'fsck')).toBe('')
  })

  test('ignores the environment of an outer git', async () => {
    const outer = join(root, 'outer')
    mkdirSync(outer)
    git(outer, 'init', '--quiet')
    const GIT_DIR = join(outer, '.git')
    const pointed = {
      ...env,
      GIT_DIR,
      GIT_WORK_TREE: outer,
      GIT_INDEX_FILE: join(GIT_DIR, 'index'),
      GIT_OBJECT_DIRECTORY: join(GIT_DIR, 'objects'),
      GIT_PREFIX: 'sub/',
      GIT_CONFIG_PARAMETERS: `'core.worktree=${outer}'`,
    }
    expect(await commit({ env: pointed })).toEqual({ done: true })
    expect(git(directory, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe('.env.example\ngo.mod')
    expect(existsSync(join(GIT_DIR, 'index'))).toBe(false)
    expect(git(outer, 'count-objects')).toBe('0 objects, 0 kilobytes')
  })

  test.each(['GLOB', 'ICASE', 'NOGLOB', 'LITERAL'])(
    'takes paths literally, whatever GIT_%s_PATHSPECS says',
    async (kind) => {
      expect(await commit({ env: { ...env, [`GIT_${kind}_PATHSPECS`]: '1' } })).toEqual({
        done: true,
      })
    },
  )

  test('takes our line feeds where a setting refuses what it would change', async () => {
    config('core.autocrlf', 'true')
    config('core.safecrlf', 'true')
    expect(await commit()).toEqual({ done: true })
  })
})

describe('without a commit, there is no repository', () => {
  const without = (name: string): void => config(name, '')
  const identity = /git config --global user\.name .* git config --global user\.email .* again\.$/
  const byHand = /run the command again, or .*: git init && git add -A && git commit$/
  const again = /^Run the command again/
  const cases: readonly [
    claim: string,
    prepare: () => Partial<FirstCommit>,
    reason: RegExp,
    remedy: RegExp,
  ][] = [
    [
      'git is missing',
      () => ({ env: { ...env, PATH: root } }),
      /^git is not installed$/,
      /^Install git/,
    ],
    [
      'user.name is missing',
      () => {
        execFileSync('git', ['config', '--global', '--unset', 'user.name'], { env })
        return {}
      },
      /^git commit failed: user\.name or user\.email is not set$/,
      identity,
    ],
    [
      'user.name is empty',
      () => {
        without('user.name')
        return {}
      },
      /^git commit failed: user\.name or user\.email is not set$/,
      identity,
    ],
    [
      'the signing key is missing',
      () => {
        config('commit.gpgSign', 'true')
        config('gpg.format', 'ssh')
        config('user.signingKey', join(root, 'no-such-key.pub'))
        return {}
      },
      /^git commit failed: .*no-such-key/,
      byHand,
    ],
    [
      'signing asks for a passphrase at the terminal',
      () => {
        write('sign', '#!/bin/sh\nread -r phrase </dev/tty\n', 0o755)
        config('commit.gpgSign', 'true')
        config('gpg.program', join(root, 'sign'))
        return {}
      },
      /^git commit failed: gpg failed to sign the data/,
      byHand,
    ],
    [
      'signing hangs',
      () => {
        write('sign', '#!/bin/sh\nsleep 60\n', 0o755)
        config('commit.gpgSign', 'true')
        config('gpg.program', join(root, 'sign'))
        return { timeout: hanging }
      },
      /^git commit failed: it took longer than 3 s$/,
      byHand,
    ],
    [
      'a hook of init.templateDir fails',
      () => {
        hook('pre-commit', 'echo "no ticket in the message" >&2; exit 1')
        return {}
      },
      /^git commit failed: no ticket in the message$/,
      byHand,
    ],
    [
      'a hook fails without a word',
      () => {
        hook('pre-commit', 'exit 1')
        return {}
      },
      /^git commit failed: it gave no reason/,
      byHand,
    ],
    [
      'a hook hangs, deaf to SIGTERM',
      () => {
        hook('pre-commit', 'trap "" TERM; while :; do sleep 1; done')
        return { timeout: hanging }
      },
      /^git commit failed: it took longer than 3 s$/,
      byHand,
    ],
    [
      'a lock of the index is in the way',
      () => {
        write('template/index.lock', '')
        config('init.templateDir', join(root, 'template'))
        return {}
      },
      /^git add failed: .*index\.lock/,
      byHand,
    ],
    [
      'the global configuration is broken',
      () => {
        write('.gitconfig', '[user\n')
        return {}
      },
      /bad config/,
      /^Run git status in the directory/,
    ],
    [
      'it is interrupted',
      () => {
        hook('pre-commit', `touch ${root}/reached; sleep 60`)
        return { signal: abortedAt('reached') }
      },
      /^git commit failed: it was interrupted$/,
      again,
    ],
    [
      'it is interrupted while git is asked for the branch',
      () => {
        const { PATH } = process.env
        const asked = `case "$*" in *" config "*) touch ${root}/reached; sleep 60 ;; esac`
        write('bin/git', `#!/bin/sh\n${asked}\nPATH='${PATH}' exec git "$@"\n`, 0o755)
        const first = `${join(root, 'bin')}${delimiter}${PATH}`
        return { env: { ...env, PATH: first }, signal: abortedAt('reached') }
      },
      /^git init failed: it was interrupted$/,
      again,
    ],
    [
      'it was interrupted before',
      () => {
        hook('pre-commit', 'sleep 60')
        return { signal: AbortSignal.abort() }
      },
      /^it was interrupted$/,
      again,
    ],
  ]

  test.each(cases)('%s', async (_claim, prepare, reason, remedy) => {
    const before = readFileSync(join(directory, 'go.mod'))
    const started = Date.now()
    const outcome = await commit(prepare())
    expect(outcome).toEqual({
      done: false,
      reason: expect.stringMatching(reason),
      remedy: expect.stringMatching(remedy),
    })
    expect(Date.now() - started).toBeLessThan(20_000)
    const names = readdirSync(directory)
    expect(names.filter((name) => /^\.(git|create-go-docker.*)$/.test(name))).toEqual([])
    expect(readFileSync(join(directory, 'go.mod'))).toEqual(before)
  })
})

test('a hook that ignores SIGTERM does not outlive the run', async () => {
  hook('pre-commit', `trap "" TERM; while :; do echo tick >>${root}/ticks; sleep 0.1; done`)
  expect(await commit({ timeout: hanging })).toMatchObject({ done: false })
  const ticks = () => readFileSync(join(root, 'ticks'), 'utf8')
  const stands = async () => {
    const before = ticks()
    await setTimeout(500)
    return ticks() === before
  }
  await expect.poll(stands, { timeout: 10_000 }).toBe(true)
})

test('a hook that leaves a process behind does not delay the end', async () => {
  hook('post-commit', 'sleep 60 &')
  const started = Date.now()
  expect(await commit()).toEqual({ done: true })
  expect(Date.now() - started).toBeLessThan(20_000)
})

describe('an existing repository is left alone', () => {
  test.each([
    ['the directory itself', 'svc', 'already', 'here'],
    ['a parent', '.', 'inside', 'above'],
  ])('%s', async (_claim, where, how, repository) => {
    git(join(root, where), 'init', '--quiet')
    expect(await commit({ env: { ...env, GIT_CEILING_DIRECTORIES: '' } })).toEqual({
      done: false,
      reason: `the directory is ${how} a git repository`,
      repository,
    })
    expect(existsSync(join(directory, '.git'))).toBe(where === 'svc')
    expect(git(join(root, where), 'status', '--porcelain')).not.toContain('A ')
  })

  test('one that belongs to another user', async () => {
    git(root, 'init', '--quiet')
    const stranger = { ...env, GIT_CEILING_DIRECTORIES: '', GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
    expect(await commit({ env: stranger })).toEqual({
      done: false,
      reason: expect.stringContaining('dubious ownership'),
      remedy: expect.stringContaining('git config --global --add safe.directory /'),
    })
    expect(existsSync(join(directory, '.git'))).toBe(false)
  })

  test('a directory of another user, which git does not trust', async ({ skip }) => {
    skip(process.geteuid?.() !== 0, 'only root can give a directory away')
    chownSync(directory, 65534, 65534)
    expect(await commit()).toEqual({
      done: false,
      reason: expect.stringContaining('dubious ownership'),
      remedy: expect.stringContaining('git config --global --add safe.directory /'),
    })
    expect(existsSync(join(directory, '.git'))).toBe(false)
    config('safe.directory', '*')
    expect(await commit()).toEqual({ done: true })
  })

  test('a pipe with that name', async () => {
    execFileSync('mkfifo', [join(directory, '.git')])
    expect(await commit()).toEqual({
      done: false,
      reason: '.git exists, but is not a repository',
      remedy: expect.stringContaining('.git'),
    })
  })

  test('a .git that is a dangling link', async () => {
    write('svc/.git', 'gitdir: /nowhere\n')
    expect(await commit()).toMatchObject({ done: false })
    expect(readFileSync(join(directory, '.git'), 'utf8')).toBe('gitdir: /nowhere\n')
  })
})

describe('what git knows before the questions', () => {
  test('the remote, the path below the root, and the user', async () => {
    config('github.user', 'tess')
    const clone = join(root, 'clone')
    mkdirSync(clone)
    git(clone, 'init', '--quiet')
    git(clone, 'remote', 'add', 'origin', 'git@github.com:acme/svc.git')
    expect(await gitFacts(join(clone, 'services', 'new'), env)).toEqual({
      remote: 'git@github.com:acme/svc.git',
      prefix: 'services/new',
      githubUser: 'tess',
      userName: 'Test',
      userEmail: 'test@example.com',
    })
  })

  test('a remote as url.insteadOf spells it out', async () => {
    config('url.https://github.com/.insteadOf', 'gh:')
    git(directory, 'init', '--quiet')
    git(directory, 'remote', 'add', 'origin', 'gh:acme/svc')
    expect(await gitFacts(directory, env)).toMatchObject({ remote: 'https://github.com/acme/svc' })
  })

  test('outside of a repository: only the user', async () => {
    expect(await gitFacts(join(root, 'new'), env)).toEqual({
      userName: 'Test',
      userEmail: 'test@example.com',
    })
  })

  test('at the path of a file: what is known above it', async () => {
    expect(await gitFacts(join(directory, 'go.mod', 'below'), env)).toMatchObject({
      userName: 'Test',
    })
  })

  test('without git: nothing', async () => {
    expect(await gitFacts(directory, { PATH: root })).toEqual({})
  })

  test('nothing from the environment of an outer git', async () => {
    const outer = join(root, 'outer')
    mkdirSync(outer)
    git(outer, 'init', '--quiet')
    git(outer, 'remote', 'add', 'origin', 'https://example.com/outer')
    const facts = await gitFacts(directory, { ...env, GIT_DIR: join(outer, '.git') })
    expect(facts.remote).toBeUndefined()
  })
})
