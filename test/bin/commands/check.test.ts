import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blobId } from '../../../generators/plan/digest.ts'
import { inScratch, listing, put, putStage } from '../../generators/disk/disk.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'

interface Repository {
  readonly cwd: string
  readonly svc: string
  readonly check: (...flags: readonly string[]) => ReturnType<typeof runMain>
  /** Returns each rule that a check finds, with its path. */
  readonly found: () => Promise<readonly string[]>
}

/** Runs a test in a folder that contains a new repository, `svc`. */
function inRepository(act: (repository: Repository) => Promise<void>): Promise<void> {
  return inScratch(async (cwd) => {
    const svc = join(cwd, 'svc')
    const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc']
    expect(await runMain(words, { cwd })).toMatchObject({ code: 0 })
    const env = { PATH: process.env.PATH ?? '', HOME: cwd, GIT_CEILING_DIRECTORIES: cwd }
    const check = (...flags: readonly string[]) => runMain(['check', 'svc', ...flags], { cwd, env })
    const found = async () => {
      const result = resultIn((await check('--json')).stdout)
      expect(schemaErrors(JSON.parse((await check('--json')).stdout))).toEqual([])
      return result.findings.map(({ rule, file }: Record<string, string>) => `${rule} ${file}`)
    }
    await act({ cwd, svc, check, found })
  })
}

function edit(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, 'utf8')
  expect(text).toMatch(from)
  writeFileSync(path, text.replace(from, to))
}

test('a repository as it was created has no drift', () =>
  inRepository(async ({ check, found, svc }) => {
    const before = listing(svc)
    expect(await check()).toMatchObject({ code: 0, stderr: '' })
    expect((await check()).stdout).toMatch(/^✓ \d+ files of create-go-docker \S+: no drift\n$/)
    expect(await found()).toEqual([])
    expect(listing(svc)).toEqual(before)
  }))

describe('a check finds', () => {
  test.each<[string, (svc: string) => void, readonly string[]]>([
    [
      'an edited file',
      (svc) => appendFileSync(join(svc, 'Dockerfile'), '#\n'),
      ['drift/modified Dockerfile'],
    ],
    ['a missing file', (svc) => rmSync(join(svc, 'Makefile')), ['drift/missing Makefile']],
    [
      'an executable bit',
      (svc) => chmodSync(join(svc, 'Makefile'), 0o755),
      ['drift/mode Makefile'],
    ],
    [
      'a link',
      (svc) => {
        rmSync(join(svc, 'Makefile'))
        symlinkSync('go.mod', join(svc, 'Makefile'))
      },
      ['drift/replaced Makefile'],
    ],
    [
      'an edited block',
      (svc) => edit(join(svc, '.gitignore'), '/bin/', '/out/'),
      ['drift/modified .gitignore'],
    ],
    [
      'a shared file',
      (svc) => appendFileSync(join(svc, '.env.example'), 'A=1\n'),
      ['drift/modified .env.example'],
    ],
    [
      "conflict markers, even in the user's files",
      (svc) => appendFileSync(join(svc, 'cmd/api/main.go'), '<<<<<<< a\n=======\n>>>>>>> b\n'),
      ['state/conflict-markers cmd/api/main.go'],
    ],
    [
      'an edit of go-docker.json',
      (svc) => edit(join(svc, 'go-docker.json'), 'postgres', 'redis'),
      ['intent/not-applied go-docker.json'],
    ],
    [
      'a misspelled key in go-docker.json, and one of the user’s own',
      (svc) =>
        edit(join(svc, 'go-docker.json'), '"answers"', '"team": "a", "overide": [], "answers"'),
      ['intent/unknown-key go-docker.json'],
    ],
    [
      'a key beside the source of a layer',
      (svc) =>
        edit(
          join(svc, 'go-docker.json'),
          '"answers"',
          '"layers": [{ "use": "./l", "ref": "v2", "usee": "" }], "answers"',
        ),
      [
        'intent/not-applied go-docker.json',
        'intent/unknown-key go-docker.json',
        'intent/unknown-key go-docker.json',
      ],
    ],
    [
      'a byte order mark in go-docker.json',
      (svc) => edit(join(svc, 'go-docker.json'), /^/, '\uFEFF'),
      [],
    ],
    [
      'no go-docker.json',
      (svc) => rmSync(join(svc, 'go-docker.json')),
      ['intent/missing go-docker.json'],
    ],
    [
      'a lock that was edited to hide an edit',
      (svc) => {
        const path = join(svc, 'Makefile')
        appendFileSync(path, '#\n')
        const sha = execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64)
        edit(join(svc, 'go-docker.lock.json'), /("Makefile": \{\s+"sha256": ")\w+/, `$1${sha}`)
      },
      ['lock/edited go-docker.lock.json'],
    ],
    [
      'nothing in the user’s own files',
      (svc) => {
        appendFileSync(join(svc, 'README.md'), 'more\n')
        rmSync(join(svc, 'internal'), { recursive: true })
      },
      [],
    ],
    [
      'nothing in the user’s own lines',
      (svc) => appendFileSync(join(svc, '.gitignore'), 'mine\n'),
      [],
    ],
    ['nothing in other files', (svc) => put(svc, { 'a/b.txt': 'mine' }), []],
    [
      'nothing in a checkout with CRLF',
      (svc) => {
        for (const name of ['Makefile', 'Dockerfile', '.gitignore', 'docker-compose.yml']) {
          edit(join(svc, name), /^/, '')
          writeFileSync(
            join(svc, name),
            readFileSync(join(svc, name), 'utf8').replaceAll('\n', '\r\n'),
          )
        }
      },
      [],
    ],
  ])('%s', (_, change, rules) =>
    inRepository(async ({ svc, found }) => {
      change(svc)
      expect(await found()).toEqual(rules)
    }),
  )

  test('nothing in a kept file, whatever the user does with it', () =>
    inScratch(async (cwd) => {
      put(join(cwd, 'svc'), { Makefile: 'mine\n' })
      const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc']
      expect(await runMain([...words, '--on-conflict', 'keep'], { cwd })).toMatchObject({ code: 0 })
      expect(await runMain(['check', 'svc'], { cwd })).toMatchObject({ code: 0 })
      appendFileSync(join(cwd, 'svc/Makefile'), 'more\n')
      expect(await runMain(['check', 'svc'], { cwd })).toMatchObject({ code: 0 })
    }))
})

test.each([
  ['Dockerfile', 'error', 1],
  ['Dockerfile', 'warning', 1],
  ['Dockerfile', 'none', 0],
  ['go-docker.json', 'error', 0],
  ['go-docker.json', 'warning', 1],
  ['.env.example', 'warning', 0],
  ['.env.example', 'info', 1],
])('a change in %s with --fail-on %s exits with %i', (path, failOn, code) =>
  inRepository(async ({ svc, check }) => {
    if (path === 'go-docker.json') edit(join(svc, path), 'postgres', 'redis')
    else appendFileSync(join(svc, path), '#\n')
    expect(await check('--fail-on', failOn)).toMatchObject({ code, stderr: '' })
  }),
)

test('the text starts with the most serious finding, and has the difference and the counts', () =>
  inRepository(async ({ svc, check }) => {
    appendFileSync(join(svc, '.env.example'), 'A=1\n')
    appendFileSync(join(svc, 'Makefile'), '# mine\n')
    const { stdout } = await check()
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/^✗ Makefile was edited since create-go-docker \S+ wrote it$/)
    expect(lines).toContain('+++ Makefile (as written)')
    expect(lines).toContain('-# mine')
    expect(stdout).toMatch(/\n\d+ files of create-go-docker \S+: 1 error, 1 note\n$/)
  }))

describe('other formats', () => {
  test('github has one workflow command per line', () =>
    inRepository(async ({ svc, check }) => {
      appendFileSync(join(svc, 'Makefile'), '<<<<<<< a\n=======\n>>>>>>> b\n')
      const line = readFileSync(join(svc, 'Makefile'), 'utf8').split('\n').length - 3
      expect(await check('--format', 'github')).toMatchObject({
        code: 1,
        stdout: `::error file=svc/Makefile,line=${line},title=state/conflict-markers::Makefile has conflict markers%0AResolve the conflict.\n`,
      })
    }))

  test('files are named from the top of the git repository', () =>
    inRepository(async ({ svc, check }) => {
      rmSync(join(svc, 'Makefile'))
      put(svc, { '.git/HEAD': '' })
      expect((await check('--format', 'github')).stdout).toMatch(/^::error file=Makefile,/)
    }))

  test('sarif has a result for each finding; those about missing files refer to the lock', () =>
    inRepository(async ({ svc, check }) => {
      rmSync(join(svc, 'Makefile'))
      appendFileSync(join(svc, 'Dockerfile'), '#\n')
      const { code, stdout } = await check('--format', 'sarif')
      expect(code).toBe(1)
      const [run] = JSON.parse(stdout).runs
      expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
        'drift/missing',
        'drift/modified',
      ])
      const places = run.results.map(
        ({ ruleId, ruleIndex, locations, partialFingerprints }: never) => ({
          ruleId,
          ruleIndex,
          locations,
          partialFingerprints,
        }),
      )
      const at = (uri: string) => [
        {
          physicalLocation: {
            artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
            region: { startLine: 1 },
          },
        },
      ]
      expect(places).toEqual([
        {
          ruleId: 'drift/modified',
          ruleIndex: 1,
          locations: at('svc/Dockerfile'),
          partialFingerprints: { 'createGoDocker/v1': 'drift/modified:svc/Dockerfile' },
        },
        {
          ruleId: 'drift/missing',
          ruleIndex: 0,
          locations: at('svc/go-docker.lock.json'),
          partialFingerprints: { 'createGoDocker/v1': 'drift/missing:svc/Makefile' },
        },
      ])
    }))
})

describe('--verify', () => {
  test('finds nothing in a repository as it was created', () =>
    inRepository(async ({ check }) => {
      expect(await check('--verify')).toMatchObject({ code: 0, stderr: '' })
    }))

  test.each<[string, string | RegExp, string, string]>([
    [
      'an object ID',
      /("Makefile": \{[^}]*"blob": ")\w+/,
      `$1${'0'.repeat(40)}`,
      'render Makefile differently',
    ],
    [
      'an owner',
      /("Makefile": \{[^}]*"owner": ")managed/,
      '$1seeded',
      'render Makefile differently',
    ],
    ['a path less', '"Makefile"', '"Makefile.mine"', 'does not list Makefile'],
    ['a path more', '"Makefile"', '"Makefile.mine"', 'do not render Makefile.mine'],
  ])('finds %s that was edited in the lock', (_, from, to, message) =>
    inRepository(async ({ svc, check }) => {
      edit(join(svc, 'go-docker.lock.json'), from, to)
      const { code, stdout } = await check('--verify')
      expect(stdout).toContain(message)
      expect(code).toBe(1)
    }),
  )

  test('names each managed file that the lock says was kept, behind which an edit could hide', () =>
    inRepository(async ({ svc, check }) => {
      appendFileSync(join(svc, 'Dockerfile'), 'RUN evil\n')
      edit(join(svc, 'go-docker.lock.json'), /("Dockerfile": \{)/, '$1 "kept": true,')
      const { code, stdout } = await check('--verify')
      expect(stdout).toContain('Dockerfile is not compared: the lock says that you kept your own')
      expect(code).toBe(0)
      expect(await check('--verify', '--fail-on', 'info')).toMatchObject({ code: 1 })
    }))

  test('ends with 3 where the lock names other templates', () =>
    inRepository(async ({ svc, check }) => {
      edit(join(svc, 'go-docker.lock.json'), /"integrity": "[^"]+"/, '"integrity": "sha256-0"')
      const { code, stderr } = await check('--verify')
      expect(stderr).toContain('this version does not have the templates of create-go-docker')
      expect(code).toBe(3)
    }))
})

describe('--fix', () => {
  test('restores managed files and our lines, and nothing else', () =>
    inRepository(async ({ svc, check }) => {
      const before = listing(svc)
      appendFileSync(join(svc, 'Dockerfile'), '#\n')
      rmSync(join(svc, 'Makefile'))
      chmodSync(join(svc, '.editorconfig'), 0o755)
      edit(join(svc, '.gitignore'), '/bin/', '/out/')
      appendFileSync(join(svc, '.gitignore'), 'mine\n')
      appendFileSync(join(svc, '.env.example'), 'A=1\n')
      const { code, stdout } = await check('--fix')
      expect(stdout).toContain(
        '✓ Restored 4 files: .editorconfig, .gitignore, Dockerfile, Makefile',
      )
      expect(code).toBe(0)
      expect(listing(svc)).toEqual({
        ...before,
        '.gitignore': `${before['.gitignore']}mine\n`,
        '.env.example': `${before['.env.example']}A=1\n`,
      })
    }))

  test('takes the content of other templates from git; without git, restores nothing', () =>
    inRepository(async ({ svc, check, cwd }) => {
      const old = Buffer.from('old:\n')
      const lock = join(svc, 'go-docker.lock.json')
      const { sha256 } = JSON.parse(readFileSync(lock, 'utf8')).files.Makefile
      edit(lock, /"integrity": "[^"]+"/, '"integrity": "sha256-0"')
      edit(lock, sha256, execFileSync('sha256sum', { input: old, encoding: 'utf8' }).slice(0, 64))
      edit(lock, /("Makefile": \{[^}]*"blob": ")\w+/, `$1${blobId(old)}`)
      const drifted = listing(svc)
      const { code, stderr } = await check('--fix')
      expect(stderr).toContain('✗ cannot restore Makefile')
      expect(code).toBe(3)
      expect(listing(svc)).toEqual(drifted)

      const env = { PATH: process.env.PATH ?? '', HOME: cwd }
      execFileSync('git', ['init', '-q'], { cwd: svc, env })
      execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: svc, env, input: old })
      expect(await check('--fix')).toMatchObject({ code: 0 })
      expect(readFileSync(join(svc, 'Makefile'), 'utf8')).toBe('old:\n')
    }))
})

describe('an override in go-docker.json', () => {
  /** Adds an override of the Makefile, and drift in it and in the Dockerfile. */
  const override = (svc: string, until: string): void => {
    const path = join(svc, 'go-docker.json')
    const intent = JSON.parse(readFileSync(path, 'utf8'))
    const overrides = [{ path: 'Makefile', reason: 'our own targets', until }]
    writeFileSync(path, JSON.stringify({ ...intent, overrides }))
    appendFileSync(join(svc, 'Makefile'), '# mine\n')
  }

  test('accepts drift until its end; --fix leaves it alone', () =>
    inRepository(async ({ svc, check, found }) => {
      override(svc, '9999-12-31')
      expect(await found()).toEqual(['drift/modified Makefile'])
      const { code, stdout } = await check()
      expect(stdout).toContain('accepts until 9999-12-31: our own targets')
      expect(stdout).not.toContain('-# mine')
      expect(code).toBe(0)
      rmSync(join(svc, 'Dockerfile'))
      expect((await check('--fix')).stdout).toContain('Restored 1 file: Dockerfile')
      expect(readFileSync(join(svc, 'Makefile'), 'utf8')).toContain('# mine')
    }))

  test('that has ended is a finding, and so is the drift', () =>
    inRepository(async ({ svc, check, found }) => {
      override(svc, '2020-01-01')
      expect(await found()).toEqual(['override/expired go-docker.json', 'drift/modified Makefile'])
      expect(await check('--fail-on', 'error')).toMatchObject({ code: 1 })
    }))
})

describe('a directory that can’t be checked', () => {
  test.each<[string, (svc: string) => void, number, string]>([
    [
      'without a record',
      (svc) => rmSync(join(svc, 'go-docker.lock.json')),
      1,
      'it has no go-docker.lock.json',
    ],
    [
      'with go-docker.json alone',
      (svc) => rmSync(join(svc, 'go-docker.lock.json')),
      1,
      'Restore go-docker.lock.json from git.',
    ],
    [
      'with a broken lock',
      (svc) => writeFileSync(join(svc, 'go-docker.lock.json'), '{'),
      1,
      'it is not valid JSON',
    ],
    [
      'with a lock of a later version',
      (svc) =>
        edit(join(svc, 'go-docker.lock.json'), '"lockfileVersion": 1', '"lockfileVersion": 9'),
      1,
      'was written by a newer version',
    ],
    [
      'with a lock that leads outside',
      (svc) => edit(join(svc, 'go-docker.lock.json'), '"Makefile"', '"../Makefile"'),
      1,
      'it is not a valid record',
    ],
    [
      'that is not there',
      (svc) => rmSync(svc, { recursive: true }),
      1,
      'it has no go-docker.lock.json',
    ],
  ])('%s', (_, change, code, message) =>
    inRepository(async ({ svc, check }) => {
      change(svc)
      const run = await check()
      expect(run.stderr).toContain(message)
      expect(run).toMatchObject({ code, stdout: '' })
      expect(schemaErrors(JSON.parse((await check('--json')).stdout))).toEqual([])
    }),
  )

  test.each([
    [['a', 'b'], 'more than one directory: a, b'],
    [['--fail-on', 'much'], '--fail-on much: must be error, warning, info or none'],
    [['--format', 'xml'], '--format xml: must be text, json, github or sarif'],
    [['--module', 'm'], 'unknown flag --module'],
  ])('for the words %j', (words, message) =>
    inScratch(async (cwd) => {
      const { code, stderr } = await runMain(['check', ...words], { cwd })
      expect(code).toBe(2)
      expect(stderr).toContain(message)
    }),
  )
})

test('a killed run is reported, and only undone by --fix', () =>
  inRepository(async ({ svc, check }) => {
    put(svc, { 'main.go': 'package main' })
    rmSync(join(svc, 'main.go'))
    mkdirSync(join(svc, 'x'))
    const stage = putStage(svc, '.create-go-docker', { pid: 2 ** 22 + 1 }, { changes: [] })
    const { code, stdout } = await check()
    expect(code).toBe(0)
    expect(stdout).toContain('an interrupted run has not been undone yet')
    expect(existsSync(stage)).toBe(true)
    await check('--fix')
    expect(existsSync(stage)).toBe(false)
  }))

test.each([
  ['Dockerfile', '# END local\n', 'ENV OURS=1\n# END local\n', '# END local\n'],
  ['Dockerfile', '# END local\n', 'ENV OURS=1\n# END local\n', '# BEGIN local\n'],
  ['.gitignore', '.local/\n', '.local/\nours\n', '# END create-go-docker\n'],
])(
  '%s without a marker is not restored, because lines of the user may be in it, nor is that promised',
  (file, text, edited, marker) =>
    inRepository(async ({ svc, check }) => {
      const path = join(svc, file)
      edit(path, text, edited)
      edit(path, marker, '')
      const before = readFileSync(path, 'utf8')
      const { stdout: told } = await check()
      expect(told).toContain(
        'Restore it from git, or accept it in the overrides of go-docker.json.',
      )
      expect(told).not.toContain('check --fix')
      const { code, stderr } = await check('--fix')
      expect(stderr).toContain(
        `cannot restore ${file}: the markers around lines of your own are not where`,
      )
      expect({ code, text: readFileSync(path, 'utf8') }).toEqual({ code: 3, text: before })
    }),
)

describe('a Dockerfile is not restored if that would lose or move lines of the user', () => {
  const room = '# BEGIN local\n# END local\n'
  const used = '# BEGIN local\nCOPY mine /\n# END local\n'
  test.each<[claim: string, change: (text: string) => string]>([
    ['with a room less', (text) => text.replace(room, '').replace(room, used)],
    ['with a room more', (text) => `${text}${used}`],
    ['with a room elsewhere', (text) => `${text.replace(room, '')}${used}`],
  ])('%s', (_, change) =>
    inRepository(async ({ svc, check }) => {
      const path = join(svc, 'Dockerfile')
      const before = change(readFileSync(path, 'utf8'))
      writeFileSync(path, before)
      const why = 'the markers around lines of your own are not where the template has them'
      expect((await check()).stdout).toContain(`Not shown, because ${why}: Dockerfile`)
      const { code, stderr } = await check('--fix')
      expect(stderr).toContain(`cannot restore Dockerfile: ${why}`)
      expect({ code, text: readFileSync(path, 'utf8') }).toEqual({ code: 3, text: before })
    }),
  )

  test('without lines of the user, it is', () =>
    inRepository(async ({ svc, check }) => {
      const path = join(svc, 'Dockerfile')
      const before = readFileSync(path, 'utf8')
      writeFileSync(path, `${before.replace(room, '')}${room}`)
      expect(await check('--fix')).toMatchObject({ code: 0 })
      expect(readFileSync(path, 'utf8')).toBe(before)
    }))
})
