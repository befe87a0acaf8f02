import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inScratch } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { runMain } from '../run.ts'
import { edit } from './repository.ts'

const examples = join(import.meta.dirname, '../../../examples/layers')

interface Repository {
  readonly cwd: string
  /** Whether the program of the attack ran. */
  readonly isHit: () => boolean
  readonly run: (...argv: readonly string[]) => ReturnType<typeof runMain>
  readonly git: (...args: readonly string[]) => string
  readonly canary: string
}

/** Runs a test with a committed repository `svc` that uses the layer `./company`. */
function inRepository(act: (repository: Repository) => Promise<void>): Promise<void> {
  return inScratch(async (cwd) => {
    cpSync(join(examples, 'company'), join(cwd, 'company'), { recursive: true })
    const env = testEnvironment(cwd)
    const run = (...argv: readonly string[]) => runMain(argv, { cwd, env })
    const words = ['svc', '--module', 'example.com/svc', '--yes', '--layer', './company']
    expect(await run(...words)).toMatchObject({ code: 0 })
    const git = (...args: readonly string[]) =>
      execFileSync('git', args, { cwd: join(cwd, 'svc'), env, encoding: 'utf8' })
    const canary = join(cwd, 'canary')
    await act({ cwd, run, git, canary, isHit: () => existsSync(canary) })
  })
}

/** Makes a conflict in the Dockerfile. */
async function conflict({ cwd, run, git }: Repository): Promise<void> {
  const path = join(cwd, 'svc/Dockerfile')
  writeFileSync(path, readFileSync(path, 'utf8').replace('ENV SSL_CERT_DIR=', 'ENV OURS='))
  git('commit', '--quiet', '--all', '--message=edit')
  const layer = join(cwd, 'company/files/Dockerfile.hbs')
  writeFileSync(layer, readFileSync(layer, 'utf8').replace('ENV SSL_CERT_DIR=', 'ENV THEIRS='))
  writeFileSync(join(cwd, 'company/files/GUIDE.md'), 'guide\n')
  expect(await run('update', 'svc')).toMatchObject({ code: 1 })
}

function editLock(cwd: string, edit: (lock: Lock) => void): void {
  const path = join(cwd, 'svc/go-docker.lock.json')
  const lock: Lock = JSON.parse(readFileSync(path, 'utf8'))
  edit(lock)
  writeFileSync(path, JSON.stringify(lock))
}

interface Lock {
  readonly layers: Record<string, string>[]
  readonly files: Record<string, Record<string, unknown>>
}

describe('a partial clone whose configuration names a program to fetch with', () => {
  test.each([['update', '--dry-run'], ['update', '--allow-dirty'], ['check'], ['check', '--fix']])(
    '%s %s runs no program',
    (command, ...flags) =>
      inRepository(async ({ cwd, run, git, canary, isHit }) => {
        editLock(cwd, ({ files }) => {
          Object.assign(files.Makefile ?? {}, { blob: '1'.repeat(40) })
        })
        appendFileSync(join(cwd, 'svc/Makefile'), '# Ours.\n')
        // Without its layer, the last render must come from git.
        rmSync(join(cwd, 'company/files/renovate.json'))
        git('config', 'core.repositoryformatversion', '1')
        git('config', 'extensions.partialClone', 'origin')
        git('config', 'remote.origin.promisor', 'true')
        git('config', 'remote.origin.url', `ext::touch ${canary}`)
        git('config', 'protocol.ext.allow', 'always')
        await run(command, 'svc', ...flags)
        expect(isHit()).toBe(false)
      }),
  )
})

describe('a repository whose own configuration names filters', () => {
  const trap = ({ canary }: Repository) => `touch ${canary}; cat`
  const local = (name: string) => (repository: Repository) =>
    repository.git('config', '--local', name, trap(repository))

  /** Ways to give the repository a filter named `trap`. */
  const ways: readonly (readonly [string, (repository: Repository) => void])[] = [
    ['a filter for one file', local('filter.trap.clean')],
    ['a process for all files', local('filter.trap.process')],
    [
      'a filter of one work tree',
      (repository) => {
        repository.git('config', 'extensions.worktreeConfig', 'true')
        repository.git('config', '--worktree', 'filter.trap.clean', trap(repository))
      },
    ],
    [
      'a filter in a file that it includes',
      (repository) => {
        const { cwd, git } = repository
        git('config', '--file', join(cwd, 'more'), 'filter.trap.clean', trap(repository))
        git('config', '--local', 'include.path', join(cwd, 'more'))
      },
    ],
    [
      'a filter with the name of one of the user',
      (repository) => {
        repository.git('config', '--global', 'filter.trap.clean', 'cat')
        local('filter.trap.clean')(repository)
      },
    ],
  ]

  test.each(
    ways.flatMap(([way, give]) =>
      [[], ['--allow-dirty']].map((flags) => [way, flags, give] as const),
    ),
  )('%s: update %j runs no program', (_, flags, give) =>
    inRepository(async (repository) => {
      const { cwd, run, git, isHit } = repository
      // Git compares only files that look changed.
      appendFileSync(join(cwd, 'svc/.gitattributes'), '* filter=trap\n')
      git('commit', '--quiet', '--all', '--message=attributes')
      give(repository)
      utimesSync(join(cwd, 'svc/renovate.json'), 1, 1)
      appendFileSync(join(cwd, 'company/files/renovate.json'), '\n')
      expect(await run('update', 'svc', ...flags)).toMatchObject({ code: 0 })
      expect(isHit()).toBe(false)
    }),
  )

  test.each(['--continue', '--abort'])('update %s runs no program', (step) =>
    inRepository(async (repository) => {
      const { cwd, run, git, isHit } = repository
      appendFileSync(join(cwd, 'svc/.gitattributes'), '* filter=trap\n')
      git('commit', '--quiet', '--all', '--message=attributes')
      await conflict(repository)
      local('filter.trap.clean')(repository)
      const path = join(cwd, 'svc/Dockerfile')
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replaceAll(/^(<{7}|\|{7}|={7}|>{7}).*\n/gm, ''),
      )
      expect(await run('update', 'svc', step)).toMatchObject({ code: 0 })
      expect(isHit()).toBe(false)
    }),
  )

  test('a name that git would read as another one is refused', () =>
    inRepository(async (repository) => {
      const { cwd, run, isHit } = repository
      appendFileSync(
        join(cwd, 'svc/.git/config'),
        `[filter "a=b"]\nclean = touch ${repository.canary}\n`,
      )
      const { code, stderr } = await run('update', 'svc')
      expect(stderr).toContain('has a filter with an unusual name: filter.a=b')
      expect({ code, hit: isHit() }).toEqual({ code: 1, hit: false })
    }))

  test('a filter of the user is used, as for Git LFS', () =>
    inRepository(async ({ cwd, run, git }) => {
      git('config', '--global', 'filter.strip.clean', 'sed s/secret/public/')
      appendFileSync(join(cwd, 'svc/Makefile'), '# public\n')
      appendFileSync(join(cwd, 'svc/.gitattributes'), 'Makefile filter=strip\n')
      git('commit', '--quiet', '--all', '--message=attributes')
      git('config', '--local', 'filter.strip.clean', 'false')
      edit(join(cwd, 'svc/Makefile'), '# public', '# secret')
      writeFileSync(join(cwd, 'company/files/GUIDE.md'), 'guide\n')
      expect(await run('update', 'svc')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('GUIDE.md'),
      })
    }))
})

describe('a clone with a folder that is itself a git directory', () => {
  /** Puts the files of a git directory beside those of the service. */
  function disguise({ cwd, canary }: Repository): void {
    const svc = join(cwd, 'svc')
    for (const folder of ['objects', 'refs/heads']) {
      mkdirSync(join(svc, folder), { recursive: true })
      writeFileSync(join(svc, folder, '.keep'), '')
    }
    writeFileSync(join(svc, 'HEAD'), 'ref: refs/heads/main\n')
    const config = `[core]\nrepositoryformatversion = 0\nbare = false\nworktree = .\nfsmonitor = touch ${canary}; true\n[filter "trap"]\nclean = touch ${canary}; cat\n`
    writeFileSync(join(svc, 'config'), config)
    // The folder of the clone above has the .git.
    renameSync(join(svc, '.git'), join(cwd, '.git'))
  }

  test.each([['update'], ['update', '--allow-dirty'], ['update', '--abort']])(
    '%s %s refuses it',
    (command, ...flags) =>
      inRepository(async (repository) => {
        const { run, isHit } = repository
        disguise(repository)
        const { code, stderr } = await run(command, 'svc', ...flags)
        expect(stderr).toContain('svc is itself a git directory, whose configuration may start')
        expect({ code, hit: isHit() }).toEqual({ code: 1, hit: false })
      }),
  )

  test.each([
    ['check', 'svc', '--fix'],
    ['svc', '--yes'],
  ])('%s %s %s runs no program', (...argv) =>
    inRepository(async (repository) => {
      disguise(repository)
      appendFileSync(join(repository.cwd, 'svc/Makefile'), '# Ours.\n')
      await repository.run(...argv)
      expect(repository.isHit()).toBe(false)
    }),
  )
})

describe('a lock that names something else than a version or a commit', () => {
  test.each<[claim: string, layer: Record<string, string>]>([
    ['a repository', { use: 'npm:company', resolved: 'git+file:///tmp/evil' }],
    ['a folder', { use: 'npm:company', resolved: './evil' }],
    ['another package', { use: 'npm:company', resolved: 'evil@1.0.0' }],
    ['a package without a digest', { use: 'npm:company', resolved: 'company@1.0.0' }],
    ['an option of git', { use: 'git:https://example.com/a.git', resolved: '--upload-pack=x' }],
    ['no commit', { use: 'git:https://example.com/a.git' }],
  ])('%s is given to no program', (_, layer) =>
    inRepository(async ({ cwd, run }) => {
      editLock(cwd, ({ layers }) => Object.assign(layers[1] ?? {}, layer))
      const path = join(cwd, 'svc/go-docker.json')
      const intent = JSON.parse(readFileSync(path, 'utf8'))
      writeFileSync(path, JSON.stringify({ ...intent, layers: [{ use: layer.use }] }))
      const { code, stderr } = await run('check', 'svc', '--verify')
      expect(stderr).toMatch(/is not a valid record|it was edited by hand/)
      expect(code).not.toBe(0)
    }),
  )
})

describe('update --abort', () => {
  test('refuses to delete what was written after the update', () =>
    inRepository(async (repository) => {
      const { cwd, run } = repository
      await conflict(repository)
      appendFileSync(join(cwd, 'svc/GUIDE.md'), 'a day of work\n')
      const { code, stderr } = await run('update', 'svc', '--abort')
      expect(stderr).toContain('cannot go back: GUIDE.md was changed after the update')
      expect(code).toBe(1)
      expect(readFileSync(join(cwd, 'svc/GUIDE.md'), 'utf8')).toContain('a day of work')
      writeFileSync(join(cwd, 'svc/GUIDE.md'), 'guide\n')
      expect(await run('update', 'svc', '--abort')).toMatchObject({ code: 0 })
      expect(existsSync(join(cwd, 'svc/GUIDE.md'))).toBe(false)
    }))

  test('refuses the state of another update', () =>
    inRepository(async (repository) => {
      const { cwd, run } = repository
      await conflict(repository)
      appendFileSync(join(cwd, 'svc/go-docker.lock.json'), '\n')
      const { code, stderr } = await run('update', 'svc', '--abort')
      expect(stderr).toContain('cannot go back: the state before the update is not in')
      expect(code).toBe(1)
    }))

  test('is not needed once git has the resolution', () =>
    inRepository(async (repository) => {
      const { cwd, run, git } = repository
      await conflict(repository)
      const path = join(cwd, 'svc/Dockerfile')
      const resolved = readFileSync(path, 'utf8').replaceAll(/^(<{7}|\|{7}|={7}|>{7}).*\n/gm, '')
      writeFileSync(path, resolved)
      expect(await run('update', 'svc', '--continue')).toMatchObject({ code: 0 })
      git('add', '--all')
      git('commit', '--quiet', '--message=update')
      expect(git('status', '--porcelain')).toBe('')
    }))
})
