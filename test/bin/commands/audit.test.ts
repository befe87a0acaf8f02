import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { sarifErrors } from '../report/check/sarif-errors.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'

const files = {
  Dockerfile: 'FROM alpine:3.24\nCOPY app /app\nCMD ["/app"]\n',
  app: '',
}

describe('audit', () => {
  test('tells what is wrong, where, and what to do', () =>
    inScratch(async (cwd) => {
      put(cwd, files)
      const { code, stdout } = await runMain(['audit'], { cwd })
      expect(stdout).toBe(
        [
          '✗ Dockerfile:1 G21: the image has no USER, so its program runs as root',
          '  | FROM alpine:3.24',
          '  Add USER 65532:65532 to the last stage.',
          '',
          '1 file: 1 error',
          '',
        ].join('\n'),
      )
      expect(code).toBe(1)
    }))

  test('prints JSON by the schema, with the line that is wrong', () =>
    inScratch(async (cwd) => {
      put(cwd, files)
      const { code, stdout } = await runMain(['audit', '--json'], { cwd })
      expect(schemaErrors(JSON.parse(stdout))).toEqual([])
      expect(resultIn(stdout)).toMatchObject({
        kind: 'findings',
        directory: cwd,
        files: ['Dockerfile'],
        findings: [{ rule: 'audit/G21', line: 1, text: 'FROM alpine:3.24' }],
      })
      expect(code).toBe(1)
    }))

  test('counts the files that it can not read, and says what is wrong with them', () =>
    inScratch(async (cwd) => {
      put(cwd, { Dockerfile: 'FORM alpine\n', 'a/Dockerfile': '' })
      const { stdout } = await runMain(['audit'], { cwd })
      expect(stdout).toContain(
        'Dockerfile:1 G67: it could not be read: unknown instruction FORM; did you mean FROM?',
      )
      expect(stdout).toContain('a/Dockerfile G67: it could not be read: it is empty')
      expect(stdout).toContain('\n2 files: 2 errors\n')
    }))

  test.each(['none', 'error'])('ends as --fail-on %s says', (failOn) =>
    inScratch(async (cwd) => {
      put(cwd, files)
      const { code } = await runMain(['audit', '--fail-on', failOn], { cwd })
      expect(code).toBe(failOn === 'none' ? 0 : 1)
    }),
  )

  test('prints SARIF with what the rule says', () =>
    inScratch(async (cwd) => {
      put(cwd, files)
      const { stdout } = await runMain(['audit', '--format', 'sarif'], { cwd })
      const log = JSON.parse(stdout)
      expect(sarifErrors(log)).toEqual([])
      expect(log.runs[0].tool.driver.rules[0]).toMatchObject({ id: 'audit/G21', name: 'root-user' })
    }))

  test('prints annotations for GitHub', () =>
    inScratch(async (cwd) => {
      put(cwd, files)
      const { stdout } = await runMain(['audit', '--format', 'github'], { cwd })
      expect(stdout).toMatch(
        /^::error file=Dockerfile,line=1,title=audit\/G21::the image has no USER/,
      )
    }))

  test.each([
    ['in a git repository', '.git/HEAD', 'services', 'a'],
    ['without git', 'README.md', '.', 'services/a'],
  ])('names files as GitHub does, %s', (_, file, from, below) =>
    inScratch(async (cwd) => {
      put(cwd, { [file]: '', 'services/a/Dockerfile': files.Dockerfile })
      const say = async (format: string) =>
        (await runMain(['audit', below, '--format', format], { cwd: join(cwd, from) })).stdout
      expect(await say('github')).toMatch(/^::error file=services\/a\/Dockerfile,line=1,/)
      const [result] = JSON.parse(await say('sarif')).runs[0].results
      expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe(
        'services/a/Dockerfile',
      )
      expect(result.partialFingerprints['createGoDocker/v1']).toContain('services/a/Dockerfile')
      expect(await say('text')).toMatch(/^✗ Dockerfile:1 G21/)
    }),
  )

  test('judges the end of life for the day of --as-of', () =>
    inScratch(async (cwd) => {
      put(cwd, { Dockerfile: 'FROM alpine:3.22\nUSER 1\nCMD ["/app"]\n' })
      const before = await runMain(['audit', '--as-of', '2027-05-01'], { cwd })
      const after = await runMain(['audit', '--as-of', '2027-05-02'], { cwd })
      expect(before.stdout).toBe('✓ 1 file: no findings\n')
      expect(after.stdout).toContain('G19: Alpine 3.22 has had no support since 2027-05-01')
    }))

  test('says so if there is nothing to audit', () =>
    inScratch(async (cwd) => {
      const { code, stdout } = await runMain(['audit'], { cwd })
      expect(stdout).toBe('There is no Dockerfile and no Compose file.\n')
      expect(code).toBe(0)
    }))

  test('follows no links, and reads no folder as a file', () =>
    inScratch(async (cwd) => {
      put(cwd, { 'out/Dockerfile': 'FROM alpine:3.24\nCMD ["/app"]\n' })
      mkdirSync(join(cwd, 'in/Dockerfile'), { recursive: true })
      symlinkSync(join(cwd, 'out'), join(cwd, 'in/link'))
      symlinkSync(join(cwd, 'out/Dockerfile'), join(cwd, 'in/Containerfile'))
      const { stdout } = await runMain(['audit', 'in'], { cwd })
      expect(stdout).toBe('There is no Dockerfile and no Compose file.\n')
    }))
})

describe('a comment with a reason', () => {
  test.each<[claim: string, comment: string, suppressed: number]>([
    [
      'turns a rule off by its id',
      '# create-go-docker ignore=G21 it listens to signals as root',
      1,
    ],
    ['turns a rule off by its name', '# create-go-docker ignore=root-user needed for ping', 1],
    ['may have spaces around its sign', '# create-go-docker ignore = G21 it needs root', 1],
    ['is needed', '# create-go-docker ignore=G21', 0],
    ['is for one rule', '# create-go-docker ignore=G22 not this one', 0],
    ['may be for hadolint', '# hadolint ignore=DL3002', 1],
  ])('%s', (_, comment, suppressed) =>
    inScratch(async (cwd) => {
      put(cwd, { Dockerfile: `${comment}\n${files.Dockerfile}`, app: '' })
      const { stdout } = await runMain(['audit', '--json'], { cwd })
      expect(resultIn(stdout)).toMatchObject({ suppressed })
      const { findings } = resultIn(stdout)
      const others = findings.filter(({ rule }: { rule: string }) => rule !== 'audit/G71')
      expect(others).toHaveLength(1 - suppressed)
    }),
  )

  test('may be for BuildKit', () =>
    inScratch(async (cwd) => {
      put(cwd, {
        Dockerfile: '# check=skip=JSONArgsRecommended\nFROM alpine:3.24\nUSER 1\nCMD /app\n',
      })
      const { stdout } = await runMain(['audit', '--json'], { cwd })
      expect(resultIn(stdout)).toMatchObject({ suppressed: 1, findings: [] })
    }))
})

describe('--explain', () => {
  test.each(['G21', 'g21', 'root-user', 'audit/G21', 'DL3002'])('explains %s', async (name) => {
    const { code, stdout } = await runMain(['audit', '--explain', name], { cwd: '/' })
    expect(stdout).toMatch(/^G21 root-user \(error\)\n\n.*\nSource: .*\nFix: /)
    expect(code).toBe(0)
  })

  test('prints JSON by the schema', async () => {
    const { stdout } = await runMain(['audit', '--explain', 'G21', '--json'], { cwd: '/' })
    expect(schemaErrors(JSON.parse(stdout))).toEqual([])
    expect(resultIn(stdout)).toMatchObject({ rule: { id: 'G21', overlaps: ['DL3002'] } })
  })
})

describe('a wrong command line', () => {
  test.each<[claim: string, words: readonly string[], what: string]>([
    ['with a day that does not exist', ['--as-of', '2026-02-30'], 'must be a day as YYYY-MM-DD'],
    ['with an unknown rule', ['--explain', 'root-usr'], 'Did you mean root-user?'],
    ['with a fix of a rule', ['--explain', 'G21', '--fix'], '--fix is for findings'],
    ['with a format for findings', ['--explain', 'G21', '--format', 'sarif'], 'not for --explain'],
  ])('%s is refused', async (_, words, what) => {
    const { code, stderr } = await runMain(['audit', ...words], { cwd: '/' })
    expect(stderr).toContain(what)
    expect(code).toBe(2)
  })

  test('a file is none, but has a directory', () =>
    inScratch(async (cwd) => {
      put(cwd, files)
      const { code, stderr } = await runMain(['audit', 'Dockerfile'], { cwd })
      expect(stderr).toContain('Dockerfile: it is a file; audit takes a directory')
      expect(stderr).toContain(`Use ${cwd}.`)
      expect(code).toBe(1)
    }))

  test('a directory that does not exist is a failure', () =>
    inScratch(async (cwd) => {
      const { code, stderr } = await runMain(['audit', 'nowhere'], { cwd })
      expect(stderr).toContain('nowhere: it does not exist')
      expect(code).toBe(1)
    }))
})

describe('secrets stay out of the output', () => {
  const repository = {
    '.env':
      "export DB_PASSWORD='hunter2 hunter2'\nDSN=a:hunter2@tcp(db)/a\nURL=postgres://a:hunter2@db/a\n",
    Dockerfile:
      'FROM alpine:3.24\nENV A_TOKEN=hunter2\nENV API_KEY hunter2\nARG B_SECRET="hunter2"\nRUN wget https://hunter2hunter2hunter2@example.com/x && git clone https://a:hunter2@example.com/x\nCMD /app --password=hunter2\n',
    'compose.yaml': `services:
  db:
    image: postgres:18
    command: postgres --requirepass hunter2
    env_file: .env
    environment:
      POSTGRES_PASSWORD: hunter2
      JWT_SECRET: "\${SECRET:-hunter2}"
      PASSWORD: \${PASSWORD}
  web:
    image: example.com/web:1
    environment:
      - PASS=hunter2
      - URL=redis://:hunter2@db/0
`,
  }

  test.each(['text', 'json', 'github', 'sarif'])('%s', (format) =>
    inScratch(async (cwd) => {
      put(cwd, repository)
      const { stdout } = await runMain(['audit', '--format', format], { cwd })
      expect(stdout).toMatch(/G32[\s\S]*G46/)
      expect(stdout).not.toContain('hunter2')
    }),
  )

  test('their names stay', () =>
    inScratch(async (cwd) => {
      put(cwd, repository)
      const { stdout } = await runMain(['audit'], { cwd })
      expect(stdout.split('\n').filter((line) => line.includes('…'))).toMatchInlineSnapshot(`
        [
          "  | export DB_PASSWORD='…",
          "  | DSN=a:…@tcp(db)/a",
          "  | URL=postgres://a:…@db/a",
          "  | ENV A_TOKEN=…",
          "  | ENV API_KEY …",
          "  | ARG B_SECRET="…",
          "  | CMD /app --password=…",
          "  | command: postgres --requirepass …",
          "  | POSTGRES_PASSWORD: …",
          "  | JWT_SECRET: "…",
          "  | - PASS=…",
          "  | - URL=redis://:…@db/0",
        ]
      `)
    }))
})

describe('a file that git has although .gitignore names it', () => {
  const repository = {
    '.gitignore': '.env\n',
    '.env': 'DB_PASSWORD=hunter2-7\n',
    'compose.yaml': 'services:\n  a:\n    image: example.com/a:1\n    env_file: .env\n',
  }

  test.each([
    ['is a secret that is committed', ['add', '--force', '.env'], ['.env:1 audit/G65']],
    ['stays out of a clone otherwise', ['add', '.gitignore'], ['compose.yaml:4 audit/G70']],
  ])('%s', (_, args, expected) =>
    inScratch(async (home) => {
      const cwd = join(home, 'a/b')
      put(cwd, repository)
      const env = testEnvironment(home)
      execFileSync('git', ['init', '--quiet'], { cwd: join(home, 'a'), env })
      execFileSync('git', args, { cwd, env })
      const { stdout } = await runMain(['audit', '--json'], { cwd, env })
      const found = resultIn(stdout).findings.map(
        ({ rule, file, line }: Readonly<Record<string, string>>) => `${file}:${line} ${rule}`,
      )
      expect(found.filter((one: string) => /G65|G70/.test(one))).toEqual(expected)
    }),
  )

  test('is asked of no program of the repository', () =>
    inScratch(async (home) => {
      put(home, repository)
      const env = testEnvironment(home)
      execFileSync('git', ['init', '--quiet'], { cwd: home, env })
      for (const name of ['core.fsmonitor', 'core.sshCommand', 'core.pager']) {
        execFileSync('git', ['config', name, `touch ${join(home, 'ran')}`], { cwd: home, env })
      }
      execFileSync('git', ['-c', 'core.fsmonitor=', 'add', '--force', '.env'], { cwd: home, env })
      const { stdout } = await runMain(['audit'], { cwd: home, env })
      expect(stdout).toContain('git has this file although .gitignore names it')
      expect(existsSync(join(home, 'ran'))).toBe(false)
    }))
})
