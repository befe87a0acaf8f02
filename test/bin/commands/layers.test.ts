import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inScratch } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { resultIn, runMain } from '../run.ts'

const examples = join(import.meta.dirname, '../../../examples/layers')

interface Team {
  readonly cwd: string
  /** Runs the command in the folder that contains the layers and the repositories. */
  readonly run: (...argv: readonly string[]) => ReturnType<typeof runMain>
  /** Creates `svc`, and expects that it works. */
  readonly create: (...flags: readonly string[]) => Promise<void>
  readonly read: (path: string) => string
  readonly git: (folder: string, ...args: readonly string[]) => string
}

/** Runs a test in a folder with the sample layers. */
function inTeam(act: (team: Team) => Promise<void>): Promise<void> {
  return inScratch(async (cwd) => {
    for (const layer of ['chi', 'company', 'valkey']) {
      cpSync(join(examples, layer), join(cwd, layer), { recursive: true })
    }
    const env = testEnvironment(cwd)
    const run = (...argv: readonly string[]) => runMain(argv, { cwd, env })
    const create = async (...flags: readonly string[]) => {
      const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc', ...flags]
      expect(await run(...words)).toMatchObject({ code: 0 })
    }
    const read = (path: string) => readFileSync(join(cwd, path), 'utf8')
    const git = (folder: string, ...args: readonly string[]) =>
      execFileSync('git', args, { cwd: join(cwd, folder), env, encoding: 'utf8' })
    await act({ cwd, run, create, read, git })
  })
}

/** Writes a layer with the manifest and files given. */
function putLayer(
  { cwd }: Team,
  name: string,
  manifest: object,
  files: Readonly<Record<string, string>> = {},
): void {
  mkdirSync(join(cwd, name, 'files'), { recursive: true })
  writeFileSync(
    join(cwd, name, 'layer.json'),
    JSON.stringify({ name, version: '1.0.0', ...manifest }),
  )
  for (const [path, text] of Object.entries(files)) {
    const place = join(cwd, name, 'files', path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text)
  }
}

describe('create --layer', () => {
  test('lays the files of a layer over the templates, with its own answers', () =>
    inTeam(async ({ create, read }) => {
      await create('--layer', './company', '--team', 'payments')
      expect(read('svc/.github/CODEOWNERS')).toMatch(/^\* @acme\/payments\n/)
      expect(read('svc/.github/workflows/ci.yml')).toContain('go-licenses')
      expect(read('svc/Dockerfile')).toContain('ENV SSL_CERT_DIR=')
      expect(read('svc/Dockerfile').match(/^# BEGIN local$/gm)).toHaveLength(2)
      expect(JSON.parse(read('svc/go-docker.json'))).toMatchObject({
        layers: [{ use: '../company' }],
        answers: { team: 'payments', baseImage: 'distroless' },
      })
      const { layers, files } = JSON.parse(read('svc/go-docker.lock.json'))
      expect(layers).toEqual([
        expect.objectContaining({ name: 'create-go-docker' }),
        {
          name: 'company',
          version: '1.0.0',
          integrity: expect.stringMatching(/^sha256-[0-9a-f]{64}$/),
          use: '../company',
        },
      ])
      expect(files['.github/CODEOWNERS']).toMatchObject({ layer: 'company', owner: 'managed' })
      expect(files['docs/RUNBOOK.md']).toMatchObject({ layer: 'company', owner: 'seeded' })
      expect(files.Makefile).toMatchObject({ layer: 'create-go-docker' })
    }))

  test('needs no more than a name, a version and a folder of files', () =>
    inTeam(async (team) => {
      putLayer(team, 'small', {}, { 'NOTICE.hbs': 'of {{name}}\n' })
      await team.create('--layer', './small')
      expect(team.read('svc/NOTICE')).toBe('of svc\n')
      const { files } = JSON.parse(team.read('svc/go-docker.lock.json'))
      expect(files.NOTICE).toMatchObject({ layer: 'small', owner: 'managed' })
    }))

  test('takes several layers, of which the later ones win', () =>
    inTeam(async (team) => {
      putLayer(team, 'one', {}, { NOTICE: 'one\n' })
      putLayer(team, 'two', { files: [{ path: 'NOTICE', verb: 'replace' }] }, { NOTICE: 'two\n' })
      await team.create('--layer', './one', '--layer', './two')
      expect(team.read('svc/NOTICE')).toBe('two\n')
    }))

  test('records what it is given, so that the repeat command does the same', () =>
    inTeam(async ({ run }) => {
      const result = resultIn(
        (
          await run(
            ...['svc', '--yes', '--no-git', '--module', 'example.com/svc', '--json'],
            ...['--layer', './company', '--layer', './chi', '--framework', 'chi'],
          )
        ).stdout,
      )
      expect(result.repeat).toContain('--layer ./company --layer ./chi --framework chi')
      expect(result.repeat).toContain('--team platform')
    }))

  test('finds the layers of a repository by its record', () =>
    inTeam(async ({ cwd, run, create }) => {
      await create('--layer', './company')
      expect(await run('svc', '--yes', '--no-git')).toMatchObject({ code: 0 })
      const inside = await runMain(['.', '--yes', '--no-git'], { cwd: join(cwd, 'svc') })
      expect(inside.stdout).toContain('Nothing to write')
    }))

  test('refuses other layers than those of the record', () =>
    inTeam(async ({ run, create }) => {
      await create('--layer', './company')
      const { code, stderr } = await run('svc', '--yes', '--layer', './chi')
      expect(stderr).toContain(
        'svc was created with the house layer ../company, not with the house layer ../chi',
      )
      expect(code).toBe(1)
    }))
})

describe('a locked answer', () => {
  test('is refused as a flag with another value, and not missing', () =>
    inTeam(async ({ run }) => {
      const words = ['svc', '--module', 'example.com/svc', '--layer', './company']
      const other = await run(...words, '--base-image', 'alpine', '--yes')
      expect(other.stderr).toContain(
        '--base-image alpine: must be distroless, because the layer company locks it',
      )
      expect(other.code).toBe(2)
      const { stderr } = await run(...words)
      expect(stderr).toContain('--team is missing')
      expect(stderr).toContain('--database is missing')
      expect(stderr).not.toContain('--base-image is missing')
    }))
})

describe('extends', () => {
  test('refuses a layer that was made for other versions', () =>
    inTeam(async (team) => {
      putLayer(team, 'later', { extends: '>=99' }, { NOTICE: 'x\n' })
      const { code, stderr } = await team.run('svc', '--yes', '--layer', './later')
      expect(stderr).toMatch(/layer \.\/later works with create-go-docker >=99, and this is /)
      expect(code).toBe(3)
    }))
})

describe('a source', () => {
  test.each<[claim: string, spec: string, code: number, message: RegExp]>([
    ['with credentials', 'git:https://me:token@example.com/a.git', 2, /contains credentials/],
    ['of an unknown kind', 'svn:x', 2, /svn: is unknown/],
    ['that runs a program', 'git:ext::sh -c id', 2, /cannot use the layer git:ext/],
    ['that is not there', './nowhere', 3, /there is no layer in .*nowhere/],
    ['that is empty', './', 3, /layer\.json/],
  ])('%s is refused', (_, spec, code, message) =>
    inTeam(async ({ cwd, run }) => {
      const result = await run('svc', '--yes', '--layer', spec)
      expect(result.stderr).toMatch(message)
      expect(result.stderr).not.toContain('token')
      expect(result.code).toBe(code)
      expect(existsSync(join(cwd, 'svc'))).toBe(false)
    }),
  )

  test('in a folder that a clone does not have is said to be that of the record', () =>
    inTeam(async ({ cwd, run, create }) => {
      await create('--layer', './company')
      renameSync(join(cwd, 'company'), join(cwd, 'elsewhere'))
      for (const words of [
        ['update', 'svc', '--allow-dirty'],
        ['update', 'svc', '--allow-dirty', '--set', 'database=redis'],
        ['check', 'svc', '--verify'],
        ['svc', '--yes', '--no-git'],
      ]) {
        const { code, stderr } = await run(...words)
        expect(stderr).toContain('go-docker.json uses the layer ../company, which is not here')
        expect(stderr).toMatch(/create-go-docker update svc --layer SPEC/)
        expect(code).toBe(3)
      }
      const named = await run('update', 'svc', '--allow-dirty', '--layer', './nowhere')
      expect(named.stderr).toMatch(/there is no layer in .*nowhere/)
      const moved = ['update', 'svc', '--allow-dirty', '--layer', './elsewhere']
      expect(await run(...moved)).toMatchObject({ code: 0 })
    }))

  test('in git is fetched as it was at the commit of the lock', () =>
    inTeam(async ({ cwd, run, create, read, git }) => {
      git('company', 'init', '--quiet', '--initial-branch=main')
      git('company', 'add', '--all')
      git('company', 'commit', '--quiet', '--message=one')
      const commit = git('company', 'rev-parse', 'HEAD').trim()
      const spec = `git:file://${join(cwd, 'company')}#main`
      await create('--layer', spec)
      const lock = JSON.parse(read('svc/go-docker.lock.json'))
      expect(lock.layers[1]).toMatchObject({ use: spec, resolved: commit })
      writeFileSync(join(cwd, 'company/files/NOTICE'), 'two\n')
      git('company', 'add', '--all')
      git('company', 'commit', '--quiet', '--message=two')
      expect(await run('check', 'svc', '--verify')).toMatchObject({ code: 0 })
      expect(await run('update', 'svc', '--allow-dirty')).toMatchObject({ code: 0 })
      expect(read('svc/NOTICE')).toBe('two\n')
      const after = JSON.parse(read('svc/go-docker.lock.json'))
      expect(after.layers[1].resolved).toBe(git('company', 'rev-parse', 'HEAD').trim())
    }))

  test('in git may not contain a link', () =>
    inTeam(async ({ cwd, run, git }) => {
      symlinkSync('/etc/passwd', join(cwd, 'company/files/NOTICE'))
      git('company', 'init', '--quiet', '--initial-branch=main')
      git('company', 'add', '--all')
      git('company', 'commit', '--quiet', '--message=one')
      const result = await run('svc', '--yes', '--layer', `git:file://${join(cwd, 'company')}`)
      expect(result.stderr).toContain('files/NOTICE is not a regular file')
      expect(result.code).toBe(3)
    }))

  test('on this computer only is a warning', () =>
    inTeam(async ({ cwd, run }) => {
      const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc']
      const { code, stdout } = await run(...words, '--layer', join(cwd, 'company'))
      expect(stdout).toContain('is only on this computer')
      expect(code).toBe(0)
    }))
})

describe('update', () => {
  test('moves a layer from a folder to a repository by its name', () =>
    inTeam(async ({ cwd, run, create, read, git }) => {
      await create('--layer', './company')
      git('company', 'init', '--quiet', '--initial-branch=main')
      git('company', 'add', '--all')
      git('company', 'commit', '--quiet', '--message=one')
      const spec = `git:file://${join(cwd, 'company')}#main`
      expect(await run('update', 'svc', '--allow-dirty', '--layer', spec)).toMatchObject({
        code: 0,
      })
      expect(JSON.parse(read('svc/go-docker.json')).layers).toEqual([{ use: spec }])
    }))

  /** The next version of the company's layer. */
  function release({ cwd }: Team): void {
    const path = join(cwd, 'company/layer.json')
    const manifest = JSON.parse(readFileSync(path, 'utf8'))
    const migrations = [{ to: '2.0.0', rename: { '.github/CODEOWNERS': 'CODEOWNERS' } }]
    writeFileSync(path, JSON.stringify({ ...manifest, version: '2.0.0', migrations }))
    writeFileSync(
      join(cwd, 'company/files/CODEOWNERS'),
      readFileSync(join(cwd, 'company/files/.github/CODEOWNERS.hbs'), 'utf8').replace(
        '{{team}}',
        'all',
      ),
    )
    execFileSync('rm', [join(cwd, 'company/files/.github/CODEOWNERS.hbs')])
    const dockerfile = join(cwd, 'company/files/Dockerfile.hbs')
    writeFileSync(dockerfile, `${readFileSync(dockerfile, 'utf8')}ENV TWO=2\n`)
  }

  test('merges a new version, and carries a declared rename with the user’s edits', () =>
    inTeam(async (team) => {
      const { cwd, run, create, read, git } = team
      await create('--layer', './company')
      git('svc', 'init', '--quiet')
      git('svc', 'add', '--all')
      git('svc', 'commit', '--quiet', '--message=one')
      writeFileSync(
        join(cwd, 'svc/.github/CODEOWNERS'),
        `${read('svc/.github/CODEOWNERS')}/docs/ @acme/writers\n`,
      )
      git('svc', 'commit', '--quiet', '--all', '--message=two')
      release(team)
      expect(await run('update', 'svc')).toMatchObject({ code: 0, stderr: '' })
      expect(read('svc/CODEOWNERS')).toMatch(/^\* @acme\/all\n[\s\S]*\/docs\/ @acme\/writers\n$/)
      expect(existsSync(join(cwd, 'svc/.github/CODEOWNERS'))).toBe(false)
      expect(read('svc/Dockerfile')).toContain('ENV TWO=2')
      const again = await run('update', 'svc', '--allow-dirty', '--json')
      expect(resultIn(again.stdout).files.filter(isWork)).toEqual([])
    }))

  /** Creates `svc` with a layer, commits it, and gives the layer other files. */
  async function withFiles(
    team: Team,
    before: Readonly<Record<string, string>>,
    after: Readonly<Record<string, string>>,
    manifest: object = {},
  ): Promise<void> {
    const { cwd, create, git } = team
    putLayer(team, 'house', {}, before)
    await create('--layer', './house')
    git('svc', 'init', '--quiet')
    git('svc', 'add', '--all')
    git('svc', 'commit', '--quiet', '--message=one')
    rmSync(join(cwd, 'house'), { recursive: true })
    putLayer(team, 'house', { version: '2.0.0', ...manifest }, after)
  }

  test('leaves a file of the user’s own that git ignores out of git, the lock and the plan', () =>
    inTeam(async (team) => {
      const { cwd, run, read, git } = team
      await withFiles(team, {}, { '.env': 'KEY=\n', 'docker-compose.override.yml': 'a: 1\n' })
      writeFileSync(join(cwd, 'svc/.env'), 'KEY=s3cret\n')
      const dry = await run('update', 'svc', '--dry-run')
      const line = '· Left alone, because git ignores your own: .env\n'
      expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining(line) })
      const { code, stdout } = await run('update', 'svc', '--json')
      const { left, warnings } = resultIn(stdout)
      expect({ code, left, warnings }).toMatchObject({
        code: 0,
        left: [{ path: '.env', why: 'ignored', change: 'added' }],
        warnings: [
          {
            rule: 'update/ignored',
            message: 'git ignores docker-compose.override.yml, so that no clone has it',
          },
        ],
      })
      expect(read('svc/.env')).toBe('KEY=s3cret\n')
      expect(git('svc', 'ls-files', '--stage', '.env')).toBe('')
      const { files } = JSON.parse(read('svc/go-docker.lock.json'))
      expect(files['.env']).toMatchObject({ kept: true, sha256: null })
      // A clone doesn't have it, and that is no drift.
      rmSync(join(cwd, 'svc/.env'))
      expect(await run('check', 'svc', '--verify')).toMatchObject({ code: 0 })
      writeFileSync(join(cwd, 'svc/.env'), 'KEY=other\n')
      expect((await run('update', 'svc', '--allow-dirty')).stdout).toContain('Nothing to do')
    }))

  test('stages no conflict in a file that git ignores only since this update', () =>
    inTeam(async (team) => {
      const { cwd, run, read, git } = team
      const rules = [{ path: '.gitignore', verb: 'append-block' }]
      const files = { '.gitignore': 'token\n', token: 'KEY=\n', note: 'theirs\n' }
      await withFiles(team, {}, files, { files: rules })
      writeFileSync(join(cwd, 'svc/token'), 'KEY=s3cret\n')
      writeFileSync(join(cwd, 'svc/note'), 'mine\n')
      expect(await run('update', 'svc')).toMatchObject({ code: 1 })
      expect(read('svc/token')).toContain('<<<<<<<')
      expect(git('svc', 'ls-files', '--unmerged')).toMatch(/^\d+ \w+ 2\tnote\n\d+ \w+ 3\tnote\n$/)
      writeFileSync(join(cwd, 'svc/token'), 'KEY=s3cret\n')
      writeFileSync(join(cwd, 'svc/note'), 'both\n')
      expect(await run('update', 'svc', '--continue')).toMatchObject({ code: 0, stderr: '' })
      expect(git('svc', 'diff', '--cached', '--name-only')).toBe('note\n')
    }))

  test('tells git of every conflict that is resolved, whatever became of the others', () =>
    inTeam(async (team) => {
      const { cwd, run, git } = team
      const own = ['a', 'added', 'folder', 'link', 'sub/x']
      const first = { a: '1\n', gone: '1\n', folder: '1\n', link: '1\n', 'sub/x': '1\n' }
      const then = { a: '2\n', added: '2\n', folder: '2\n', link: '2\n', 'sub/x': '2\n' }
      await withFiles(team, first, then)
      for (const name of [...own, 'gone']) writeFileSync(join(cwd, 'svc', name), 'mine\n')
      git('svc', 'commit', '--quiet', '--all', '--message=two')
      expect(await run('update', 'svc')).toMatchObject({ code: 1 })
      git('svc', 'rm', '--quiet', '--force', 'gone')
      for (const name of own) rmSync(join(cwd, 'svc', name))
      mkdirSync(join(cwd, 'svc/folder'))
      symlinkSync('a', join(cwd, 'svc/link'))
      rmdirSync(join(cwd, 'svc/sub'))
      symlinkSync('.', join(cwd, 'svc/sub'))
      for (const name of ['a', 'added']) writeFileSync(join(cwd, 'svc', name), 'both\n')
      writeFileSync(join(cwd, 'svc/.git/info/exclude'), 'added\nlink\n')
      const { code, stdout } = await run('update', 'svc', '--continue')
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("'sub/x' is beyond a symbolic link"),
      })
      const status = git('svc', 'status', '--short', '--no-renames', ...own, 'gone')
      expect(status).toBe('M  a\nA  added\nD  folder\nD  gone\nT  link\nUU sub/x\n')
    }))

  test('prefers an answer in go-docker.json that is not applied yet to that of a migration', () =>
    inTeam(async (team) => {
      const { cwd, run, read } = team
      const choices = ['gold', 'silver', 'bronze'].map((value) => ({ value, hint: value }))
      const tier = { kind: 'choice', question: 'Tier', default: 'silver', choices }
      const answers = { tier }
      putLayer(team, 'house', { answers })
      await team.create('--layer', './house')
      const migrations = [{ to: '2.0.0', setAnswer: { tier: 'bronze' } }]
      putLayer(team, 'house', { answers, migrations, version: '2.0.0' })
      const path = join(cwd, 'svc/go-docker.json')
      const intent = read('svc/go-docker.json')
      writeFileSync(path, intent.replace('silver', 'gold'))
      const { code, stdout } = await run('update', 'svc', '--dry-run')
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('tier: silver → gold\n'),
      })
      writeFileSync(path, intent)
      const moved = await run('update', 'svc', '--dry-run')
      expect(moved.stdout).toContain('tier: silver → bronze\n')
      writeFileSync(path, intent.replace('silver', 'lead'))
      expect((await run('update', 'svc', '--dry-run')).stdout).toContain('tier: silver → bronze\n')
    }))

  test('renames what go-docker.json excludes and accepts along with the files', () =>
    inTeam(async (team) => {
      const { cwd, run, read, git } = team
      const migrations = [{ to: '2.0.0', rename: { d: 'e', o: 'p', s: 't' } }]
      const first = { d: '1\n', o: '1\n', s: '1\n' }
      await withFiles(team, first, { e: '2\n', p: '1\n', t: '1\n' }, { migrations })
      const path = join(cwd, 'svc/go-docker.json')
      const accepted = (name: string) => [
        { path: name, reason: 'ours' },
        { path: 'Makefile', reason: 'ours' },
      ]
      const intent = JSON.parse(read('svc/go-docker.json'))
      const before = { ...intent, exclude: ['d'], overrides: accepted('o'), note: 1 }
      writeFileSync(path, JSON.stringify(before))
      rmSync(join(cwd, 'svc/d'))
      writeFileSync(join(cwd, 'svc/o'), '1\nmine\n')
      git('svc', 'commit', '--quiet', '--all', '--message=two')
      const { code, stdout } = await run('update', 'svc')
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^exclude: nothing → e\noverrides: o → p\n/m),
      })
      expect(existsSync(join(cwd, 'svc/e'))).toBe(false)
      expect(read('svc/p')).toBe('1\nmine\n')
      const after = JSON.parse(read('svc/go-docker.json'))
      expect(after).toEqual({ ...before, exclude: ['e'], overrides: accepted('p') })
      const { code: checked, stdout: text } = await run('check', 'svc')
      expect({ checked, text }).toMatchObject({
        checked: 0,
        text: expect.not.stringContaining('Did you mean'),
      })
    }))

  test('puts a file in the place of a folder as its refusal says', () =>
    inTeam(async (team) => {
      const { cwd, run, read, git } = team
      await withFiles(team, { 'lint/x': '1\n' }, { lint: '2\n' })
      const fix =
        'Add lint to "exclude" in go-docker.json and update, then take it out and update again.'
      const refused = await run('update', 'svc')
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(fix) })
      expect(read('svc/lint/x')).toBe('1\n')
      const path = join(cwd, 'svc/go-docker.json')
      const intent = JSON.parse(read('svc/go-docker.json'))
      writeFileSync(path, JSON.stringify({ ...intent, exclude: ['lint'] }))
      expect(await run('update', 'svc')).toMatchObject({ code: 0 })
      git('svc', 'add', '--all')
      git('svc', 'commit', '--quiet', '--message=two')
      writeFileSync(path, JSON.stringify(intent))
      expect(await run('update', 'svc')).toMatchObject({ code: 0 })
      expect(read('svc/lint')).toBe('2\n')
    }))

  test('replaces a layer from the same folder whose author renamed it', () =>
    inTeam(async (team) => {
      const squad = { kind: 'text', question: 'Squad', hint: 'a color', default: 'blue' }
      putLayer(team, 'small', { answers: { squad } }, { NOTICE: 'one\n' })
      await team.create('--layer', './small', '--squad', 'red')
      putLayer(team, 'small', { name: 'tiny', answers: { squad } }, { NOTICE: 'two\n' })
      const { code, stderr } = await team.run(
        'update',
        'svc',
        '--allow-dirty',
        '--layer',
        './small',
      )
      expect(code, stderr).toBe(0)
      const { layers } = JSON.parse(team.read('svc/go-docker.lock.json'))
      expect(layers.map(({ name }: { name: string }) => name)).toEqual(['create-go-docker', 'tiny'])
      expect(team.read('svc/NOTICE')).toBe('two\n')
      expect(JSON.parse(team.read('svc/go-docker.json')).answers.squad).toBe('red')
    }))

  test('leaves seeded files alone where a new version only drops a question', () =>
    inTeam(async (team) => {
      const squad = { kind: 'text', question: 'Squad', hint: 'a color', default: 'blue' }
      const files = [{ path: 'NOTICE', owner: 'seeded' }]
      putLayer(team, 'small', { answers: { squad }, files }, { NOTICE: 'one\n' })
      await team.create('--layer', './small', '--squad', 'red')
      putLayer(team, 'small', { files }, { NOTICE: 'two\n' })
      const { code, stdout } = await team.run('update', 'svc', '--allow-dirty')
      expect(code, stdout).toBe(0)
      expect(stdout).toContain('squad: red → nothing')
      expect(team.read('svc/NOTICE')).toBe('one\n')
    }))

  test('carries out the migrations of a layer whose author renamed it', () =>
    inTeam(async (team) => {
      const migrations = [{ to: '2.0.0', rename: { NOTICE: 'NOTICES' } }]
      putLayer(team, 'small', {}, { NOTICE: 'one\n' })
      await team.create('--layer', './small')
      writeFileSync(join(team.cwd, 'svc/NOTICE'), 'mine\none\n')
      rmSync(join(team.cwd, 'small'), { recursive: true })
      putLayer(team, 'small', { name: 'tiny', version: '2.0.0', migrations }, { NOTICES: 'one\n' })
      const { code, stdout } = await team.run('update', 'svc', '--allow-dirty')
      expect(code, stdout).toBe(0)
      expect(stdout).toContain('tiny none → 2.0.0\nsmall 1.0.0 → none\n')
      expect(team.read('svc/NOTICES')).toBe('mine\none\n')
      expect(existsSync(join(team.cwd, 'svc/NOTICE'))).toBe(false)
    }))

  test('says where a file was that the user moved, whatever path a migration gives it', () =>
    inTeam(async (team) => {
      const { run, git } = team
      const text = 'one\ntwo\nthree\n'
      const migrations = [{ to: '2.0.0', rename: { guide: 'sub/guide' } }]
      await withFiles(team, { guide: text }, { 'sub/guide': `${text}four\n` }, { migrations })
      git('svc', 'mv', 'guide', 'mine')
      git('svc', 'commit', '--quiet', '--message=two')
      const { stdout } = await run('update', 'svc', '--dry-run')
      expect(stdout).toMatch(/ mine \(was guide\)\n/)
    }))

  test('leaves a file where the user moved it, whatever folder a migration gives it later', () =>
    inTeam(async (team) => {
      putLayer(team, 'small', {}, { 'guide.txt': 'one\ntwo\nthree\n' })
      await team.create('--layer', './small')
      team.git('svc', 'init', '--quiet')
      team.git('svc', 'add', '--all')
      team.git('svc', 'commit', '--quiet', '--message=one')
      mkdirSync(join(team.cwd, 'svc/ops'))
      team.git('svc', 'mv', 'guide.txt', 'ops/guide.txt')
      team.git('svc', 'commit', '--quiet', '--message=two')
      putLayer(team, 'small', { version: '1.1.0' }, { 'guide.txt': 'one\ntwo\nthree\nfour\n' })
      expect(await team.run('update', 'svc')).toMatchObject({ code: 0 })
      expect(team.read('svc/ops/guide.txt')).toContain('four')
      team.git('svc', 'commit', '--quiet', '--all', '--message=three')
      rmSync(join(team.cwd, 'small'), { recursive: true })
      const migrations = [{ to: '2.0.0', rename: { 'guide.txt': 'GUIDE.txt' } }]
      const five = { 'GUIDE.txt': 'one\ntwo\nthree\nfour\nfive\n' }
      putLayer(team, 'small', { version: '2.0.0', migrations }, five)
      expect(await team.run('update', 'svc')).toMatchObject({ code: 0 })
      expect(team.read('svc/ops/guide.txt')).toContain('five')
      expect(existsSync(join(team.cwd, 'svc/GUIDE.txt'))).toBe(false)
      const { files } = JSON.parse(team.read('svc/go-docker.lock.json'))
      expect(files['ops/guide.txt'].from).toBe('GUIDE.txt')
    }))

  test('warns of a new source that others don’t have, and says it once', () =>
    inTeam(async (team) => {
      await team.create()
      putLayer(team, 'small', {}, { NOTICE: 'one\n' })
      const words = ['update', 'svc', '--allow-dirty', '--layer', './small']
      const outside = '! the layer ../small is outside the repository'
      expect((await team.run(...words)).stdout).toContain(outside)
      putLayer(team, 'small', { version: '1.1.0' }, { NOTICE: 'two\n' })
      const again = await team.run(...words)
      expect(again.stdout).toContain('Updated 1 file')
      expect(again.stdout).not.toContain('!')
    }))

  test('doesn’t warn of a layer elsewhere in the same git repository', () =>
    inTeam(async (team) => {
      team.git('.', 'init', '--quiet')
      putLayer(team, 'small', {}, { NOTICE: 'one\n' })
      putLayer(team, 'tiny', {}, { 'NOTICE.txt': 'one\n' })
      const made = ['--yes', '--no-git', '--module', 'example.com/svc', '--layer', './small']
      const created = await team.run('svc', ...made)
      expect(created.stdout).not.toContain('the layer')
      const words = ['update', 'svc', '--allow-dirty', '--layer', './tiny']
      const updated = await team.run(...words)
      expect(updated).toMatchObject({ code: 0 })
      expect(updated.stdout).not.toContain('the layer')
    }))

  test('replaces a layer from the same source, and adds one from another', () =>
    inTeam(async ({ run, create, read, git }) => {
      await create('--layer', './company')
      git('svc', 'init', '--quiet')
      git('svc', 'add', '--all')
      git('svc', 'commit', '--quiet', '--message=one')
      const words = ['update', 'svc', '--layer', './company', '--layer', './chi']
      expect(await run(...words, '--set', 'framework=chi')).toMatchObject({ code: 0 })
      expect(JSON.parse(read('svc/go-docker.json'))).toMatchObject({
        layers: [{ use: '../company' }, { use: '../chi' }],
        answers: { framework: 'chi' },
      })
      expect(read('svc/internal/routes/handler.go')).toContain('go-chi/chi')
      expect(await run('check', 'svc', '--verify')).toMatchObject({ code: 0 })
    }))

  test('names the layer without whose version check --fix restores nothing', () =>
    inTeam(async (team) => {
      putLayer(team, 'small', {}, { NOTICE: 'one\n' })
      await team.create('--layer', './small')
      putLayer(team, 'small', { version: '2.0.0' }, { NOTICE: 'two\n' })
      writeFileSync(join(team.cwd, 'svc/NOTICE'), 'mine\n')
      const { code, stderr } = await team.run('check', 'svc', '--fix')
      expect(code).toBe(3)
      expect(stderr).toContain('cannot restore NOTICE')
      expect(stderr).toContain('make its source, small 1.0.0, available again')
    }))

  test('takes the files of a layer that is no longer wanted away', () =>
    inTeam(async ({ cwd, run, create, read }) => {
      await create('--layer', './company')
      const path = join(cwd, 'svc/go-docker.json')
      const { layers, ...rest } = JSON.parse(read('svc/go-docker.json'))
      writeFileSync(path, JSON.stringify(rest))
      expect(layers).toHaveLength(1)
      expect(await run('update', 'svc', '--allow-dirty')).toMatchObject({ code: 0 })
      expect(existsSync(join(cwd, 'svc/.github/CODEOWNERS'))).toBe(false)
      expect(JSON.parse(read('svc/go-docker.json')).answers).not.toHaveProperty('team')
      expect(JSON.parse(read('svc/go-docker.lock.json')).layers).toHaveLength(1)
    }))

  test('refuses an answer that is locked to another value now, until somebody changes it', () =>
    inTeam(async ({ run, create, read }) => {
      await create('--base-image', 'alpine')
      const words = ['update', 'svc', '--allow-dirty', '--layer', './company']
      const refused = await run(...words)
      expect(refused.stderr).toContain(
        'baseImage: must be distroless, because the layer company locks it',
      )
      expect(refused.stderr).toContain('update svc --set KEY=VALUE')
      expect(refused.code).toBe(1)
      expect((await run(...words, '--set', 'baseImage=scratch')).stderr).toContain(
        'Use --set baseImage=distroless.',
      )
      expect(await run(...words, '--set', 'baseImage=distroless')).toMatchObject({ code: 0 })
      expect(JSON.parse(read('svc/go-docker.json')).answers.baseImage).toBe('distroless')
      expect(read('svc/Dockerfile')).not.toContain('FROM alpine')
    }))

  test('blames the migration that sets an answer which a later layer refuses', () =>
    inTeam(async (team) => {
      const lock = { answers: { database: { locked: 'redis' } } }
      putLayer(team, 'one', {}, { NOTICE: 'one\n' })
      putLayer(team, 'two', lock)
      await team.create('--layer', './one', '--layer', './two')
      const migrations = [{ to: '2.0.0', setAnswer: { database: 'postgres' } }]
      putLayer(team, 'one', { version: '2.0.0', migrations })
      const words = ['update', 'svc', '--allow-dirty']
      const refused = await team.run(...words)
      expect(refused).toMatchObject({ code: 1 })
      expect(refused.stderr).toContain(
        'layer one: the migration to 2.0.0 can\'t set database to "postgres": must be redis, because the layer two locks it',
      )
      expect(refused.stderr).not.toContain('go-docker.json')
      expect(await team.run(...words, '--set', 'database=redis')).toMatchObject({ code: 0 })
    }))

  test('refuses a layer whose migration no repository can carry out', () =>
    inTeam(async (team) => {
      putLayer(team, 'one', {}, { NOTICE: 'one\n' })
      await team.create('--layer', './one')
      const migrations = [{ to: '2.0.0', setAnswer: { databse: 'postgres' } }]
      putLayer(team, 'one', { version: '2.0.0', migrations })
      const refused = await team.run('update', 'svc', '--allow-dirty', '--set', 'database=redis')
      expect(refused).toMatchObject({ code: 3 })
      expect(refused.stderr).toContain('the migration to 2.0.0 sets the unknown option databse')
      expect(refused.stderr).toContain('Did you mean database?')
    }))

  test('finds the last render in git when the folder of a layer has changed', () =>
    inTeam(async (team) => {
      const { run, create, read, git } = team
      await create('--layer', './company')
      git('svc', 'init', '--quiet')
      git('svc', 'add', '--all')
      git('svc', 'commit', '--quiet', '--message=one')
      release(team)
      const { stdout } = await run('update', 'svc', '--json')
      expect(resultIn(stdout).warnings).toEqual([])
      expect(read('svc/Dockerfile')).toContain('ENV TWO=2')
    }))
})

function isWork({ status }: { readonly status: string }): boolean {
  return ['create', 'update', 'merge', 'remove'].includes(status)
}

describe('create --layer X --help', () => {
  test('has the questions and values of the layer', () =>
    inTeam(async ({ run }) => {
      const { code, stdout } = await run('--layer', './company', '--layer', './chi', '--help')
      expect(code).toBe(0)
      expect(stdout).toMatch(/--team TEAM +Team: its name/)
      expect(stdout).toMatch(/^ {6}chi {2,}\S/m)
      expect(stdout).toMatch(/--base-image VALUE +Base image, locked by company\n {6}distroless/)
      expect(stdout).not.toMatch(/^ {6}alpine /m)
    }))

  test('says why a layer can’t be read', () =>
    inTeam(async ({ run }) => {
      expect(await run('--layer', './missing', '--help')).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringContaining('missing'),
      })
      expect(await run('--layer', 'company', '--help')).toMatchObject({ code: 2, stdout: '' })
    }))
})
