import { join } from 'node:path'
import { expect, test } from 'vitest'
import { audit } from '../../../generators/audit/audit.ts'
import { auditedOf } from '../../../generators/audit/audited.ts'
import { exampleMain } from '../../../generators/audit/example-main.ts'
import { inspect } from '../../../generators/audit/inspect.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'
import type { Facts, Main } from '../../../generators/dockerize/facts.ts'
import { readFacts } from '../../../generators/dockerize/read-facts.ts'
import { factsWith } from '../../support/facts.ts'
import { inScratch, put } from '../disk/disk.ts'

const server: Partial<Main> = {
  ports: [
    { port: 8080, protocol: 'http', env: { name: 'PORT', form: 'port' }, source: 'main.go:7' },
  ],
}
const worker: Partial<Main> = { kind: 'worker' }
const resolver: Partial<Main> = {
  ports: [
    { port: 8080, protocol: 'http', source: 'main.go:7' },
    { port: 53, protocol: 'udp', source: 'main.go:9' },
  ],
}

/** Returns what G34 finds in a Compose file beside a Dockerfile and a main. */
function found(
  main: Partial<Main>,
  service: string,
  requires = '',
  unknown: Facts['unknown'] = [],
): readonly string[] {
  const files = {
    'go.mod': `module example.com/a\n${requires}`,
    Dockerfile:
      'FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nEXPOSE 8080\nUSER 1\nENTRYPOINT ["/app"]\n',
    'compose.yaml': `services:\n  a:\n    build: .\n${service}`,
  }
  const facts = new Map([['.', factsWith({ mains: [exampleMain(main)], unknown })]])
  return inspect(auditedOf(repositoryOf(files), { asOf: '2026-11-28', facts }))
    .findings.filter(({ rule, file }) => rule === 'audit/G34' && file === 'compose.yaml')
    .map(({ line, message }) => `${line} ${message}`)
}

test.each<[claim: string, main: Partial<Main>, service: string, expected: string]>([
  [
    'another port',
    server,
    '    ports: ["80:9000"]\n',
    '4 9000 is published, and the program listens on 8080 (main.go:7)',
  ],
  [
    'a port of a worker',
    worker,
    '    ports:\n      - 8001:8080\n',
    '5 8080 is published, and the program listens on no port',
  ],
  [
    'another port of a sub-command',
    { ...server, arguments: ['serve'] },
    '    ports: ["80:9000"]\n    command: [serve]\n',
    '4 9000 is published, and the program listens on 8080 (main.go:7)',
  ],
  [
    'the number of a port of UDP',
    resolver,
    '    ports: ["53:53"]\n',
    '4 53 is published, and the program listens on 8080 (main.go:7)',
  ],
])('finds %s', (_, main, service, expected) => {
  expect(found(main, service)).toEqual([expected])
})

test.each<[claim: string, main: Partial<Main>, service: string, requires?: string]>([
  ['the port of the program', server, '    ports: ["80:8080"]\n'],
  ['one more port', server, '    ports: ["80:8080", "81:9000"]\n'],
  ['a port that a variable sets', server, '    ports: ["80:9000"]\n    environment: [PORT=9000]\n'],
  ['a port that a file may set', server, '    ports: ["80:9000"]\n    env_file: app.env\n'],
  [
    'another sub-command than the one that listens',
    { ...server, arguments: ['login'] },
    '    ports: ["80:9000"]\n    command: serve\n',
  ],
  ['a port of UDP', resolver, '    ports: ["53:53/udp"]\n'],
  ['a port of UDP that is not known', server, '    ports: ["514:514/udp"]\n'],
  [
    'a port of UDP in the long form',
    worker,
    '    ports:\n      - target: 514\n        protocol: udp\n',
  ],
  ['one more port than that of UDP', resolver, '    ports: ["53:53/udp", "9000:9000"]\n'],
  [
    'a program for UDP alone',
    { ports: [{ port: 53, protocol: 'udp', source: 'main.go:9' }] },
    '    ports: ["53:53"]\n',
  ],
  ['a server whose port is not known', {}, '    ports: ["80:9000"]\n'],
  [
    'a library that listens by itself',
    worker,
    '    ports: ["80:9000"]\n',
    'require github.com/valyala/fasthttp v1.60.0\n',
  ],
  [
    'a port that a library may open beside those that are found',
    server,
    '    ports: ["80:9000"]\n',
    'require github.com/libp2p/go-reuseport v0.4.0\n',
  ],
])('accepts %s', (_, main, service, requires) => {
  expect(found(main, service, requires)).toEqual([])
})

test('is not sure that a program listens on no port if a library may', () => {
  const files = {
    'go.mod': 'module example.com/a\nrequire example.com/sdk v1.0.0\n',
    Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go build -o /app .\nUSER 1\nENTRYPOINT ["/app"]\n',
    'compose.yaml': 'services:\n  a:\n    build: .\n    ports: ["80:8080"]\n',
  }
  const facts = new Map([['.', factsWith({ mains: [exampleMain(worker)] })]])
  const { findings } = inspect(auditedOf(repositoryOf(files), { asOf: '2026-11-28', facts }))
  const found = findings.filter(({ rule, file }) => rule === 'audit/G34' && file === 'compose.yaml')
  expect(found.map(({ line, severity }) => `${line} ${severity}`)).toEqual(['4 info'])
})

test('accepts a port where that of the program is a default that an option may change', () => {
  const unknown = [
    {
      about: 'port' as const,
      what: 'The port has no default: the variable HTTP_PORT sets it.',
      source: 'config.go:27',
    },
  ]
  expect(found(server, '    ports: ["80:9000"]\n', '', unknown)).toEqual([])
})

test('is found in a repository on disk, whose facts are read', () =>
  inScratch(async (directory) => {
    put(directory, {
      'go.mod': 'module example.com/a\n\ngo 1.27\n',
      'main.go':
        'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":9000", nil) }\n',
      Dockerfile:
        'FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nEXPOSE 9000\nUSER 1\nENTRYPOINT ["/app"]\n',
      'compose.yaml': 'services:\n  a:\n    build: .\n    ports: ["127.0.0.1:80:8080"]\n',
    })
    const { findings } = await audit(directory, {
      asOf: '2026-11-28',
      factsOf: (folder) => readFacts(join(directory, folder)),
    })
    const found = findings.filter(({ file }) => file === 'compose.yaml')
    expect(found.map(({ rule, line }) => `${rule}:${line}`)).toContain('audit/G34:4')
  }))

test('each service is judged by the module in its own context', () =>
  inScratch(async (directory) => {
    const server =
      'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":8080", nil) }\n'
    const service = (name: string) =>
      `  ${name}:\n    build:\n      context: ${name}\n      dockerfile: ../Dockerfile\n    ports: ["127.0.0.1:80:8080"]\n`
    put(directory, {
      'worker/go.mod': 'module example.com/worker\n\ngo 1.27\n',
      'worker/main.go': 'package main\n\nfunc main() { select {} }\n',
      'web/go.mod': 'module example.com/web\n\ngo 1.27\n',
      'web/main.go': server,
      Dockerfile:
        'FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n',
      'compose.yaml': `services:\n${service('worker')}${service('web')}`,
    })
    const { findings } = await audit(directory, {
      asOf: '2026-11-28',
      factsOf: (folder) => readFacts(join(directory, folder)),
    })
    const found = findings.filter(
      ({ rule, file }) => `${rule} ${file}` === 'audit/G34 compose.yaml',
    )
    expect(found.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '6 8080 is published, and the program listens on no port',
    ])
  }))
