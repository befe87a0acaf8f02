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
    'gives a user to a program that serves',
    'G21',
    {
      ...go,
      'main.go':
        'package main\n\nimport (\n\t"net/http"\n\t"syscall"\n)\n\nvar _ = syscall.SIGTERM\n\nfunc main() { _ = http.ListenAndServe(":8080", nil) }\n',
      Dockerfile: `${build}FROM alpine:3.24\nCOPY --from=build /app /usr/local/bin/\nENTRYPOINT ["app", "serve"]\n`,
      'compose.yaml': 'services:\n  a:\n    build: .\n    command: serve\n',
    },
    {
      Dockerfile: `${build}FROM alpine:3.24\nCOPY --from=build /app /usr/local/bin/\nUSER 65532:65532\nENTRYPOINT ["app", "serve"]\n`,
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

const program = (imports: readonly string[], statement: string) =>
  `package main\n\nimport (\n${imports.map((one) => `\t"${one}"\n`).join('')})\n\nfunc main() { ${statement} }\n`

/** What a program may need root for: what it imports, and a statement. */
const needy: readonly (readonly [imports: readonly string[], statement: string])[] = [
  [['os'], '_ = os.WriteFile(os.Getenv("DATA_DIR"), nil, 0o600)'],
  [['os'], 'println(os.Geteuid())'],
  [['os/exec'], '_ = exec.Command(command()).Run()'],
  [['syscall'], '_ = syscall.Setuid(1)'],
  [['net'], '_, _ = net.Listen("unix", "/tmp/a")'],
  [['github.com/docker/docker/client'], '_, _ = client.NewClientWithOpts()'],
  [['golang.org/x/net/icmp'], '_, _ = icmp.ListenPacket("ip4:icmp", "0.0.0.0")'],
  [['github.com/vishvananda/netlink'], '_, _ = netlink.LinkByName("eth0")'],
  [['golang.org/x/crypto/acme/autocert'], '_ = autocert.DirCache(name())'],
  [['net/http'], '_ = http.ListenAndServe(":80", nil)'],
]

describe('--fix leaves alone', () => {
  test.each<[claim: string, files: Readonly<Record<string, string>>]>([
    ...needy.map(([imports, statement]): [string, Readonly<Record<string, string>>] => [
      statement,
      {
        ...go,
        'main.go': program(imports, statement),
        Dockerfile: `${build}${runtime}CMD ["/app"]\n`,
      },
    ]),
    ...[
      'COPY entrypoint.sh /\nENTRYPOINT ["/entrypoint.sh"]',
      'COPY entrypoint.sh /\nENTRYPOINT ["/entrypoint.sh"]\nCMD ["/app"]',
      'CMD ["crond", "-f"]',
      'CMD ["/bin/sh", "-c", "/app"]',
      'CMD mkdir /data && /app',
    ].map((start): [string, Readonly<Record<string, string>>] => [
      start,
      {
        ...go,
        'entrypoint.sh': '#!/bin/sh\nupdate-ca-certificates\nexec /app\n',
        Dockerfile: `${build}FROM alpine:3.24\nCOPY --from=build /app /app\n${start}\n`,
      },
    ]),
    [
      'a service with a capability',
      {
        ...go,
        Dockerfile: `${build}${runtime}CMD ["/app"]\n`,
        'compose.yaml': 'services:\n  a:\n    build: .\n    cap_add: [NET_ADMIN]\n',
      },
    ],
    [
      'a script that mounts a folder',
      {
        ...go,
        Dockerfile: `${build}${runtime}CMD ["/app"]\n`,
        Makefile: 'run:\n\tdocker run --rm \\\n\t-v $(PWD)/data:/data a\n',
      },
    ],
  ])('the user where root may be needed: %s', (_, files) =>
    inScratch(async (cwd) => {
      put(cwd, files)
      const { stdout } = await runMain(['audit', '--fix', '--json'], { cwd })
      const { findings, fixed } = resultIn(stdout)
      expect(fixed).toEqual([])
      expect(findings).toContainEqual(
        expect.objectContaining({ rule: 'audit/G21', fixable: false, severity: 'error' }),
      )
    }),
  )

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
    ...[
      ['COPY start.sh /\nUSER 1\nCMD /start.sh', 'export A=1\nexec /app\n'],
      ['COPY start.sh /\nUSER 1\nENTRYPOINT /start.sh', 'exec /app\n'],
    ].map(([lines, text = '']): [string, Readonly<Record<string, string>>] => [
      `a script without #! (${lines})`,
      { 'start.sh': text, Dockerfile: `FROM alpine:3.24\n${lines}\n` },
    ]),
    ...[
      'USER 1\nCMD /start.sh',
      'RUN echo app > /start\nUSER 1\nCMD /start',
      'COPY <<EOF /start\napp\nEOF\nUSER 1\nCMD /start',
      'ENTRYPOINT ["/entry"]\nUSER 1\nCMD app serve',
      'SHELL ["/bin/sh", "-lc"]\nFROM a\nUSER 1\nCMD app',
    ].map((lines): [string, Readonly<Record<string, string>>] => [
      `what may need its shell (${lines})`,
      { Dockerfile: `FROM alpine:3.24 AS a\n${lines}\n` },
    ]),
    [
      'the command of an image whose entry point is not known',
      { Dockerfile: 'FROM example.com/base:1\nUSER 1\nCMD app serve\n' },
    ],
    [
      'an entry point that a later stage gives a command',
      {
        Dockerfile: 'FROM alpine:3.24 AS a\nENTRYPOINT app\nFROM a\nUSER 1\nCMD ["--dev"]\n',
      },
    ],
    [
      'an entry point to which Compose gives a command',
      {
        Dockerfile: 'FROM alpine:3.24\nUSER 1\nENTRYPOINT app\n',
        'compose.yaml': 'services:\n  a:\n    build: .\n    command: --dev\n',
      },
    ],
    [
      '.git where the program asks for the commit',
      {
        ...go,
        'main.go':
          'package main\n\nimport "runtime/debug"\n\nfunc main() { _, _ = debug.ReadBuildInfo() }\n',
        '.git/HEAD': '',
        Dockerfile:
          'FROM golang:1.27\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app\nUSER 1\nCMD ["/app"]\n',
      },
    ],
    ...['COPY .git .git', 'RUN npm run build', 'RUN ./build'].map(
      (line): [string, Readonly<Record<string, string>>] => [
        `.git where a build may need it (${line})`,
        { '.git/HEAD': '', Dockerfile: `FROM alpine:3.24\nCOPY . /a\n${line}\nUSER 1\n` },
      ],
    ),
    [
      'an archive without an extension',
      { rootfs: '', Dockerfile: 'FROM alpine:3.24\nADD rootfs /\nUSER 1\nCMD ["/app"]\n' },
    ],
    [
      'the version of a file for a swarm',
      {
        'compose.yaml':
          'version: "3.8"\nservices:\n  a:\n    image: alpine:3.24\n    deploy:\n      mode: global\n',
      },
    ],
    ['a version alone', { 'compose.override.yaml': 'version: "3.8"\n' }],
    [
      'a port that containers reach by the host',
      {
        'compose.yaml':
          'services:\n  db:\n    image: postgres:18\n    ports:\n      - "5432:5432"\n',
        '.env': 'DB=postgres://host.docker.internal/a\n',
      },
    ],
    [
      'a port that is published in another form, too',
      {
        'compose.yaml':
          'services:\n  db:\n    image: postgres:18\n    ports:\n      - "5432:5432"\n',
        'compose.override.yaml':
          'services:\n  db:\n    ports:\n      - target: 5432\n        published: "5432"\n',
      },
    ],
    [
      'the user of a program that is made after umask',
      {
        ...go,
        Dockerfile: `${build.replace('RUN ', 'RUN umask 077 && ')}${runtime}CMD ["/app"]\n`,
      },
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
