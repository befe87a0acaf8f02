import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blobId, sha256 } from '../../../generators/plan/digest.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'
import { edit, inRepository } from './repository.ts'

/** Returns the files of a new repository with other answers. */
async function fresh(answers: readonly string[]): Promise<Readonly<Record<string, string>>> {
  let found: Readonly<Record<string, string>> = {}
  await inRepository(
    async ({ files }) => {
      found = files()
    },
    { answers, git: false },
  )
  return found
}

const backup = '.create-go-docker-backup'

function withoutBackup(files: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith(backup)))
}

const changes: readonly (readonly [key: string, value: string, answers: readonly string[]])[] = [
  [
    'database',
    'postgres',
    ['--database', 'postgres', '--base-image', 'scratch', '--framework', 'net/http'],
  ],
  [
    'baseImage',
    'distroless',
    ['--database', 'redis', '--base-image', 'distroless', '--framework', 'net/http'],
  ],
  ['framework', 'echo', ['--database', 'redis', '--base-image', 'scratch', '--framework', 'echo']],
]

describe.each([
  ['git', true],
  ['no git', false],
])('with %s,', (_, git) => {
  test.each(changes)(
    'a change of %s to %s gives the same files as a new repository, and the check is clean',
    async (key, value, answers) => {
      const expected = await fresh(answers)
      await inRepository(
        async ({ update, run, files }) => {
          expect(await update('--set', `${key}=${value}`)).toMatchObject({ code: 0, stderr: '' })
          expect(withoutBackup(files())).toEqual(expected)
          expect(await run('check', 'svc', '--verify')).toMatchObject({ code: 0 })
          const again = await update()
          expect(again.stdout).toBe('✓ Nothing to do: the repository is up to date.\n')
        },
        { git },
      )
    },
  )

  test('an edit of go-docker.json is applied, and the edits of the user stay', () =>
    inRepository(
      async ({ svc, update, run, commit, files }) => {
        appendFileSync(join(svc, 'Dockerfile'), '# mine\n')
        edit(
          join(svc, 'README.md'),
          /^Only Docker is needed/m,
          'My own words.\n\nOnly Docker is needed',
        )
        edit(join(svc, 'cmd/api/main_test.go'), /^/, '// mine\n')
        put(svc, { 'internal/mine/mine.go': 'package mine\n' })
        if (git) commit()
        edit(join(svc, 'go-docker.json'), 'redis', 'postgres')
        const { code, stdout } = await update()
        expect({ code, stdout }).toMatchObject({ code: 0 })
        expect(stdout).toMatch(/^database: redis → postgres\n/)
        const after = files()
        expect(after.Dockerfile).toMatch(/# mine\n$/)
        expect(after['README.md']).toContain('My own words.\n')
        expect(after['README.md']).toContain('PostgreSQL')
        expect(after['cmd/api/main_test.go']).toMatch(/^\/\/ mine\n/)
        expect(after['internal/store/store.go']).toContain('pgx')
        expect(after['internal/mine/mine.go']).toBe('package mine\n')
        // The edit of a managed file is still drift: a merge doesn't hide it.
        const check = resultIn((await run('check', 'svc', '--json')).stdout)
        expect(
          check.findings.map(({ rule, file }: Record<string, string>) => `${rule} ${file}`),
        ).toEqual(['drift/modified Dockerfile'])
        expect((await update()).stdout).toContain('Nothing to do')
      },
      { git },
    ))

  test('a go.mod with modules of the user keeps them, and what they may need', () =>
    inRepository(
      async ({ svc, update, commit, files }) => {
        edit(
          join(svc, 'go.mod'),
          /^require .*redis.*$/m,
          (line) => `${line}\n\nrequire example.com/own v1.2.3`,
        )
        appendFileSync(join(svc, 'go.sum'), 'example.com/own v1.2.3 h1:AAAA=\n')
        if (git) commit()
        expect(await update('--set', 'database=postgres')).toMatchObject({ code: 0 })
        expect(files()['go.mod']).toMatch(
          /^require \(\n\texample.com\/own v1.2.3\n\tgithub.com\/jackc\/pgx\/v5 v\S+\n\tgithub.com\/redis\/go-redis\/v9 v\S+\n\)$/m,
        )
        expect(files()['go.sum']).toMatch(/^example.com\/own v1.2.3 h1:AAAA=$/m)
        expect(files()['go.sum']).toContain('github.com/jackc/pgx/v5')
      },
      { git },
    ))

  test('conflicts get markers; --abort restores every byte', () =>
    inRepository(
      async ({ svc, update, run, commit, files, git: inGit }) => {
        edit(join(svc, 'docker-compose.yml'), /DB_URL: redis.*/, 'DB_URL: my-redis')
        chmodSync(join(svc, 'Makefile'), 0o755)
        if (git) commit()
        const before = files()
        const status = git ? inGit('status', '--porcelain') : ''
        const { code, stdout } = await update('--set', 'database=postgres')
        expect(code).toBe(1)
        expect(stdout).toContain(
          '! conflict  docker-compose.yml: you and the template changed the same lines',
        )
        expect(stdout).toContain('Updated ')
        // With the directory that the user gave.
        expect(stdout).toContain('run create-go-docker update svc --continue, or')
        expect(files()['docker-compose.yml']).toMatch(
          /<{7} yours\n[\s\S]*my-redis[\s\S]*>{7} create-go-docker-/,
        )
        if (git) {
          expect(inGit('status', '--porcelain', 'docker-compose.yml')).toBe(
            'UU docker-compose.yml\n',
          )
          expect(inGit('show', ':2:docker-compose.yml')).toContain('my-redis')
          expect(inGit('show', ':3:docker-compose.yml')).toContain('postgres')
          expect(inGit('show', ':1:docker-compose.yml')).toContain('DB_URL: redis://')
        }
        const check = resultIn((await run('check', 'svc', '--json')).stdout)
        expect(check.findings.map(({ rule }: Record<string, string>) => rule)).toContain(
          'state/unresolved',
        )
        expect(await update()).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('the last update is not finished'),
        })
        // Nothing else touches a conflict: no create, and no check --fix.
        expect(await run('svc', '--yes', '--no-git')).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('the last update is not finished'),
        })
        await run('check', 'svc', '--fix')
        expect(files()['docker-compose.yml']).toContain('<<<<<<< yours')
        appendFileSync(join(svc, 'docker-compose.yml'), 'half resolved\n')
        expect(await update('--abort')).toMatchObject({ code: 0 })
        expect(files()).toEqual(before)
        if (git) expect(inGit('status', '--porcelain')).toBe(status)
        expect(await update('--abort')).toMatchObject({ code: 1 })
      },
      { git },
    ))

  test('--abort takes a file that is gone or back already, and refuses one that is new', () =>
    inRepository(
      async ({ svc, update, commit, files }) => {
        edit(join(svc, 'docker-compose.yml'), /DB_URL: redis.*/, 'DB_URL: my-redis')
        if (git) commit()
        const before = files()
        expect(await update('--set', 'database=postgres')).toMatchObject({ code: 1 })
        const written = Object.entries(files()).filter(
          ([path, text]) => before[path] !== text && path !== 'docker-compose.yml',
        )
        const [back, gone, edited] = written
          .map(([path]) => path)
          .filter((path) => Object.hasOwn(before, path) && !path.startsWith('go-docker'))
        if (back === undefined || gone === undefined || edited === undefined) throw new Error('few')
        put(svc, { [back]: before[back] ?? '', [edited]: 'mine\n' })
        rmSync(join(svc, gone))
        expect(await update('--abort')).toMatchObject({
          code: 1,
          stderr: expect.stringContaining(`cannot go back: ${edited} was changed after the update`),
        })
        rmSync(join(svc, edited))
        expect(await update('--abort')).toMatchObject({ code: 0 })
        expect(files()).toEqual(before)
      },
      { git },
    ))

  test('--continue refuses markers, and finishes the update once conflicts are resolved', () =>
    inRepository(
      async ({ svc, update, run, commit }) => {
        edit(join(svc, 'docker-compose.yml'), /DB_URL: redis.*/, 'DB_URL: my-redis')
        put(svc, { 'init.sql': 'my own\n' })
        if (git) commit()
        const { code, stdout } = await update('--set', 'database=postgres', '--json')
        expect(code).toBe(1)
        expect(schemaErrors(JSON.parse(stdout))).toEqual([])
        const { files, kind } = resultIn(stdout)
        expect(kind).toBe('conflicts-left')
        expect(files.slice(0, 2)).toMatchObject([
          { path: 'docker-compose.yml', conflict: 'content' },
          { path: 'init.sql', conflict: 'add/add' },
        ])
        const refused = await update('--continue', '--json')
        expect(refused.code).toBe(1)
        expect(schemaErrors(JSON.parse(refused.stdout))).toEqual([])
        expect(resultIn(refused.stdout).marked).toMatchObject([
          { path: 'docker-compose.yml' },
          { path: 'init.sql', line: 1 },
        ])
        writeFileSync(join(svc, 'docker-compose.yml'), 'services: {}\n')
        writeFileSync(join(svc, 'init.sql'), 'my own\n')
        expect(await update('--continue')).toMatchObject({
          code: 0,
          stdout: expect.stringContaining(
            '✓ Finished the update. Resolved 2 conflicts: docker-compose.yml and init.sql.\n',
          ),
        })
        const check = resultIn((await run('check', 'svc', '--json')).stdout)
        expect(
          check.findings.map(({ rule, file }: Record<string, string>) => `${rule} ${file}`),
        ).toEqual(['drift/modified docker-compose.yml'])
        const lock = JSON.parse(readFileSync(join(svc, 'go-docker.lock.json'), 'utf8'))
        expect(lock.unresolved).toBeUndefined()
        expect(lock.files['init.sql']).toMatchObject({ kept: true, sha256: sha256('my own\n') })
        expect((await update()).stdout).toContain('Nothing to do')
      },
      { git },
    ))

  test('--continue refuses a conflict of which some markers are left, unless the user had them', () =>
    inRepository(
      async ({ svc, update, commit }) => {
        const path = join(svc, 'docker-compose.yml')
        edit(path, /DB_URL: redis.*/, 'DB_URL: my-redis')
        edit(path, /^/, '# A heading\n=======\n')
        if (git) commit()
        expect(await update('--set', 'database=postgres')).toMatchObject({ code: 1 })
        const marked = readFileSync(path, 'utf8')
        for (const part of [
          /^<{7} yours\n/m,
          /^>{7} create-go-docker-.*\n/m,
          /(?<!heading\n)^={7}\n[\s\S]*?^>{7} .*\n/m,
          /^<{7} yours\n[\s\S]*?^\|{7} .*\n/m,
          /^<{7} yours\n[\s\S]*?(?=(?<!heading\n)^={7}\n)|^>{7} create-go-docker-.*\n/gm,
          /^\|{7} [\s\S]*?^>{7} .*\n/m,
        ]) {
          const text = marked.replace(part, '')
          expect(text).not.toBe(marked)
          writeFileSync(path, text)
          const { code, stdout } = await update('--continue')
          expect({ part, code, stdout }).toMatchObject({ code: 1 })
        }
        writeFileSync(path, marked.replace(/^<{7} yours\n[\s\S]*^>{7} .*\n/m, 'x: 1\n'))
        expect(await update('--continue')).toMatchObject({ code: 0 })
      },
      { git },
    ))

  test('a dry run shows the plan and writes nothing', () =>
    inRepository(
      async ({ update, files }) => {
        const before = files()
        const { code, stdout } = await update('--dry-run', '--set', 'database=postgres')
        expect(code).toBe(0)
        expect(stdout).toMatch(/^\+ create {4}init\.sql$/m)
        expect(stdout).toMatch(/Nothing was written\. The update would change \d+ files\.\n$/)
        expect(files()).toEqual(before)
      },
      { git },
    ))
})

describe('in a work tree of git', () => {
  test('tracked changes are refused by name, except those of go-docker.json', () =>
    inRepository(async ({ svc, update, files }) => {
      appendFileSync(join(svc, 'Makefile'), '# mine\n')
      edit(join(svc, 'go-docker.json'), 'redis', 'postgres')
      const before = files()
      expect(await update()).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('not committed in Makefile\n'),
      })
      expect(files()).toEqual(before)
      expect(await update('--allow-dirty')).toMatchObject({ code: 0 })
      expect(readFileSync(join(svc, 'Makefile'), 'utf8')).toMatch(/# mine\n$/)
    }))

  test('a file that the user moved is updated where it is, and stays there', () =>
    inRepository(async ({ svc, update, run, commit, files }) => {
      mkdirSync(join(svc, 'build'))
      renameSync(join(svc, 'Dockerfile'), join(svc, 'build/Dockerfile'))
      commit()
      expect(await update('--set', 'base-image=alpine')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('build/Dockerfile (was Dockerfile)'),
      })
      expect(files().Dockerfile).toBeUndefined()
      expect(files()['build/Dockerfile']).toContain('alpine')
      expect(await run('check', 'svc', '--verify')).toMatchObject({ code: 0 })
      commit()
      expect(await update('--set', 'base-image=distroless')).toMatchObject({ code: 0 })
      expect(files().Dockerfile).toBeUndefined()
      expect(files()['build/Dockerfile']).toContain('distroless')
      expect(await run('svc', '--yes', '--no-git')).toMatchObject({ code: 0 })
      expect(files().Dockerfile).toBeUndefined()
      commit()
      renameSync(join(svc, 'build/Dockerfile'), join(svc, 'Dockerfile'))
      commit()
      expect(await update()).toMatchObject({ code: 0 })
      const lock = JSON.parse(readFileSync(join(svc, 'go-docker.lock.json'), 'utf8'))
      expect(lock.files.Dockerfile.from).toBeUndefined()
      expect(lock.files['build/Dockerfile']).toBeUndefined()
    }))

  test('a managed file that git ignores and the user edited is merged', () =>
    inRepository(async ({ svc, update, commit, files }) => {
      appendFileSync(join(svc, '.gitignore'), 'Dockerfile\n')
      appendFileSync(join(svc, 'Dockerfile'), '# mine\n')
      commit()
      expect(await update('--set', 'base-image=alpine')).toMatchObject({ code: 0 })
      expect(files().Dockerfile).toMatch(/alpine[\s\S]*# mine\n$/)
    }))

  test('a sparse checkout without files of the template is refused, and not taken for deletions', () =>
    inRepository(async ({ update, run, git, files }) => {
      git('sparse-checkout', 'set', '--no-cone', '/go-docker*', '/cmd/')
      const before = files()
      const says = (command: string) =>
        expect.stringMatching(`cannot ${command} .*: its sparse checkout leaves out`)
      const updated = await update('--set', 'database=postgres')
      expect(updated).toMatchObject({ code: 1, stderr: says('update') })
      expect(await run('check', 'svc')).toMatchObject({ code: 3, stderr: says('check') })
      expect(files()).toEqual(before)
    }))

  test('a checkout with CRLF is updated in CRLF', () =>
    inRepository(async ({ svc, update, run, commit }) => {
      const names = ['Dockerfile', 'docker-compose.yml', '.gitattributes', 'go.mod']
      for (const name of names) edit(join(svc, name), /\n/g, '\r\n')
      commit()
      expect(await update('--set', 'database=postgres')).toMatchObject({ code: 0 })
      for (const name of names) {
        expect(readFileSync(join(svc, name), 'utf8')).not.toMatch(/[^\r]\n/)
      }
      expect(await run('check', 'svc')).toMatchObject({ code: 0 })
    }))

  test('a link in the place of a file is left alone, and never followed', () =>
    inRepository(async ({ cwd, svc, update, commit }) => {
      put(cwd, { outside: 'mine\n' })
      rmSync(join(svc, 'Dockerfile'))
      symlinkSync('../outside', join(svc, 'Dockerfile'))
      commit()
      const { code, stdout } = await update('--set', 'base-image=alpine')
      expect(code).toBe(1)
      expect(stdout).toContain('! conflict  Dockerfile')
      expect(readFileSync(join(cwd, 'outside'), 'utf8')).toBe('mine\n')
    }))

  test('a git that is too old is replaced by the built-in engine, and the update says so', () =>
    inRepository(async ({ cwd, svc, run, commit }) => {
      const shim = 'case "$*" in *merge-tree*) echo "fatal: unknown option" >&2; exit 129;; esac'
      const { PATH = '' } = process.env
      put(cwd, { 'bin/git': `#!/bin/sh\n${shim}\nPATH='${PATH}' exec git "$@"\n` })
      chmodSync(join(cwd, 'bin/git'), 0o755)
      appendFileSync(join(svc, 'Dockerfile'), '# mine\n')
      commit()
      const env = { PATH: `${join(cwd, 'bin')}${delimiter}${PATH}`, HOME: cwd }
      const words = ['update', 'svc', '--set', 'base-image=alpine', '--json']
      const { code, stdout } = await runMain(words, { cwd, env })
      expect(code).toBe(0)
      const { engine, warnings } = resultIn(stdout)
      expect(engine).toBe('built-in')
      expect(warnings).toMatchObject([
        { rule: 'update/without-git', message: expect.stringContaining('unknown option') },
      ])
      expect(readFileSync(join(svc, 'Dockerfile'), 'utf8')).toMatch(/alpine[\s\S]*# mine\n$/)
      expect(await run('check', 'svc', '--verify')).toMatchObject({ code: 1 })
    }))

  test('hooks, drivers and settings of the user have no effect on the merge', () =>
    inRepository(async ({ cwd, svc, update, git, commit }) => {
      const trap = join(cwd, 'trap')
      git('config', '--global', 'merge.trap.driver', `touch ${trap}`)
      git('config', '--global', 'core.hooksPath', cwd)
      put(cwd, {
        '.config/git/attributes': '* -merge\nREADME.md merge=trap\n',
        'post-index-change': `#!/bin/sh\ntouch ${trap}\n`,
      })
      chmodSync(join(cwd, 'post-index-change'), 0o755)
      appendFileSync(join(svc, 'Dockerfile'), '# mine\n')
      git('-c', 'core.hooksPath=/dev/null', 'add', '-A')
      git('-c', 'core.hooksPath=/dev/null', 'commit', '-qm', 'x')
      rmSync(trap, { force: true })
      expect(await update('--set', 'base-image=alpine')).toMatchObject({ code: 0 })
      expect(existsSync(trap)).toBe(false)
      commit()
    }))

  test('in a directory below the root of the repository, paths and stages are right', () =>
    inRepository(
      async ({ cwd, svc }) => {
        const env = testEnvironment(cwd)
        const git = (...args: readonly string[]) =>
          execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: 'pipe' })
        const update = (...flags: readonly string[]) =>
          runMain(['update', 'svc', ...flags], { cwd, env })
        git('init', '-q')
        put(cwd, { other: 'x\n' })
        edit(join(svc, 'docker-compose.yml'), /DB_URL: redis.*/, 'DB_URL: my-redis')
        git('add', '-A')
        git('commit', '-qm', 'all')
        put(cwd, { other: 'changed\n' })
        expect(await update('--set', 'database=postgres')).toMatchObject({ code: 1 })
        expect(git('status', '--porcelain', 'svc/docker-compose.yml')).toBe(
          'UU svc/docker-compose.yml\n',
        )
        expect(git('show', ':2:svc/docker-compose.yml')).toContain('my-redis')
        expect(await update('--abort')).toMatchObject({ code: 0 })
        expect(git('status', '--porcelain')).toBe(' M other\n')
      },
      { git: false },
    ))
})

describe('a new version of the templates', () => {
  /** Makes a repository look as if another version had written it, with other content of a file. */
  function age(svc: string, contents: Readonly<Record<string, string>>): void {
    const path = join(svc, 'go-docker.lock.json')
    const lock = JSON.parse(readFileSync(path, 'utf8'))
    lock.layers[0].version = '0.0.1'
    lock.layers[0].integrity = `sha256-${'0'.repeat(64)}`
    for (const [name, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(svc, name)), { recursive: true })
      writeFileSync(join(svc, name), content)
      const there = lock.files[name] ?? {
        mode: '100644',
        owner: 'managed',
        layer: 'create-go-docker',
      }
      lock.files[name] = { ...there, sha256: sha256(content), blob: blobId(Buffer.from(content)) }
    }
    lock.files = Object.fromEntries(Object.entries(lock.files).sort(([a], [b]) => (a < b ? -1 : 1)))
    writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`)
  }

  test('is merged with edits, with the last render from git’s objects', () =>
    inRepository(async ({ svc, update, run, commit, files }) => {
      const now = files()
      const Makefile = `# an old line\n${now.Makefile}`
      const readme = `# old\n${now['README.md']}`
      age(svc, { Makefile, 'README.md': readme, 'old.yml': 'gone\n' })
      commit()
      appendFileSync(join(svc, 'Makefile'), '# mine\n')
      commit()
      const { code, stdout } = await update('--format', 'markdown')
      expect({ code, stdout }).toMatchObject({ code: 0 })
      expect(files().Makefile).toBe(`${now.Makefile}# mine\n`)
      expect(files()['old.yml']).toBeUndefined()
      // Seeded files are left alone, and what the template changed is shown.
      expect(files()['README.md']).toBe(readme)
      expect(stdout).toContain('- `README.md`: changed in the template\n\n```diff\n')
      expect(stdout).toContain('\n-# old\n')
      expect(stdout).toContain('| merge | `Makefile` |  |\n')
      expect(stdout).toContain('| remove | `old.yml` |  |\n')
      const check = resultIn((await run('check', 'svc', '--verify', '--json')).stdout)
      expect(
        check.findings.map(({ rule, file }: Record<string, string>) => `${rule} ${file}`),
      ).toEqual(['drift/modified Makefile'])
      expect((await update()).stdout).toMatch(/README\.md\n[\s\S]*Nothing to do/)
      commit()
      expect(await update('--include-seeded')).toMatchObject({ code: 0 })
      expect(files()['README.md']).toBe(now['README.md'])
      expect((await update()).stdout).toBe('✓ Nothing to do: the repository is up to date.\n')
    }))

  test('is compared alone where the last render is lost, and the update says so', () =>
    inRepository(
      async ({ svc, update, files }) => {
        age(svc, { Makefile: 'old\n' })
        writeFileSync(join(svc, 'Makefile'), 'mine\n')
        const { code, stdout } = await update()
        expect(code).toBe(1)
        expect(stdout).toContain('! the last version of Makefile is not available')
        expect(files().Makefile).toMatch(/<{7} yours\nmine\n/)
      },
      { git: false },
    ))

  test('that is older than the one that wrote the repository is refused', () =>
    inRepository(async ({ svc, update, files }) => {
      edit(join(svc, 'go-docker.lock.json'), /"version": ".*"/, '"version": "99.0.0"')
      const before = files()
      expect(await update()).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('npx create-go-docker@99.0.0 update'),
      })
      expect(files()).toEqual(before)
    }))
})

describe('a command line', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['--set', 'database'], ['--set database: it has no =']],
    [['--set', 'databse=redis'], ['--set databse: unknown answer']],
    [['--set', 'database=mysql'], ['--set database=mysql: must be redis or postgres']],
    [['--set', 'name=A B'], ['--set name=A B: ']],
    [['--set', '__proto__=x'], ['--set __proto__: unknown answer']],
    [
      ['--set', 'database=redis', '--set', 'database=postgres', '--abort'],
      ['--set database is given twice', '--abort and --set are both given'],
    ],
    [['--abort', '--continue'], ['--abort and --continue are both given']],
    [['--dry-run', '--dry-run'], ['--dry-run is given twice']],
  ])('%j is wrong', async (flags, problems) => {
    await inScratch(async (cwd) => {
      const { code, stderr } = await runMain(['update', ...flags], { cwd })
      expect(code).toBe(2)
      for (const problem of problems) expect(stderr).toContain(problem)
    })
  })

  test('can set several answers', () =>
    inRepository(async ({ svc, update }) => {
      const set = ['--set', 'database=postgres', '--set', 'base-image=alpine']
      expect(await update(...set)).toMatchObject({ code: 0 })
      expect(JSON.parse(readFileSync(join(svc, 'go-docker.json'), 'utf8')).answers).toMatchObject({
        database: 'postgres',
        baseImage: 'alpine',
      })
    }))

  test('without a record to update is a failure', () =>
    inScratch(async (cwd) => {
      const { code, stderr, stdout } = await runMain(['update', '--json'], { cwd })
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
      expect(schemaErrors(JSON.parse(stdout))).toEqual([])
      expect(resultIn(stdout).problems[0].message).toContain('it has no go-docker.lock.json')
    }))

  test('other keys in go-docker.json stay', () =>
    inRepository(async ({ svc, update, commit }) => {
      edit(join(svc, 'go-docker.json'), '{', '{ "team": "x",')
      commit()
      expect(await update('--set', 'database=postgres')).toMatchObject({ code: 0 })
      expect(JSON.parse(readFileSync(join(svc, 'go-docker.json'), 'utf8'))).toMatchObject({
        team: 'x',
      })
    }))

  test('a path that the user excludes later is deleted', () =>
    inRepository(async ({ svc, update, files }) => {
      edit(join(svc, 'go-docker.json'), '{', '{ "exclude": ["renovate.json"],')
      expect(await update()).toMatchObject({ code: 0 })
      expect(files()['renovate.json']).toBeUndefined()
      expect((await update()).stdout).toContain('Nothing to do')
    }))
})

describe('a hostile repository', () => {
  test.each<[string, object]>([
    ['a path that leads outside', { unresolved: ['../outside'] }],
    ['a moved file that leads outside', { files: { Makefile: { from: '../../outside' } } }],
    ['the record as a moved file', { files: { Makefile: { from: 'go-docker.lock.json' } } }],
  ])('with %s in its lock is refused', (_, more: { readonly files?: object }) =>
    inRepository(
      async ({ svc, update, files }) => {
        const path = join(svc, 'go-docker.lock.json')
        const lock = JSON.parse(readFileSync(path, 'utf8'))
        const [entry] = Object.values(more.files ?? {})
        const changed = { ...lock.files, Makefile: { ...lock.files.Makefile, ...entry } }
        writeFileSync(path, JSON.stringify({ ...lock, ...more, files: changed }))
        const before = files()
        for (const step of [[], ['--abort'], ['--continue']]) {
          expect(await update(...step)).toMatchObject({
            code: 1,
            stderr: expect.stringContaining('not a valid record'),
          })
        }
        expect(files()).toEqual(before)
      },
      { git: false },
    ),
  )

  test.each([
    ['a path that leads outside', '../outside'],
    ['an absolute path', '/tmp/outside'],
    ['a path in .git', '.git/hooks/post-checkout'],
  ])('with %s in its saved state restores nothing', (_, path) =>
    inRepository(
      async ({ cwd, svc, update, files }) => {
        edit(join(svc, 'go-docker.lock.json'), '{', '{ "unresolved": ["Makefile"],')
        put(svc, {
          [`${backup}/0`]: 'hostile\n',
          [`${backup}/state.json`]: JSON.stringify({
            version: 1,
            files: [{ path, mode: '100755' }],
            index: [],
            conflicts: [],
          }),
        })
        const before = files()
        expect(await update('--abort')).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('cannot go back'),
        })
        expect(files()).toEqual(before)
        expect(existsSync(join(cwd, 'outside'))).toBe(false)
      },
      { git: false },
    ),
  )
})

test('an invalid answer in go-docker.json is a failure, and writes nothing', () =>
  inRepository(async ({ svc, update, files }) => {
    edit(join(svc, 'go-docker.json'), 'redis', 'mysql')
    const before = files()
    expect(await update()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('go-docker.json: database: must be redis or postgres'),
    })
    expect(files()).toEqual(before)
  }))
