import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'

const go = {
  'go.mod': 'module example.com/a\n\ngo 1.27\n',
  'main.go': 'package main\n\nfunc main() { println("a") }\n',
}
const build =
  'FROM golang:1.27 AS build\nCOPY go.mod main.go ./\nRUN CGO_ENABLED=0 go build -o /app\n'
const runtime = 'FROM scratch\nCOPY --from=build /app /app\n'

/** What --fix writes: the rule, the files before, and those that it changes. */
const fixes: readonly [
  claim: string,
  rule: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
][] = [
  [
    'gives the last stage a user, before what starts the program',
    'G21',
    { ...go, Dockerfile: `${build}${runtime}\n# Starts it.\nENTRYPOINT ["/app"]\n` },
    {
      Dockerfile: `${build}${runtime}USER 65532:65532\n\n# Starts it.\nENTRYPOINT ["/app"]\n`,
    },
  ],
  [
    'gives a user to a program that everyone may start',
    'G21',
    {
      ...go,
      Dockerfile: `${build}RUN chmod +x /app\nFROM scratch\nCOPY --chmod=755 --from=build /app /\nCMD ["/app"]\n`,
    },
    {
      Dockerfile: `${build}RUN chmod +x /app\nFROM scratch\nCOPY --chmod=755 --from=build /app /\nUSER 65532:65532\nCMD ["/app"]\n`,
    },
  ],
  [
    'keeps the line ends of Windows',
    'G21',
    { ...go, Dockerfile: `${build}${runtime}CMD ["/app"]\n`.replaceAll('\n', '\r\n') },
    { Dockerfile: `${build}${runtime}USER 65532:65532\nCMD ["/app"]\n`.replaceAll('\n', '\r\n') },
  ],
  [
    'writes plain words in the exec form',
    'G23',
    { Dockerfile: 'FROM alpine:3.24\nUSER 1\n  cmd  /app --port 80\n' },
    { Dockerfile: 'FROM alpine:3.24\nUSER 1\n  cmd  ["/app", "--port", "80"]\n' },
  ],
  [
    'copies local files with COPY',
    'G31',
    { app: '', Dockerfile: 'FROM alpine:3.24\nADD --chown=1 app /\nUSER 1\nCMD ["/app"]\n' },
    { Dockerfile: 'FROM alpine:3.24\nCOPY --chown=1 app /\nUSER 1\nCMD ["/app"]\n' },
  ],
  [
    'creates a .dockerignore',
    'G33',
    {
      '.env': 'PASSWORD=hunter2\n',
      Dockerfile: 'FROM alpine:3.24\nCOPY . /a\nUSER 1\nCMD ["/a"]\n',
    },
    { '.dockerignore': '.git\n**/.env\n**/.env.*\n!**/.env.example\n' },
  ],
  [
    'hides .git from a build whose scripts read .env files, where there are none',
    'G33',
    {
      '.git/HEAD': '',
      Makefile: 'include .env.example\nbuild:\n\tgo build\n',
      Dockerfile: 'FROM alpine:3.24\nCOPY . /a\nRUN make\nUSER 1\nCMD ["/a"]\n',
    },
    { '.dockerignore': '.git\n' },
  ],
  [
    'removes the version of a Compose file',
    'G40',
    { 'compose.yaml': 'version: "3.8"\n\nservices:\n  a:\n    image: alpine:3.24\n' },
    { 'compose.yaml': 'services:\n  a:\n    image: alpine:3.24\n' },
  ],
  [
    'binds the port of a database to loopback',
    'G45',
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:18\n    ports:\n      - 5432:5432 # psql\n      - "5432:5432"\n',
    },
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:18\n    ports:\n      - "127.0.0.1:5432:5432" # psql\n      - "127.0.0.1:5432:5432"\n',
    },
  ],
]

describe('--fix', () => {
  test.each(fixes)('%s (%s)', (_, rule, before, after) =>
    inScratch(async (cwd) => {
      put(cwd, before)
      const fixed = await runMain(['audit', '--fix', '--json'], { cwd })
      expect(schemaErrors(JSON.parse(fixed.stdout))).toEqual([])
      const { fixed: findings, written } = resultIn(fixed.stdout)
      expect(findings[0]).toMatchObject({ rule: `audit/${rule}`, fixable: true })
      expect(written).toEqual(Object.keys(after))
      for (const [path, text] of Object.entries({ ...before, ...after })) {
        expect(readFileSync(join(cwd, path), 'utf8')).toBe(text)
      }
      const again = await runMain(['audit', '--fix', '--json'], { cwd })
      const { findings: left, fixed: none } = resultIn(again.stdout)
      expect(left.filter((one: { rule: string }) => one.rule === `audit/${rule}`)).toEqual([])
      expect(none).toEqual([])
    }),
  )

  test('tells what it fixed, and ends with 0 if nothing serious is left', () =>
    inScratch(async (cwd) => {
      put(cwd, { Dockerfile: 'FROM alpine:3.24\nUSER 1\nCMD /app\n' })
      chmodSync(join(cwd, 'Dockerfile'), 0o755)
      const told = await runMain(['audit'], { cwd })
      expect(told.stdout).toContain('1 file: 1 warning; --fix can fix 1\n')
      expect(told.code).toBe(1)
      const { stdout, code } = await runMain(['audit', '--fix'], { cwd })
      expect(stdout).toBe('✓ Fixed 1 in Dockerfile: G23\n✓ 1 file: no findings\n')
      expect(code).toBe(0)
      expect(statSync(join(cwd, 'Dockerfile')).mode & 0o777).toBe(0o755)
    }))

  test('reports the rest, and ends with 1', () =>
    inScratch(async (cwd) => {
      put(cwd, { Dockerfile: 'FROM alpine:3.24\nCMD /app\n' })
      const { stdout, code } = await runMain(['audit', '--fix'], { cwd })
      expect(stdout).toMatch(/^✓ Fixed 1 in Dockerfile: G23\n✗ Dockerfile:1 G21/)
      expect(code).toBe(1)
    }))

  test('writes nothing without the flag', () =>
    inScratch(async (cwd) => {
      const text = 'FROM alpine:3.24\nUSER 1\nCMD /app\n'
      put(cwd, { Dockerfile: text })
      await runMain(['audit'], { cwd })
      expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(text)
    }))
})

const writer = {
  ...go,
  'main.go':
    'package main\n\nimport "os"\n\nfunc main() { _ = os.WriteFile("out.txt", nil, 0o600) }\n',
}

describe('--fix leaves alone', () => {
  test.each<[claim: string, files: Readonly<Record<string, string>>]>([
    [
      'the user of a program that writes files',
      { ...writer, Dockerfile: `${build}${runtime}CMD ["/app"]\n` },
    ],
    ['the user of a program that is not known', { Dockerfile: 'FROM alpine:3.24\nCMD ["/app"]\n' }],
    [
      'the user of an image with a volume',
      { ...go, Dockerfile: `${build}${runtime}VOLUME /data\nCMD ["/app"]\n` },
    ],
    [
      'the user of a program with a database in a file',
      {
        ...go,
        'go.mod': `${go['go.mod']}\nrequire modernc.org/sqlite v1.40.0\n`,
        Dockerfile: `${build}${runtime}CMD ["/app"]\n`,
      },
    ],
    [
      'the user of an image into which Compose mounts something',
      {
        ...go,
        Dockerfile: `${build}${runtime}CMD ["/app"]\n`,
        'compose.yaml':
          'services:\n  a:\n    build: .\n    volumes: [data:/data]\nvolumes:\n  data:\n',
      },
    ],
    ...[
      ['WORKDIR /root/', 'COPY --from=build /app .\nCMD ["./app"]'],
      ['WORKDIR /root', 'COPY --from=build /app /app\nCMD ["/app"]'],
      ['COPY --from=build /app /root/bin/', 'CMD ["/bin/sh", "-c", "cd ~ && bin/app"]'],
      ['COPY --from=build /app /root/app', 'CMD ["/root/app"]'],
    ].map(([first = '', rest = '']): [string, Readonly<Record<string, string>>] => [
      `the user of a program in /root (${first})`,
      { ...go, Dockerfile: `${build}FROM alpine:3.24\n${first}\n${rest}\n` },
    ]),
    ...['--chmod=700 ', '--chmod=0750 ', '--chmod=u+x ', '--chmod=$MODE '].map(
      (flag): [string, Readonly<Record<string, string>>] => [
        `the user of a program that only its owner may start (COPY ${flag}…)`,
        {
          ...go,
          Dockerfile: `${build}FROM scratch\nCOPY ${flag}--from=build /app /\nCMD ["/app"]\n`,
        },
      ],
    ),
    [
      'the user of a program that chmod closes',
      { ...go, Dockerfile: `${build}RUN chmod -R 700 /app\n${runtime}CMD ["/app"]\n` },
    ],
    ['a user that is there', { ...go, Dockerfile: `${build}${runtime}USER 0\nCMD ["/app"]\n` }],
    ['what a shell expands', { Dockerfile: 'FROM alpine:3.24\nUSER 1\nCMD /app $PORT\n' }],
    ['what a shell does itself', { Dockerfile: 'FROM alpine:3.24\nUSER 1\nCMD cd /srv\n' }],
    ['a variable before a command', { Dockerfile: 'FROM alpine:3.24\nUSER 1\nCMD A=1 /app\n' }],
    [
      'an entry point beside a command',
      { Dockerfile: 'FROM alpine:3.24\nUSER 1\nENTRYPOINT /app\nCMD ["x"]\n' },
    ],
    [
      'secrets that a Dockerfile names',
      {
        '.env': 'PASSWORD=hunter2\n',
        Dockerfile: 'FROM alpine:3.24\nCOPY . /a\nRUN cat /a/.env\nUSER 1\nCMD ["/a"]\n',
      },
    ],
    ...[
      ['make build', 'Makefile', 'include .env\nbuild:\n\tgo build\n'],
      ['make build', 'config.mk', 'include .env\n'],
      ['sh scripts/build.sh', 'scripts/build.sh', '. ./.env\n'],
      ['./build', 'build', '. ./.env\n'],
      ['npm run build', 'package.json', '{}'],
      ['go test ./...', 'a_test.go', 'package a\n'],
    ].map(([run = '', path = '', text = '']): [string, Readonly<Record<string, string>>] => [
      `secrets that a build may read (${run}, ${path})`,
      {
        '.env': 'PASSWORD=hunter2\n',
        [path]: text,
        Dockerfile: `FROM alpine:3.24\nCOPY . /a\nRUN ${run}\nUSER 1\n`,
      },
    ]),
    ...[
      'go run build.go',
      'python3 hyperbole.py build',
      'apk add git && go build',
      'scripts/build',
      './build',
      'make',
    ].map((run): [string, Readonly<Record<string, string>>] => [
      `.git where a build may ask git (${run})`,
      {
        Makefile: 'build:\n\tpython3 build.py\n',
        Dockerfile: `FROM alpine:3.24\nCOPY . /a\nRUN ${run}\nUSER 1\n`,
      },
    ]),
    [
      'a .dockerignore that is there',
      { '.dockerignore': 'x\n', Dockerfile: 'FROM alpine:3.24\nCOPY . /a\nUSER 1\nCMD ["/a"]\n' },
    ],
    [
      'a port by a variable',
      {
        'compose.yaml':
          'services:\n  db:\n    image: postgres:18\n    ports:\n      - "$PORT:5432"\n',
      },
    ],
    [
      'a finding that a comment turns off',
      {
        Dockerfile:
          'FROM alpine:3.24\nUSER 1\n# create-go-docker ignore=G23 it needs a shell\nCMD /app\n',
      },
    ],
  ])('%s', (_, files) =>
    inScratch(async (cwd) => {
      put(cwd, files)
      const { stdout } = await runMain(['audit', '--fix', '--json'], { cwd })
      expect(resultIn(stdout)).toMatchObject({ fixed: [], written: [] })
      for (const [path, text] of Object.entries(files)) {
        expect(readFileSync(join(cwd, path), 'utf8')).toBe(text)
      }
      expect(existsSync(join(cwd, '.dockerignore'))).toBe('.dockerignore' in files)
    }),
  )
})

test.skipIf(process.platform === 'win32')(
  'files with odd names stay, and the others are fixed',
  () =>
    inScratch(async (directory) => {
      const before = 'FROM alpine:3.24\nUSER 1\nCMD /app\n'
      const odd = ['aux/Dockerfile', 'a:b/Dockerfile']
      put(directory, Object.fromEntries([...odd, 'ok/Dockerfile'].map((path) => [path, before])))
      const { stdout } = await runMain(['audit', '--fix'], { cwd: directory })
      expect(readFileSync(join(directory, 'ok/Dockerfile'), 'utf8')).toContain('CMD ["/app"]')
      for (const path of odd) {
        expect(readFileSync(join(directory, path), 'utf8')).toBe(before)
        expect(stdout).toContain('--fix left it as it is')
      }
    }),
)
