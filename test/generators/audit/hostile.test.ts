import { execFileSync } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { audit } from '../../../generators/audit/audit.ts'
import { auditedOf } from '../../../generators/audit/audited.ts'
import { inspect } from '../../../generators/audit/inspect.ts'
import { readRepository } from '../../../generators/audit/read-repository.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'
import { cpuSeconds } from '../../support/cpu.ts'
import { factsOf, mainOf } from '../../support/facts.ts'
import { inScratch, put } from '../disk/disk.ts'

const input = { asOf: '2026-11-28', facts: new Map() }

const mains = [mainOf('.'), mainOf('cmd/a')]
const withFacts = { ...input, facts: new Map([['.', factsOf(mains)]]) }

/** Returns how many milliseconds of CPU an audit of some files takes, however busy the machine is. */
async function duration(files: Readonly<Record<string, string>>): Promise<number> {
  const given = 'main.go' in files ? withFacts : input
  return 1000 * (await cpuSeconds(() => inspect(auditedOf(repositoryOf(files), given))))
}

describe('hostile files end soon', () => {
  const many = 30_000
  test.each<[claim: string, files: Readonly<Record<string, string>>]>([
    ['a long line', { Dockerfile: `FROM a\nRUN ${'a'.repeat(250_000)}\n` }],
    ['many words', { Dockerfile: `FROM a\nRUN ${'a '.repeat(100_000)}\n` }],
    ['many open variables', { Dockerfile: `FROM a\nENV A=${'${A:-'.repeat(many)}\n` }],
    ['many half variables', { Dockerfile: `FROM a\nENV A=${'${A '.repeat(many)}\n` }],
    ['many open commands', { Dockerfile: `FROM a\nRUN ${'$('.repeat(many)}\n` }],
    ['many open quotes', { Dockerfile: `FROM a\nRUN ${`"'`.repeat(many)}\n` }],
    ['many stages', { Dockerfile: 'FROM a AS a\nFROM a\n'.repeat(900) }],
    [
      'stages upon stages',
      {
        Dockerfile: `FROM x AS s0\n${Array.from({ length: 1900 }, (_, index) => `FROM s${index} AS s${index + 1}\n`).join('')}CMD ["a"]\n`,
      },
    ],
    [
      'a value that doubles',
      { Dockerfile: `FROM a\nENV A=xx\n${'ENV A=$A$A\n'.repeat(1900)}USER $A\n` },
    ],
    [
      'arguments that double',
      {
        Dockerfile: `ARG A0=xx\n${Array.from({ length: 400 }, (_, index) => `ARG A${index + 1}=\${A${index}:-a}\${A${index}}\n`).join('')}FROM $A400\n`,
      },
    ],
    [
      'a long value in Compose, many times',
      {
        '.env': `A=${'x'.repeat(250_000)}\n`,
        'compose.yaml': `services:\n  a:\n    image: ${'$A'.repeat(100_000)}\n`,
      },
    ],
    [
      'a long line of spaces in .env',
      {
        '.env': `A=${' '.repeat(4000)}b\u2028c\n`,
        'compose.yaml': 'services:\n  a:\n    image: a\n',
      },
    ],
    [
      'a workflow with many empty lines',
      {
        Dockerfile: 'FROM a\n',
        '.github/workflows/a.yml': `steps:\n  - uses: docker/build-push-action@v6\n${'\n'.repeat(200_000)}a\n`,
      },
    ],
    ['many settings', { Dockerfile: `FROM a\n${'ENV A=1 B=2 C=3\n'.repeat(1900)}` }],
    ['too many instructions', { Dockerfile: `FROM a\n${'USER 1\n'.repeat(3000)}` }],
    [
      'copies of copies',
      {
        'go.mod': 'module a\ngo 1.27\n',
        'main.go': '',
        Dockerfile: `FROM golang:1.26 AS s0\nCOPY . /a\n${Array.from({ length: 600 }, (_, index) => `FROM golang:1.26 AS s${index + 1}\nCOPY --from=s${index} / /b\nCOPY --from=s${index} / /c\n`).join('')}RUN go build ${'$A*b'.repeat(9000)} && make\nCMD ["/a"]\n`,
      },
    ],
    [
      'a long Makefile',
      {
        'go.mod': 'module a\ngo 1.27\n',
        'main.go': '',
        Makefile: `A0 := ${'a'.repeat(150)}\n${Array.from({ length: 99 }, (_, index) => `A${index + 1} := $(A${index})$(A${index})\n`).join('')}a${' '.repeat(60_000)}\n${Array.from({ length: 5000 }, (_, index) => `t${index}: t${index + 1} t0\n\ta\n`).join('')}`,
        Dockerfile: 'FROM golang:1.26\nWORKDIR /a\nCOPY . .\nRUN make t0\nCMD ["/a"]\n',
      },
    ],
    [
      'many aliases',
      {
        'compose.yaml': `x: &a 1\nservices:\n  s:\n    image: a:1\n    command: [${'*a,'.repeat(20_000)}]\n`,
      },
    ],
    ['many tags', { 'compose.yaml': `services:\n  s:\n    image: ${'!!str '.repeat(40_000)}a\n` }],
    [
      'services that extend each other, with much in them',
      {
        'compose.yaml': `services:\n  s0: {image: a, environment: {${Array.from({ length: 3000 }, (_, index) => `A${index}: x`).join(',')}}}\n${Array.from({ length: 4000 }, (_, index) => `  s${index + 1}: {extends: {service: s${index}}}\n`).join('')}`,
      },
    ],
    [
      'many folders, and a copy into each',
      {
        'go.mod': 'module a\ngo 1.27\n',
        Dockerfile: `FROM golang:1.27\n${Array.from({ length: 990 }, (_, index) => `WORKDIR d${index}\nCOPY a b\n`).join('')}`,
      },
    ],
    ['deep YAML', { 'compose.yaml': `services: ${'['.repeat(50_000)}\n` }],
    [
      'many databases',
      {
        'compose.yaml': `services:\n${Array.from({ length: 1000 }, (_, index) => `  s${index}:\n    image: mysql\n    depends_on: [s1]\n    healthcheck: {test: mysqladmin ping}\n`).join('')}`,
      },
    ],
    [
      'includes upon includes',
      Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [
          `compose.${index}.yaml`,
          `include: [compose.${index + 1}.yaml, compose.${index + 2}.yaml, compose.0.yaml]\nservices:\n  s${index}: {image: a}\n`,
        ]),
      ),
    ],
    [
      'long commands and probes',
      {
        'compose.yaml': `services:\n  a:\n    image: postgres\n    command: ${'a:b@ password= --requirepass '.repeat(3000)}\n    healthcheck:\n      test: pg_isready ${'$A -h '.repeat(5000)}\n    environment:\n      A_URL: ${'postgres://a:'.repeat(5000)}\n      B: ${'a:'.repeat(50_000)}\n`,
        Makefile: `docker compose ${'-f compose.yaml --x '.repeat(9000)}\nx:\n\tdocker build ${'-t build '.repeat(9000)}\n`,
        'go.mod': 'module a\n',
      },
    ],
    ['an endless here-document', { Dockerfile: `FROM a\nRUN <<EOF\n${'x\n'.repeat(30_000)}` }],
    [
      'a long here-document',
      { Dockerfile: `FROM a\nRUN <<EOF\n${'echo hello $A\n'.repeat(16_000)}EOF\nUSER 1\n` },
    ],
    ['many here-documents', { Dockerfile: `FROM a\nCOPY ${'<<A '.repeat(60_000)}/x\n` }],
    [
      'a script that exports much',
      {
        Dockerfile: `FROM a\nRUN <<EOF\n${Array.from({ length: 6000 }, (_, index) => `export A${index}=$B${index}\n`).join('')}EOF\n`,
      },
    ],
    [
      'a script that reads much',
      { Dockerfile: `ARG V=1\nFROM golang:1.27\nRUN ${'read '.repeat(45_000)}$V\n` },
    ],
    [
      'many variables',
      {
        Dockerfile: `FROM a\n${Array.from({ length: 1900 }, (_, index) => `ENV ${Array.from({ length: 12 }, (_, at) => `A${index}_${at}=1`).join(' ')}\n`).join('')}`,
      },
    ],
    [
      'many comments of other linters',
      { Dockerfile: `FROM a\n${'# hadolint ignore=DL3002\n'.repeat(9000)}` },
    ],
    [
      'a wild .dockerignore',
      { Dockerfile: 'FROM a\nCOPY . .\n', '.dockerignore': `${'*a'.repeat(2000)}\n` },
    ],
    [
      'a long workflow',
      {
        Dockerfile: 'FROM a\n',
        '.github/workflows/a.yml': `run: docker build ${'\\\n'.repeat(60_000)}\n`,
      },
    ],
  ])('%s', (_, files) => {
    return expect(duration(files)).resolves.toBeLessThan(5000)
  })
})

/** Numbers that look random and are the same each time. */
function* randomNumbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 2 ** 32
  }
}

describe('a damaged file never stops an audit', () => {
  const folder = 'test/golden/trees/echo-postgres-alpine'
  const names = [
    'Dockerfile',
    'testing.dockerfile',
    'docker-compose.yml',
    '.dockerignore',
    'go.mod',
  ]
  const whole = Object.fromEntries(
    names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )

  test.each(Array.from({ length: 40 }, (_, seed) => seed))('seed %i', (seed) => {
    const random = randomNumbers(seed)
    const next = (limit: number) => Math.floor(Number(random.next().value) * limit)
    const damaged = Object.fromEntries(
      Object.entries(whole).map(([name, text]) => {
        let result = text
        for (let count = next(6); count >= 0; count--) {
          const from = next(result.length)
          const junk = [
            '',
            '\\',
            '"',
            '$',
            `\${`,
            '<<EOF\n',
            '\n',
            '{',
            '&a ',
            '*a',
            '\u0000',
            '- ',
            ': ',
            '\t',
          ]
          result = `${result.slice(0, from)}${junk[next(junk.length)]}${result.slice(from + next(40))}`
        }
        return [name, result]
      }),
    )
    const { findings } = inspect(auditedOf(repositoryOf(damaged), input))
    for (const { file, line, message } of findings) {
      expect(file).not.toBeNull()
      expect(line === null || line > 0).toBe(true)
      expect(message).not.toBe('')
    }
  })
})

describe('on the disk', () => {
  test('a pipe is not waited for, and a file over the limit is told', () =>
    inScratch(async (directory) => {
      put(directory, { 'big/Dockerfile': `FROM a\n${'# x\n'.repeat(100_000)}` })
      if (process.platform !== 'win32') execFileSync('mkfifo', [join(directory, 'Dockerfile')])
      const { findings } = await audit(directory, {
        asOf: '2026-11-28',
        factsOf: async () => undefined,
      })
      const pipe = { file: 'Dockerfile', message: 'it was not audited: it is not a file' }
      expect(findings).toMatchObject([
        ...(process.platform === 'win32' ? [] : [{ rule: 'audit/G67', severity: 'info', ...pipe }]),
        {
          rule: 'audit/G67',
          file: 'big/Dockerfile',
          severity: 'info',
          message: 'it was not audited: it is too large',
        },
      ])
    }))

  test.skipIf(process.platform === 'win32')('what is behind a link is not missing', () =>
    inScratch(async (directory) => {
      put(directory, {
        'compose.yaml':
          'services:\n  a:\n    image: nginx:1.29\n    volumes:\n      - ./a.conf:/a.conf\n      - ./b.conf:/b.conf\n',
      })
      symlinkSync('/etc/hosts', join(directory, 'a.conf'))
      const { findings } = await audit(directory, {
        asOf: '2026-11-28',
        factsOf: async () => undefined,
      })
      expect(findings.map(({ rule, line }) => `${rule}:${line}`)).toContain('audit/G54:6')
      expect(findings.map(({ rule, line }) => `${rule}:${line}`)).not.toContain('audit/G54:5')
    }),
  )

  test('Go files are left to the reader of facts', () =>
    inScratch((directory) => {
      put(directory, { 'a/main.go': 'package main\n', Dockerfile: 'FROM alpine:3.24\n' })
      const { paths, texts } = readRepository(directory)
      expect([...paths].sort()).toEqual(['Dockerfile', 'a/main.go'])
      expect([...texts.keys()]).toEqual(['Dockerfile'])
    }))
})
