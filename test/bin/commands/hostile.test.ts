import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inScratch } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { runMain } from '../run.ts'

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
