import { describe, expect, test } from 'vitest'
import { designOf } from '../../../generators/dockerize/design.ts'
import type { Facts, Main } from '../../../generators/dockerize/facts.ts'
import { factsOf, mainOf } from '../../support/facts.ts'
import { factsIn, program } from './facts.ts'

/** Returns the warnings of a design for some facts, as `severity rule file:line message`. */
function warningsFor(
  facts: Facts,
  given: Readonly<Record<string, string>> = {},
): readonly string[] {
  const design = designOf({ directory: '/w/m', name: 'm', facts, given, exists: () => true })
  return design.warnings.map(
    ({ severity, rule, file, line, message }) => `${severity} ${rule} ${file}:${line} ${message}`,
  )
}

describe('a database on localhost', () => {
  const code = program(
    ['os', 'gopkg.in/yaml.v3', '_ "github.com/lib/pq"', '_ "github.com/redis/go-redis/v9"'],
    '\traw, _ := os.ReadFile("config.yml")\n\tyaml.Unmarshal(raw, nil)',
  )
  const withConfig = (config: string) => factsIn({ 'main.go': code, 'config.yml': config })

  test('is a warning, with the line of the configuration file', async () => {
    const facts = await withConfig(
      'listen: localhost:8080\ndatabase:\n  host: 127.0.0.1\nredis:\n  addr: "localhost:6379"\n',
    )
    expect(warningsFor(facts).filter((one) => one.includes('dockerize/database'))).toEqual([
      'warning dockerize/database config.yml:3 config.yml:3 looks for postgres on localhost, which in a container is the container itself',
      'warning dockerize/database config.yml:5 config.yml:5 looks for redis on localhost, which in a container is the container itself',
    ])
  })

  test.each([
    ['another host', 'database:\n  host: db.example.com\n'],
    ['what is no database', 'server:\n  host: localhost\n'],
    ['a host whose name only starts so', 'database:\n  host: localhost.example.com\n'],
  ])('is none for %s', async (_, config) => {
    const facts = await withConfig(config)
    expect(warningsFor(facts).filter((one) => one.includes('warning dockerize/database'))).toEqual(
      [],
    )
  })
})

describe('a database whose host no variable names', () => {
  const services = [{ name: 'postgres', client: 'github.com/lib/pq', source: 'db.go:5' }] as const
  const some = { required: false, source: 'm.go:4' }
  const databaseWarnings = (more: Partial<Main>) =>
    warningsFor(factsOf([mainOf('.', { services, ...more })])).filter((one) =>
      one.includes('dockerize/database'),
    )

  test.each<[string, Partial<Main>]>([
    ['nothing', {}],
    ['its port alone', { env: [{ ...some, name: 'DB_PORT' }] }],
    ['its scheme alone', { env: [{ ...some, name: 'STORE', default: 'postgres://db:5432/x' }] }],
    [
      'its name as a user and a database',
      { env: [{ ...some, name: 'STORE', default: 'pg://postgres:p@db/postgres' }] },
    ],
  ])('is said where there is %s', (_, more) => {
    expect(databaseWarnings(more)).toEqual([
      'info dockerize/database db.go:5 no environment variable that shop reads is known to set the address of postgres',
    ])
  })

  test.each<[string, Partial<Main>]>([
    ['a variable', { env: [{ ...some, name: 'APP_DSN' }] }],
    ['a default', { env: [{ ...some, name: 'STORE', default: 'postgres:5432' }] }],
    ['a URL', { env: [{ ...some, name: 'STORE', default: 'postgres://postgres/x' }] }],
    ['a user', { env: [{ ...some, name: 'STORE', default: 'postgres://u:p@postgres:5432/x' }] }],
    ['keys', { env: [{ ...some, name: 'STORE', default: 'user=u host=postgres dbname=x' }] }],
  ])('is not said where there is %s', (_, more) => {
    expect(databaseWarnings(more)).toEqual([])
  })

  test('is said of one that a program only may have, as that', () => {
    const optional = services.map((service) => ({ ...service, optional: true }))
    expect(databaseWarnings({ services: optional, localServices: optional })).toEqual([
      'info dockerize/database db.go:5 shop uses a database of its own unless another one is chosen: Compose starts no postgres',
    ])
  })

  test('is not said beside what is wrong in a configuration file', () => {
    const localServices = [{ ...services[0], source: 'config.yml:3' }]
    expect(databaseWarnings({ localServices })).toHaveLength(1)
  })
})

describe('what is said', () => {
  test('of files of a package that two commands have, is said once', () => {
    const files = [
      { path: 'a.pem', at: null, access: 'read', required: true, source: 'tls.go:3' },
    ] as const
    const facts = factsOf(['cmd/a', 'cmd/b'].map((path) => mainOf(path, { files })))
    expect(warningsFor(facts).filter((one) => one.includes('dockerize/file'))).toHaveLength(1)
  })

  test('of an argument, is where it is needed and how to give it', () => {
    const main = { arguments: ['serve'], endsWithoutArgument: 'main.go:7' }
    const found = (more: Partial<Main>) =>
      designOf({
        directory: '/w/m',
        name: 'm',
        facts: factsOf([mainOf('.', { ...main, ...more })]),
        given: {},
        exists: () => true,
      }).warnings.filter(({ rule }) => rule === 'dockerize/argument')
    expect(found({})).toMatchObject([
      { file: 'main.go', line: 7, remedy: expect.stringContaining('command: [serve, ARGUMENT]') },
    ])
    expect(found({ neededFlag: 'path' })).toMatchObject([
      {
        message: expect.stringContaining('unless it gets the flag path'),
        remedy: expect.stringContaining('command: [serve, --path=VALUE]'),
      },
    ])
    expect(found({ neededFlag: 'path', flagPositions: { path: 0 } })).toMatchObject([
      { remedy: expect.stringContaining('command: [--path=VALUE, serve]') },
    ])
    expect(found({ kind: 'cli' })).toEqual([])
  })

  test('of a file with secrets that a program ends without, is that it is in no image', () => {
    const files = [
      { path: '.env', at: '.env', access: 'read', required: true, source: 'm.go:3' },
    ] as const
    expect(warningsFor(factsOf([mainOf('.', { files })]))).toContain(
      'warning dockerize/file m.go:3 m.go:3 reads .env, which is copied into no image, and ends without it',
    )
  })

  test.each([
    [['backup.gz'], 'shop writes backup.gz beside files of the image, so that it is lost'],
    [
      ['backup.gz', 'data/a.db', 'users.db'],
      'shop writes data/a.db, users.db, backup.gz beside files of the image, so that they are lost',
    ],
    [
      ['f.gz', 'e.gz', 'd.gz', 'c.gz', 'b.gz', 'a.gz'],
      'shop writes f.gz, e.gz, d.gz, c.gz, b.gz and 1 more beside files of the image',
    ],
  ])('of %j beside files of the image, names databases first', (paths, message) => {
    const views = { path: 'views', at: 'views', access: 'read', required: true } as const
    const files = [
      { ...views, source: 'm.go:3' },
      ...paths.map((path, index) => {
        const file = { path, at: null, access: 'write', required: false } as const
        return { ...file, source: `m.go:${index + 4}` }
      }),
    ]
    const said = warningsFor(factsOf([mainOf('.', { files })])).filter((one) =>
      one.includes('dockerize/volume'),
    )
    expect(said).toEqual([expect.stringContaining(message)])
  })

  test('of a program that serves the folder it is started in, is where to mount one', () => {
    const facts = factsOf([mainOf('.', { servedWorkdir: 'm.go:3' })])
    expect(warningsFor(facts)).toContain(
      'warning dockerize/file m.go:3 m.go:3 serves the folder that the program is started in: in the image, that is /app',
    )
  })

  test.each([
    [['A'], 'shop exits unless A is set', 'Set it in .env or the shell.'],
    [['A', 'B'], 'shop exits unless A, B are set', 'Set them in .env or the shell.'],
  ])('of the variables %j agrees with their number', (names, message, remedy) => {
    const env = names.map((name) => ({ name, required: true, source: 'm.go:1' }))
    const facts = factsOf([mainOf('.', { env })])
    const { warnings } = designOf({
      directory: '/w/m',
      name: 'm',
      facts,
      given: {},
      exists: () => true,
    })
    expect(warnings.find(({ rule }) => rule === 'dockerize/variable')).toMatchObject({
      message,
      remedy,
    })
  })
})

describe('a server without a health check', () => {
  const ports = [8080, 9100].map((port) => ({ port, protocol: 'http' as const, source: 'm.go:3' }))
  const health = [{ kind: 'http', path: '/livez', source: 'm.go:5' }] as const

  test.each([
    ['distroless', health, 'no program in its image could run one'],
    ['alpine', [], 'no endpoint for one was found in its code'],
    ['alpine', health, 'its code does not say for certain which port has /livez'],
  ])('on %s says why: %#', (baseImage, endpoints, why) => {
    const facts = factsOf([mainOf('.', { ports, health: endpoints })])
    expect(warningsFor(facts, { baseImage })).toEqual([
      `info dockerize/health ./main.go:1 shop has no health check, because ${why}: Compose calls it healthy once it runs`,
    ])
  })
})

describe('a module that the newest Go does not compile', () => {
  const factsWith = (go: string, version: string, more = '') =>
    factsIn({
      'go.mod': `module example.com/m\n\ngo ${go}\n\nrequire (\n\tgolang.org/x/net ${version}\n\tgoogle.golang.org/grpc v1.80.0\n)\n${more}`,
      'main.go': program([], ''),
    })
  const buildersOf = async (...input: Parameters<typeof factsWith>) =>
    warningsFor(await factsWith(...input)).filter((one) => one.includes('dockerize/builder'))

  test('is said, with what follows', async () => {
    expect(await buildersOf('1.26.3', 'v0.54.0')).toEqual([
      'info dockerize/builder go.mod:6 go.mod:6 requires golang.org/x/net v0.54.0, which compiles only with Go 1.26 or older, so the builder uses that version',
    ])
    expect(await buildersOf('1.27', 'v0.54.0')).toEqual([
      'warning dockerize/builder go.mod:6 go.mod:6 requires golang.org/x/net v0.54.0, which compiles only with Go 1.26 or older: the build will fail',
    ])
  })

  test('is none of another version, nor one that is replaced', async () => {
    expect(await buildersOf('1.26.3', 'v0.55.0')).toEqual([])
    const replaced = 'replace golang.org/x/net => golang.org/x/net v0.55.0\n'
    expect(await buildersOf('1.26.3', 'v0.54.0', replaced)).toEqual([])
  })
})

describe('private modules', () => {
  const privateModules = ['git.acme.example/team/log', 'git.acme.example/team/http']

  test('are said, with the command that builds', () => {
    const facts = factsOf([mainOf('.')], { privateModules })
    const design = designOf({ directory: '/w/m', name: 'm', facts, given: {}, exists: () => true })
    expect(design.warnings.filter(({ rule }) => rule === 'dockerize/private')).toEqual([
      {
        rule: 'dockerize/private',
        severity: 'info',
        file: 'go.mod',
        line: null,
        message:
          'go.mod requires git.acme.example/team/log and others, which the public proxy probably does not have',
        remedy:
          'Build with --build-arg GOPRIVATE=git.acme.example/team --secret id=netrc,src=$HOME/.netrc.',
        fixable: false,
      },
    ])
  })

  test('are no matter with vendor/', () => {
    const facts = factsOf([mainOf('.')], { privateModules, vendor: true })
    expect(warningsFor(facts).join()).not.toContain('dockerize/private')
  })
})

describe('a command that was only partly read', () => {
  const what = 'Reading the code took too long: only part of this command was read.'
  const mains = ['a', 'b'].map((name) => mainOf(`cmd/${name}`, { source: `cmd/${name}/main.go:3` }))
  const unknown = { about: 'time', what, source: 'cmd/b/main.go:3' } as const
  const about = (facts: Facts) => warningsFor(facts).filter((one) => one.includes('/partial'))

  test('is a warning that names it', () => {
    expect(about(factsOf(mains, { unknown: [unknown] }))).toEqual([
      'warning dockerize/partial cmd/b/main.go:3 only part of cmd/b was read, because reading the code took too long: ports, variables and files may be missing',
    ])
  })

  test('is none if something else is not known, or the command has no image', () => {
    expect(about(factsOf(mains, { unknown: [{ ...unknown, about: 'code' }] }))).toEqual([])
    const other = { ...unknown, source: 'tools/x/main.go:3' }
    expect(about(factsOf(mains, { unknown: [other] }))).toEqual([])
  })

  test('is one of several in one warning', () => {
    const many = Array.from({ length: 9 }, (_, at) =>
      mainOf(`cmd/c${at}`, { source: `cmd/c${at}/main.go:3` }),
    )
    const all = many.map(({ source }) => ({ ...unknown, source }))
    const [first, ...others] = about(factsOf(many, { unknown: all }))
    expect(first).toContain(
      'only part of cmd/c0, cmd/c1, cmd/c2, cmd/c3, cmd/c4 and 4 more was read',
    )
    expect(others).toEqual([])
  })
})

describe('a port that is not known', () => {
  const unknown = {
    about: 'port',
    what: 'It is not known which address the program listens on.',
    main: 'cmd/b',
    source: 'listen.go:7',
  } as const
  const about = (more: Partial<Main>, some: readonly Facts['unknown'][number][] = [unknown]) =>
    warningsFor(factsOf([mainOf('cmd/a'), mainOf('cmd/b', more)], { unknown: some })).filter(
      (one) => one.includes('dockerize/port') && !one.includes('the port of a '),
    )
  const known = [{ port: 8080, protocol: 'http', source: 'main.go:3' }] as const

  test('is said of a server that has no other one', () => {
    expect(about({ ports: [] })).toEqual([
      'warning dockerize/port cmd/b/main.go:1 the port of b is not known: the code does not say it',
    ])
  })

  test.each(['cli', 'worker'] as const)('is said of a %s, which may be a server', (kind) => {
    const line =
      'info dockerize/port listen.go:7 b may be a server whose port the code does not say'
    expect(about({ kind, ports: [] })).toEqual([line])
    const health = [{ kind: 'http', path: '/health', source: 'health.go:9' }] as const
    expect(about({ kind, ports: [], health }, [])).toEqual([
      line.replace('listen.go:7', 'health.go:9'),
    ])
    expect(about({ kind, ports: [] }, [])).toEqual([])
    expect(about({ kind, ports: [] }, [{ ...unknown, main: 'cmd/c' }])).toEqual([])
  })

  test('is said of each, beside one that is known', () => {
    const unset = {
      ...unknown,
      what: 'The port has no default: the flag -debug sets it.',
      source: 'main.go:9',
    }
    expect(about({ ports: known }, [unknown, unset])).toEqual([
      'info dockerize/port listen.go:7 b may have another port: it is not known which address the program listens on',
      'info dockerize/port main.go:9 b may have another port: the port has no default: the flag -debug sets it',
    ])
  })

  test('is none if it belongs to another command, or the image sets it', () => {
    expect(about({ ports: known }, [{ ...unknown, main: 'cmd/a' }])).toEqual([])
    const what = 'The port has no default: the variable PORT sets it.'
    const env = [{ name: 'PORT', required: true, source: 'main.go:9' }]
    expect(about({ ports: known, env }, [{ ...unknown, what }])).toEqual([])
  })
})

describe('a program that a command runs', () => {
  const runs = (...names: readonly string[]) =>
    warningsFor(
      factsOf([
        mainOf('cmd/web', { programs: names.map((name) => ({ name, source: 'm.go:1' })) }),
        mainOf('cmd/indexer'),
      ]),
    ).filter((one) => one.includes('dockerize/program'))

  test('is known to be in no base image', () => {
    expect(runs('frobnicate', 'bzip2', 'sha256sum')).toEqual([
      'warning dockerize/program m.go:1 m.go:1 runs frobnicate, which no base image is known to have',
    ])
  })

  test('may be another command of the module, or itself', () => {
    expect(runs('indexer', 'web')).toEqual([
      'info dockerize/program m.go:1 m.go:1 runs indexer, a command of this module that has an image of its own',
    ])
  })
})
