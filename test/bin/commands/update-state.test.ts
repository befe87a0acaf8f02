import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Stopped } from '../../../bin/report/stop.ts'
import { put } from '../../generators/disk/disk.ts'
import { resultIn, runMain } from '../run.ts'
import { edit, inRepository, type Repository } from './repository.ts'

const alpine = ['--set', 'base-image=alpine']
const postgres = ['--set', 'database=postgres']

/** Returns what an update reports as the folder with the files before, and checks its exit code. */
async function backupOf(run: ReturnType<Repository['update']>, code: number) {
  const { stdout, ...ended } = await run
  expect(ended).toMatchObject({ code })
  const { backup } = resultIn(stdout)
  return typeof backup === 'string' ? backup : null
}

/** Returns the texts of the files in a saved state. */
function textsIn(backup: string | null): readonly string[] {
  if (backup === null) return []
  return readdirSync(backup).map((name) => readFileSync(join(backup, name), 'utf8'))
}

/** Makes an update to PostgreSQL leave a conflict in docker-compose.yml. */
function prepareConflict({ svc }: Pick<Repository, 'svc'>): void {
  edit(join(svc, 'docker-compose.yml'), /DB_URL: redis.*/, 'DB_URL: my-redis')
}

/** Returns what saved states are left in the git directory. */
function leftIn({ svc }: Pick<Repository, 'svc'>): readonly string[] {
  return readdirSync(join(svc, '.git')).filter((name) => name.startsWith('create-go-docker'))
}

describe('the files before an update stay', () => {
  const mine = (svc: string) => appendFileSync(join(svc, 'Dockerfile'), '# mine\n')

  test.each<[claim: string, hide: (repository: Repository) => void]>([
    [
      'where git is told to skip one',
      ({ svc, git }) => {
        mine(svc)
        git('update-index', '--skip-worktree', 'Dockerfile')
      },
    ],
    [
      'where git is told to take one for unchanged',
      ({ svc, git }) => {
        mine(svc)
        git('update-index', '--assume-unchanged', 'Dockerfile')
      },
    ],
    [
      'where one is ignored and not committed',
      ({ svc, git, commit }) => {
        git('rm', '--quiet', '--cached', 'Dockerfile')
        appendFileSync(join(svc, '.gitignore'), 'Dockerfile\n')
        commit()
        mine(svc)
      },
    ],
    [
      'where there is no commit',
      ({ svc, git }) => {
        git('update-ref', '-d', 'HEAD')
        git('rm', '--quiet', '-r', '--cached', '.')
        mine(svc)
      },
    ],
  ])('%s', (_, hide) =>
    inRepository(async (repository) => {
      hide(repository)
      const backup = await backupOf(repository.update(...alpine, '--json'), 0)
      expect(textsIn(backup)).toContainEqual(expect.stringMatching(/# mine\n$/))
    }),
  )

  test('where a folder belongs to a submodule', () =>
    inRepository(async ({ svc, update, git, commit }) => {
      git('rm', '--quiet', '-r', '--cached', 'internal')
      git('-C', 'internal', 'init', '--quiet')
      git('-C', 'internal', 'commit', '--quiet', '--allow-empty', '--message=x')
      commit()
      const store = join(svc, 'internal/store/store.go')
      appendFileSync(store, '// mine\n')
      const flags = [...postgres, '--include-seeded', '--json']
      const { stdout } = await update(...flags)
      expect(textsIn(resultIn(stdout).backup)).toContainEqual(expect.stringMatching(/\/\/ mine\n$/))
    }))

  test('where git ignores the whole directory, which an update refuses first', () =>
    inRepository(
      async ({ cwd, svc, run }) => {
        const env = { PATH: process.env.PATH ?? '', HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' }
        put(cwd, { '.gitignore': 'svc/\n', '.git/HEAD': 'ref: refs/heads/main\n' })
        for (const folder of ['objects', 'refs']) mkdirSync(join(cwd, '.git', folder))
        expect(await run('update', 'svc', '--dry-run')).toMatchObject({ code: 0 })
        mine(svc)
        const update = (...flags: readonly string[]) =>
          runMain(['update', 'svc', ...alpine, ...flags], { cwd, env })
        const { code, stderr } = await update()
        expect(stderr).toMatch(/cannot update: git ignores .*svc, so nothing in it is committed\n/)
        expect(code).toBe(1)
        const backup = await backupOf(update('--allow-dirty', '--json'), 0)
        expect(textsIn(backup)).toContainEqual(expect.stringMatching(/# mine\n$/))
      },
      { git: false },
    ))

  test('only if the last commit lacks one of them', () =>
    inRepository(async (repository) => {
      expect(await backupOf(repository.update(...alpine, '--json'), 0)).toBeNull()
      expect(leftIn(repository)).toEqual([])
    }))

  test.each([
    ['in git', true],
    ['without git', false],
  ])('%s after --continue, and beside those of the next update', (_, git) =>
    inRepository(
      async (repository) => {
        const { svc, update } = repository
        prepareConflict(repository)
        const first = await backupOf(update(...postgres, '--allow-dirty', '--json'), 1)
        writeFileSync(join(svc, 'docker-compose.yml'), 'services: {}\n')
        expect(await backupOf(update('--continue', '--json'), 0)).toBe(first)
        expect(textsIn(first)).toContainEqual(expect.stringContaining('my-redis'))
        const second = await backupOf(update(...alpine, '--allow-dirty', '--json'), 0)
        expect(second).not.toBe(first)
        expect(textsIn(first)).toContainEqual(expect.stringContaining('my-redis'))
        expect(textsIn(second)).not.toEqual([])
      },
      { git },
    ),
  )
})

describe('the files before an update go', () => {
  test('after --continue, if the last commit has them', () =>
    inRepository(async (repository) => {
      const { svc, update, commit } = repository
      prepareConflict(repository)
      commit()
      expect(leftIn({ svc })).toEqual([])
      expect(await backupOf(update(...postgres, '--json'), 1)).toContain('create-go-docker')
      writeFileSync(join(svc, 'docker-compose.yml'), 'services: {}\n')
      expect(await backupOf(update('--continue', '--json'), 0)).toBeNull()
      expect(leftIn({ svc })).toEqual([])
    }))

  test('with the next update, if the last commit had them and git went back', () =>
    inRepository(async (repository) => {
      const { svc, update, commit, git } = repository
      prepareConflict(repository)
      commit()
      expect(await backupOf(update(...postgres, '--json'), 1)).toContain('create-go-docker')
      git('reset', '--quiet', '--hard')
      expect(await backupOf(update(...alpine, '--json'), 0)).toBeNull()
      expect(leftIn({ svc })).toEqual([])
    }))

  test('if the update was killed before it started', () =>
    inRepository(
      async ({ svc, update }) => {
        const [old, young] = ['.create-go-docker-backup.new-a', '.create-go-docker-backup.new-b']
        put(svc, { [`${old}/0`]: 'x', [`${young}/0`]: 'x' })
        utimesSync(join(svc, old), 1, 1)
        expect(await update(...alpine)).toMatchObject({ code: 0 })
        expect([old, young].map((name) => existsSync(join(svc, name)))).toEqual([false, true])
      },
      { git: false },
    ))
})

describe.each([
  ['in git', true],
  ['without git', false],
])('%s, two identical updates at once', (_, git) => {
  test.each([1, 2, 3])('leave the state of the one that wrote, round %i', () =>
    inRepository(
      async (repository) => {
        const { update, commit, files } = repository
        prepareConflict(repository)
        if (git) commit()
        const before = files()
        const runs = await Promise.all([
          update(...postgres),
          update(...postgres),
          update(...postgres),
        ])
        expect(runs.filter(({ stdout }) => stdout.includes('left to resolve'))).toHaveLength(1)
        expect(await update('--abort')).toMatchObject({ code: 0 })
        expect(files()).toEqual(before)
      },
      { git },
    ),
  )
})

describe('a run that is interrupted while git works', () => {
  /** Runs a command until git has got a word, and then interrupts it. */
  async function interrupted(
    { cwd }: Repository,
    word: string,
    argv: readonly string[],
  ): ReturnType<typeof runMain> {
    const { PATH = '' } = process.env
    const reached = join(cwd, 'reached')
    const trap = `case " $* " in *" ${word} "*) touch ${reached}; sleep 30 ;; esac`
    put(cwd, { 'bin/git': `#!/bin/sh\n${trap}\nPATH='${PATH}' exec git "$@"\n` })
    chmodSync(join(cwd, 'bin/git'), 0o755)
    const env = { PATH: `${join(cwd, 'bin')}${delimiter}${PATH}`, HOME: cwd }
    const stop = new AbortController()
    const looking = setInterval(() => {
      if (existsSync(reached)) stop.abort(new Stopped({ kind: 'cancelled' }))
    }, 10)
    onTestFinished(() => clearInterval(looking))
    return runMain(argv, { cwd, env, signal: stop.signal })
  }

  test.each([
    ['rev-parse', ['update', 'svc', ...alpine]],
    ['config', ['update', 'svc', ...alpine]],
    ['status', ['update', 'svc', ...alpine]],
    ['ls-tree', ['update', 'svc', ...alpine, '--allow-dirty']],
    ['cat-file', ['check', 'svc', '--fix']],
  ])('in %s is cancelled, and changes nothing: %j', (word, argv) =>
    inRepository(async (repository) => {
      const { svc, files } = repository
      if (word === 'cat-file') {
        // What this version does not render comes from git.
        edit(join(svc, 'go-docker.lock.json'), /"version": ".*"/, '"version": "0.0.1"')
        edit(
          join(svc, 'go-docker.lock.json'),
          /"integrity": "sha256-.*"/,
          `"integrity": "sha256-${'0'.repeat(64)}"`,
        )
        appendFileSync(join(svc, 'Makefile'), '# mine\n')
      }
      const before = files()
      const { code, stderr } = await interrupted(repository, word, argv)
      expect({ code, stderr }).toMatchObject({ code: 130 })
      await setTimeout(10)
      expect(files()).toEqual(before)
      expect(leftIn(repository)).toEqual([])
    }),
  )

  test.each([
    ['--continue', 'add'],
    ['--abort', 'ls-files'],
  ])('%s is cancelled in %s, and works the next time', (step, word) =>
    inRepository(async (repository) => {
      const { svc, update, commit, git } = repository
      prepareConflict(repository)
      commit()
      expect(await update(...postgres)).toMatchObject({ code: 1 })
      writeFileSync(join(svc, 'docker-compose.yml'), 'services: {}\n')
      expect(await interrupted(repository, word, ['update', 'svc', step])).toMatchObject({
        code: 130,
      })
      expect(await update(step)).toMatchObject({ code: 0 })
      expect(git('ls-files', '--unmerged')).toBe('')
    }),
  )
})
