import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { buildDockerized } from '../../../generators/dockerize/build.ts'
import { designOf } from '../../../generators/dockerize/design.ts'
import type { Facts, Main, ServiceName } from '../../../generators/dockerize/facts.ts'
import { serviceNames } from '../../../generators/dockerize/facts.ts'
import { baseImages } from '../../../generators/dockerize/names.ts'
import { builtInDockerize } from '../../../generators/layers/built-in.ts'
import { textIn } from '../../../generators/plan/tree.ts'
import type { Value } from '../../../generators/questions/table.ts'
import { factsOf, mainOf } from '../../support/facts.ts'

const { layers } = builtInDockerize()

/** Returns the files for some facts, as text by path. */
function filesOf(
  facts: Facts,
  given: Readonly<Record<string, Value>> = {},
  { directory = '/w/mono/shop', hasOwnDockerfile = false } = {},
): ReadonlyMap<string, string> {
  const design = designOf({ directory, name: 'shop', facts, given, exists: () => true })
  const tree = buildDockerized({ name: 'shop', facts, ...design, hasOwnDockerfile }, layers)
  return new Map([...tree].map(([path, file]) => [path, textIn(file)]))
}

const dockerfileOf = (...input: Parameters<typeof filesOf>) =>
  filesOf(...input).get('Dockerfile') ?? ''

const port = { port: 8080, protocol: 'http', source: 'main.go:9' } as const
const sqlite = { package: 'github.com/mattn/go-sqlite3', libraries: [], source: 'db.go:3' }
const serviceOf = (name: ServiceName) => ({ name, client: `x/${name}`, source: 'db.go:5' })

describe('the Dockerfile', () => {
  test('downloads modules in a layer of their own', () => {
    const text = dockerfileOf(factsOf([mainOf('.')]))
    expect(text).toContain('COPY go.mod go.sum ./\n')
    expect(text).toContain('go mod download')
  })

  test('names no folder whose name would start an instruction', () => {
    const mains = ['cmd/a', 'cmd/b\nRUN touch c'].map((path) => mainOf(path))
    expect(() => dockerfileOf(factsOf(mains))).toThrow('"./cmd/b\\nRUN touch c" is no folder')
  })

  test.each<[string, Partial<Facts>]>([
    ['requires nothing, and has no go.sum', { requires: false, goSum: false }],
    ['has vendor/', { vendor: true }],
  ])('downloads nothing for a module that %s', (_, more) => {
    const text = dockerfileOf(factsOf([mainOf('.')], more))
    expect(text).not.toMatch(/go\.sum|go mod download|\/go\/pkg\/mod|netrc/)
    expect(text).toContain('go build')
  })

  test('cross-compiles without C, and compiles C code for its own architecture, statically', () => {
    expect(dockerfileOf(factsOf([mainOf('.')]))).toMatch(
      /--platform=\$BUILDPLATFORM golang[\s\S]*CGO_ENABLED=0 GOOS=\$TARGETOS GOARCH=\$TARGETARCH/,
    )
    const text = dockerfileOf(factsOf([mainOf('.', { cgo: [sqlite] })]))
    expect(text).not.toMatch(/BUILDPLATFORM|TARGETARCH/)
    expect(text).toMatch(/CGO_ENABLED=1 \\\n.*-tags netgo,osusergo,sqlite_omit_load_extension/)
    expect(text).toContain('-linkmode external -extldflags "-static"')
  })

  test('links a C library dynamically on Debian, with its packages in both stages', () => {
    const cgo = [{ package: 'example.com/v', libraries: ['vips'], source: 'v.go:3' }]
    const text = dockerfileOf(factsOf([mainOf('.', { cgo })]))
    expect(text).toMatch(
      /FROM golang[\s\S]*libvips-dev[\s\S]*FROM debian:trixie-slim AS base[\s\S]*libvips42t64/,
    )
    expect(text).not.toContain('static')
  })

  test('has a target for each command, and its namesake or first server last', () => {
    const mains = ['cmd/migrate', 'cmd/shop', 'cmd/admin'].map((path) =>
      mainOf(path, path === 'cmd/migrate' ? { kind: 'cli' } : {}),
    )
    const text = dockerfileOf(factsOf(mains))
    const stages = [...text.matchAll(/^FROM base AS (.*)$/gm)].map(([, stage]) => stage)
    expect(stages).toEqual(['migrate', 'admin', 'shop'])
  })

  test('names each image after the repository, and its namesake only once', () => {
    const text = dockerfileOf(factsOf(['cmd/shop', 'cmd/admin'].map((path) => mainOf(path))))
    const titles = [...text.matchAll(/image\.title="(.*)"/g)].map(([, title]) => title)
    expect(titles).toEqual(['shop-admin', 'shop'])
  })

  test('keeps apart commands of the same folder name, and stages of the file itself', () => {
    const text = dockerfileOf(factsOf(['a/run', 'b/run', 'cmd/build'].map((path) => mainOf(path))))
    const stages = [...text.matchAll(/^FROM base AS (.*)$/gm)].map(([, stage]) => stage)
    expect(new Set(stages).size).toBe(3)
    expect(stages).not.toContain('build')
    for (const out of ['/out/run ', '/out/b-run ']) expect(text).toContain(out)
  })

  test('has the files that the program reads where it looks, and folders that it writes to', () => {
    const files = [
      {
        path: 'templates/*.html',
        at: 'templates',
        access: 'read',
        required: true,
        source: 'm.go:1',
      },
      { path: 'config.yaml', at: 'config.yaml', access: 'read', required: true, source: 'm.go:2' },
      { path: 'data/app.db', at: null, access: 'write', required: true, source: 'm.go:3' },
    ] as const
    const all = filesOf(factsOf([mainOf('.', { files })]))
    const text = all.get('Dockerfile')
    expect(text).toContain(
      'WORKDIR /app\nCOPY config.yaml /app/config.yaml\nCOPY templates /app/templates\n',
    )
    expect(text).toContain('COPY --from=build --chown=65532:65532 /empty/ /app/data/\n')
    expect(all.get('.dockerignore')).toContain('!config.yaml\n!templates\n')
    expect(all.get('docker-compose.yml')).toContain('- shop-app-data:/app/data\n')
  })

  test.each(baseImages)(
    'starts a program without files in a folder of its own, on %s',
    (baseImage) => {
      const text = dockerfileOf(factsOf([mainOf('.')]), { baseImage })
      expect(text.slice(text.lastIndexOf('\nFROM '))).toContain('\nWORKDIR /app\n')
    },
  )

  test('gives a program that writes above its folder one to write to', () => {
    const files = [
      { path: './../gorm.db', at: null, access: 'write', required: true, source: 'm.go:3' },
    ] as const
    const text = dockerfileOf(factsOf([mainOf('.', { files })]))
    expect(text).toContain('WORKDIR /srv/app\n')
    expect(text).toContain('/empty/ /srv/\n')
  })

  test.each(baseImages)('gives a program its home directory to write to, on %s', (baseImage) => {
    const files = [
      { path: '/home/nonroot/.app', at: null, access: 'write', required: false, source: 'm.go:3' },
    ] as const
    const all = filesOf(factsOf([mainOf('.', { files })]), { baseImage })
    expect(all.get('Dockerfile')).toContain(
      'COPY --from=build --chown=65532:65532 /empty/ /home/nonroot/\nENV HOME="/home/nonroot"\n',
    )
    expect(all.get('docker-compose.yml')).toContain('shop-home-nonroot:/home/nonroot\n')
  })

  test('tells a program that asks for its user who that is', () => {
    const main = mainOf('.', { currentUser: 'm.go:3' })
    expect(dockerfileOf(factsOf([main]), { baseImage: 'alpine' })).toContain(
      'ENV HOME="/home/nonroot"\nENV USER="nonroot"\n',
    )
  })

  test('copies no .env, whatever the program reads', () => {
    const files = [
      { path: '.env', at: '.env', access: 'read', required: true, source: 'm.go:3' },
    ] as const
    expect(dockerfileOf(factsOf([mainOf('.', { files })]))).not.toContain('.env')
  })

  test('makes a program listen beyond the loopback interface, by its flag or its variable', () => {
    const flag = { ...port, host: 'localhost', flag: { name: 'http', form: 'address' } } as const
    expect(dockerfileOf(factsOf([mainOf('.', { ports: [flag] })]))).toContain(
      'CMD ["--http=:8080"]',
    )
    const env = { ...port, host: '127.0.0.1', env: { name: 'ADDR', form: 'address' } } as const
    expect(dockerfileOf(factsOf([mainOf('.', { ports: [env] })]))).toContain('ENV ADDR=":8080"')
  })

  test('makes it listen on all interfaces where their flag or variable is one of its own', () => {
    const local = { ...port, host: 'localhost' }
    const flags = [8080, 8081].map((one) => ({ ...local, port: one, hostFlag: 'address' }))
    expect(dockerfileOf(factsOf([mainOf('.', { ports: flags })]))).toContain(
      'CMD ["--address=0.0.0.0"]',
    )
    const env = { ...local, env: { name: 'PORT', form: 'port' }, hostEnv: 'HOST' } as const
    const facts = factsOf([
      mainOf('.', { ports: [env], env: [{ name: 'HOST', required: false, source: 'm.go:1' }] }),
    ])
    const files = filesOf(facts)
    expect(files.get('Dockerfile')).toContain('ENV HOST="0.0.0.0"\n')
    expect(files.get('docker-compose.yml')).toContain('      HOST: "0.0.0.0"\n')
  })

  test('sets the port where that makes it listen on all interfaces', () => {
    const local = { ...port, host: 'localhost', leavesHost: true }
    const env = { ...local, env: { name: 'PORT', form: 'port' } } as const
    const flag = { ...local, flag: { name: 'port', form: 'port' } } as const
    const byEnv = dockerfileOf(factsOf([mainOf('.', { ports: [env] })]))
    expect(byEnv).toContain('ENV PORT="8080"\n')
    const byFlag = dockerfileOf(factsOf([mainOf('.', { ports: [flag] })]))
    expect(byFlag).toContain('CMD ["--port=8080"]')
  })

  test('sets the port variable without which a server does not start', () => {
    const env = [{ name: 'PORT', required: true, source: 'm.go:3' }]
    const text = dockerfileOf(factsOf([mainOf('.', { env })]))
    expect(text).toContain('ENV PORT="8080"')
    expect(text).toContain('EXPOSE 8080')
  })

  test('asks a health endpoint only where the base image has a program for it', () => {
    const health = [{ kind: 'http', path: '/healthz', port: 8080, source: 'm.go:3' }] as const
    const facts = factsOf([mainOf('.', { ports: [port], health })])
    expect(dockerfileOf(facts, { baseImage: 'alpine' })).toContain(
      '"http://127.0.0.1:8080/healthz"]',
    )
    for (const baseImage of ['scratch', 'distroless', 'debian']) {
      expect(dockerfileOf(facts, { baseImage })).not.toContain('HEALTHCHECK')
    }
  })

  test('asks a health endpoint on its own port, and none whose port is not sure', () => {
    const metrics = { ...port, port: 9100, source: 'stats/stats.go:8' }
    const endpoint = { kind: 'http', path: '/livez', source: 'm.go:3' } as const
    const filesWith = (one: typeof endpoint & { readonly port?: number }) =>
      filesOf(factsOf([mainOf('.', { ports: [metrics, port], health: [one] })]), {
        baseImage: 'alpine',
      })
    const known = filesWith({ ...endpoint, port: 8080 })
    expect(known.get('Dockerfile')).toContain('"http://127.0.0.1:8080/livez"]')
    // The port for the clients is the main one.
    expect(known.get('docker-compose.yml')).toContain(`$${'{'}HOST_PORT:-8080}:8080`)
    expect(filesWith(endpoint).get('Dockerfile')).not.toContain('HEALTHCHECK')
  })

  test('asks a health endpoint on the port that it sets, if that is the only one', () => {
    const health = [{ kind: 'http', path: '/livez', source: 'm.go:3' }] as const
    const dockerfileWith = (names: readonly string[]) => {
      const env = names.map((name) => ({ name, required: true, source: 'm.go:3' }))
      return dockerfileOf(factsOf([mainOf('.', { env, health })]), { baseImage: 'alpine' })
    }
    expect(dockerfileWith(['PORT'])).toContain('"http://127.0.0.1:8080/livez"]')
    expect(dockerfileWith(['METRICS_PORT', 'PORT'])).toContain('ENV PORT="8080"')
    expect(dockerfileWith(['METRICS_PORT', 'PORT'])).not.toContain('HEALTHCHECK')
  })

  test('asks no port of UDP, even if it has the number of the endpoint', () => {
    const health = [{ kind: 'http', path: '/livez', port: 8080, source: 'm.go:3' }] as const
    const ports = [{ ...port, protocol: 'udp' }] as const
    const facts = factsOf([mainOf('.', { ports, health })])
    expect(dockerfileOf(facts, { baseImage: 'alpine' })).not.toContain('HEALTHCHECK')
  })

  test('says of a command that ends by itself that there is nothing to watch', () => {
    expect(dockerfileOf(factsOf([mainOf('.', { kind: 'cli' })]))).toContain('HEALTHCHECK NONE')
  })

  test('has the builder that go.mod asks for, and no older one than the newest', () => {
    expect(dockerfileOf(factsOf([mainOf('.')], { go: '1.15' }))).toContain('golang:1.27-')
    expect(dockerfileOf(factsOf([mainOf('.')], { go: '1.28.2' }))).toContain('golang:1.28-')
  })

  test('has an older builder for a module that the newest does not compile', () => {
    const net = { module: 'golang.org/x/net', version: 'v0.54.0', source: 'go.mod:5' }
    const builderWith = (go: string, newestGo: string) =>
      /golang:([\d.]+)-/.exec(
        dockerfileOf(factsOf([mainOf('.')], { go, newestGo: { ...net, go: newestGo } })),
      )?.[1]
    expect(builderWith('1.25', '1.26')).toBe('1.26')
    // What go.mod asks for is needed in any case.
    expect(builderWith('1.27', '1.26')).toBe('1.27')
    expect(builderWith('1.25', '1.30')).toBe('1.27')
  })

  test('installs a program that another one runs', () => {
    const programs = [{ name: 'git', source: 'm.go:3' }]
    const text = dockerfileOf(factsOf([mainOf('.', { programs })]))
    expect(text).toMatch(/FROM alpine:[\d.]+ AS base\nRUN apk add --no-cache git\n/)
  })
})

describe('a program for UDP', () => {
  const dns = { ...port, port: 5353, protocol: 'udp', source: 'dns.go:9' } as const
  const compose = (ports: Main['ports'], more: Partial<Main> = {}) =>
    filesOf(factsOf([mainOf('.', { ports, ...more })])).get('docker-compose.yml') ?? ''

  test('has one number for both transports, and one variable for that on the host', () => {
    const ports = [dns, { ...dns, protocol: 'tcp' }, port] as const
    expect(dockerfileOf(factsOf([mainOf('.', { ports })]))).toContain('EXPOSE 8080 5353 5353/udp\n')
    expect(parse(compose(ports), { merge: true }).services.shop.ports).toEqual([
      '127.0.0.1:$' + '{HOST_PORT:-8080}:8080',
      '127.0.0.1:$' + '{HOST_PORT_5353:-5353}:5353',
      '127.0.0.1:$' + '{HOST_PORT_5353:-5353}:5353/udp',
    ])
  })

  test('has its port for HTTP first, and those for operators last', () => {
    const metrics = { ...port, port: 9153, source: 'metrics/metrics.go:3' }
    const text = dockerfileOf(factsOf([mainOf('.', { ports: [metrics, dns, port] })]))
    expect(text).toContain('EXPOSE 8080 5353/udp 9153\n')
    expect(compose([dns, port])).toContain('_PORT_5353:-5353}:5353/udp')
    const set = (name: string, port: number) =>
      ({ port, protocol: 'http', flag: { name, form: 'address' }, source: 'm.go:3' }) as const
    const [support, own] = [set('support-listener', 9911), set('address', 9090)]
    const introspection = { ...port, port: 8089, source: 'introspection/server.go:59' }
    expect(
      dockerfileOf(factsOf([mainOf('.', { ports: [introspection, support, own] })])),
    ).toContain('EXPOSE 9090 8089 9911\n')
  })

  test('has the transport of the port that a variable has to say', () => {
    const env = [{ name: 'DNS_PORT', required: true, isUdpPort: true, source: 'm.go:3' }] as const
    const text = dockerfileOf(factsOf([mainOf('.', { env })]))
    expect(text).toContain('ENV DNS_PORT="8080"\n')
    expect(text).toContain('EXPOSE 8080/udp\n')
    const both = dockerfileOf(factsOf([mainOf('.', { env, ports: [port] })]))
    expect(both).toContain('EXPOSE 8080 8081/udp\n')
  })

  test('keeps its transport if an answer says the port', () => {
    const text = dockerfileOf(factsOf([mainOf('.', { ports: [dns] })]), { port: '53' })
    expect(text).toContain('EXPOSE 53/udp\n')
  })

  test('keeps the list that a variable sets, of which a port is only one', () => {
    const setter = { name: 'LISTEN', form: 'list' } as const
    const ports = [5300, 5301].map((one) => ({ ...dns, port: one, host: '127.0.0.1', env: setter }))
    const env = [{ name: 'LISTEN', required: false, source: 'm.go:3' }]
    expect(compose(ports, { env })).toContain('      LISTEN:\n')
    expect(dockerfileOf(factsOf([mainOf('.', { ports, env })]))).not.toContain('ENV LISTEN')
  })
})

describe('a module that needs another one outside of its folder', () => {
  const replaces = [{ module: 'example.com/common', path: '../common', source: 'go.mod:9' }]
  const files = filesOf(factsOf([mainOf('.')], { replaces }))

  test('is built from the folder above', () => {
    const text = files.get('Dockerfile')
    expect(text).toContain('WORKDIR /src/shop\n')
    expect(text).toContain('COPY shop/go.mod shop/go.sum /src/shop/\n')
    expect(text).toContain('COPY common/go.mod common/go.sum /src/common/\n')
    expect(text).toContain('`docker build -f Dockerfile ..`')
    expect(files.get('docker-compose.yml')).toContain(
      'context: ..\n      dockerfile: shop/Dockerfile\n',
    )
  })

  test('has an ignore file of its own, for that folder', () => {
    expect(files.has('.dockerignore')).toBe(false)
    expect(files.get('Dockerfile.dockerignore')).toContain('/shop/docker-compose*.yml\n')
  })
})

describe('Compose', () => {
  const password = '$' + '{DB_PASSWORD:-for-development-only}'
  const url = `postgres://app:${password}@postgres:5432/app?sslmode=disable`

  test.each(serviceNames)(
    'has %s where it is imported, with a health check, and waits for it',
    (name) => {
      const services = [serviceOf(name)]
      const compose = parse(
        filesOf(factsOf([mainOf('.', { services })])).get('docker-compose.yml') ?? '',
        {
          merge: true,
        },
      )
      expect(compose.services[name].healthcheck.test.length).toBeGreaterThan(1)
      expect(compose.services[name].image).toMatch(/:\d/)
      expect(compose.services.shop.depends_on).toEqual({ [name]: { condition: 'service_healthy' } })
      expect(compose.services[name].ports).toBeUndefined()
      const volumes = (compose.services[name].volumes ?? []).map(
        (volume: string) => volume.split(':')[0],
      )
      for (const volume of volumes) expect(compose.volumes).toHaveProperty(volume)
    },
  )

  test('tells a program how to reach its services', () => {
    const env = [
      'DATABASE_URL',
      'DB_HOST',
      'DB_PASSWORD',
      'REDIS_ADDR',
      'LOG_LEVEL',
      'API_KEY',
    ].map((name) => ({ name, required: name === 'API_KEY', source: 'm.go:1' }))
    const services = [serviceOf('postgres'), serviceOf('redis')]
    const compose = parse(
      filesOf(factsOf([mainOf('.', { env, services })])).get('docker-compose.yml') ?? '',
      { merge: true },
    )
    expect(compose.services.shop.environment).toEqual({
      GOMEMLIMIT: '230MiB',
      DATABASE_URL: `postgres://app:${password}@postgres:5432/app?sslmode=disable`,
      DB_HOST: 'postgres',
      DB_PASSWORD: password,
      REDIS_ADDR: 'redis:6379',
      LOG_LEVEL: null,
      API_KEY: null,
    })
  })

  test.each<[string, ServiceName, Readonly<Record<string, string | null>>]>([
    ['the only variables', 'postgres', { DB_HOST: 'postgres', DB_PORT: '5432', DB_NAME: 'app' }],
    ['a prefix of its own', 'mysql', { APP_DB_HOST: 'mysql', APP_DB_USER: 'app' }],
    [
      'the name of the program, which is one of the service',
      'nats',
      { NATS_SURVEYOR_ADDR: null, NATS_SURVEYOR_URL: null },
    ],
    [
      'more about the service than its address',
      'kafka',
      { KAFKA_BROKERS: 'kafka:9092', KAFKA_TOPIC: null, KAFKA_GROUP_ID: null, LOG_LEVEL: null },
    ],
    [
      'the whole name',
      'rabbitmq',
      { AMQP_URL: `amqp://app:${password}@rabbitmq:5672/`, PORT: '8080' },
    ],
    [
      'a data source',
      'postgres',
      { APP_DSN: url, DB_SOURCE: url, DATA_SOURCE_NAME: url, SENTRY_DSN: null, IMAGE_SOURCE: null },
    ],
    ['the address of the only store', 'redis', { DB_ADDR: 'redis:6379', API_KEY: null }],
    ['another database', 'redis', { DB_ADDR: null, DB_USER: null }],
    [
      'the name of a driver beside a host',
      'postgres',
      { DB_CONNECTION: null, DB_HOST: 'postgres', DB_MAX_CONN: null, LOG_LEVEL: null },
    ],
    [
      'small letters',
      'postgres',
      { db_host: 'postgres', db_port: '5432', db_connection: null, port: '8080' },
    ],
    ['small letters after one prefix', 'mysql', { db_host: 'mysql', db_user: 'app' }],
    [
      'where it is for at the end',
      'postgres',
      { DATABASE_URI_DEV: url, DB_HOST_PROD: 'postgres', DB_TEST: null, IS_PROD: null },
    ],
    ['a connection alone', 'postgres', { DB_CONNECTION: url, LOG_LEVEL: null }],
    ['no variable of the host', 'redis', { REDIS_URL: 'redis://redis:6379/0' }],
  ])('sets variables that have %s', (_, name, expected) => {
    const env = [...Object.keys(expected), ...(name === 'redis' ? ['PATH', 'HOME'] : [])].map(
      (variable) => ({ name: variable, required: false, source: 'm.go:1' }),
    )
    const compose = parse(
      filesOf(factsOf([mainOf('.', { env, services: [serviceOf(name)] })])).get(
        'docker-compose.yml',
      ) ?? '',
      { merge: true },
    )
    expect(compose.services.shop.environment).toEqual({ GOMEMLIMIT: '230MiB', ...expected })
  })

  test.each([
    ['localhost:6379', 'redis:6379'],
    ['cache.internal:6379', 'redis:6379'],
    ['0.0.0.0:6379', 'redis://redis:6379/0'],
    ['redis://localhost:6379/1', 'redis://redis:6379/0'],
    ['/var/run/redis/redis.sock', null],
  ])('sets a variable in the form of its default: %s', (before, expected) => {
    const env = [{ name: 'REDIS_URL', required: false, default: before, source: 'm.go:1' }]
    const main = mainOf('.', { env, services: [serviceOf('redis')] })
    const compose = parse(filesOf(factsOf([main])).get('docker-compose.yml') ?? '', { merge: true })
    expect(compose.services.shop.environment.REDIS_URL).toBe(expected)
  })

  test('keeps a driver that is the default of a connection', () => {
    const env = ['DB_CONNECTION', 'LOG_LEVEL'].map((name) => {
      return { name, required: false, default: 'mysql', source: 'm.go:1' }
    })
    const main = mainOf('.', { env, services: [serviceOf('mysql')] })
    const compose = parse(filesOf(factsOf([main])).get('docker-compose.yml') ?? '', { merge: true })
    expect(compose.services.shop.environment.DB_CONNECTION).toBeNull()
  })

  test('has no database that a program only may have', () => {
    const services = [{ ...serviceOf('postgres'), optional: true }, serviceOf('redis')]
    const env = [{ name: 'DATABASE_URL', required: false, source: 'm.go:1' }]
    const text = filesOf(factsOf([mainOf('.', { env, services })])).get('docker-compose.yml')
    expect(text).not.toContain('postgres')
    expect(text).toContain('      redis:\n        condition: service_healthy\n')
  })

  test('publishes each port once, on the loopback interface', () => {
    const mains = ['cmd/a', 'cmd/b'].map((path) => mainOf(path, { ports: [{ ...port, port: 80 }] }))
    const compose = parse(filesOf(factsOf(mains)).get('docker-compose.yml') ?? '', { merge: true })
    const ports = Object.values<{ ports: string[] }>(compose.services).flatMap(({ ports }) => ports)
    expect(ports.sort()).toEqual(
      ['HOST_PORT:-8080}:80', 'HOST_PORT_8081:-8081}:80'].map((rest) => `127.0.0.1:$${'{'}${rest}`),
    )
  })

  test('publishes a port that somebody may set before a literal of the same protocol', () => {
    const literal = { ...port, port: 6060 }
    const own = { ...port, flag: { name: 'listen', form: 'address' } } as const
    const rpc = { ...own, port: 9000, protocol: 'grpc' } as const
    const firstOf = (ports: Main['ports']) =>
      /HOST_PORT:-(\d+)/.exec(
        filesOf(factsOf([mainOf('.', { ports })])).get('docker-compose.yml') ?? '',
      )?.[1]
    expect(firstOf([literal, own])).toBe('8080')
    expect(firstOf([literal, rpc])).toBe('6060')
  })

  test('publishes a port of HTTP before one of gRPC, and that before another one', () => {
    const all = (['tcp', 'grpc', 'http'] as const).map((protocol, index) => {
      const flag = { name: `listen-${protocol}`, form: 'address' } as const
      return { ...port, protocol, port: 9000 + index, flag }
    })
    const text = filesOf(factsOf([mainOf('.', { ports: all })])).get('docker-compose.yml') ?? ''
    expect([...text.matchAll(/HOST_PORT\w*:-\d+\}:(\d+)/g)].map(([, one]) => one)).toEqual([
      '9002',
      '9001',
      '9000',
    ])
  })

  test('gives each folder that is written to a volume of its own, whatever its name', () => {
    const files = ['data/db', 'data-db', 'd:ro', 'a$b'].map((path) => {
      return { path, at: null, access: 'write', required: false, source: 'm.go:1' } as const
    })
    const text = filesOf(factsOf([mainOf('.', { files })])).get('docker-compose.yml') ?? ''
    const { services, volumes } = parse(text, { merge: true })
    expect(services.shop.volumes).toEqual([
      { type: 'volume', source: 'shop-app-a-b', target: '/app/a$$b' },
      { type: 'volume', source: 'shop-app-d-ro', target: '/app/d:ro' },
      'shop-app-data-db:/app/data-db',
      'shop-app-data-db-2:/app/data/db',
    ])
    expect(Object.keys(volumes)).toEqual([
      'shop-app-a-b',
      'shop-app-d-ro',
      'shop-app-data-db',
      'shop-app-data-db-2',
    ])
  })

  test('gives no two commands the same volume', () => {
    const writing = (path: string, folder: string) =>
      mainOf(path, {
        files: [{ path: folder, at: null, access: 'write', required: false, source: 'm.go:1' }],
      })
    const mains = [writing('cmd/api', '/data/x'), writing('cmd/api-data', '/x')]
    const { volumes } = parse(filesOf(factsOf(mains)).get('docker-compose.yml') ?? '', {
      merge: true,
    })
    expect(Object.keys(volumes)).toEqual(['api-data-x', 'api-data-x-2'])
  })

  test('keeps the names of variables that YAML would read as something else', () => {
    const env = ['true', 'NO', 'PLAIN'].map((name) => {
      return { name, required: false, source: 'm.go:1' }
    })
    const text = filesOf(factsOf([mainOf('.', { env })])).get('docker-compose.yml') ?? ''
    expect(text).toMatch(/^ {6}"true":\n {6}"NO":\n {6}PLAIN:$/m)
  })

  test("builds one image without a target from a user's own Dockerfile", () => {
    const mains = [
      mainOf('cmd/a'),
      mainOf('cmd/b', { kind: 'cli', services: [serviceOf('mysql')] }),
    ]
    const text =
      filesOf(factsOf(mains), {}, { hasOwnDockerfile: true }).get('docker-compose.yml') ?? ''
    const compose = parse(text, { merge: true })
    expect(Object.keys(compose.services)).toHaveLength(1)
    expect(text).not.toMatch(/target:|mysql|docker compose run/)
  })
})

test.each([
  [false, "# The same images as Dockerfile's, from binaries"],
  [true, '# Images of binaries'],
])(
  'prebuilt.dockerfile compares itself only with our Dockerfile: %s',
  (hasOwnDockerfile, start) => {
    const text = filesOf(factsOf([mainOf('.')]), {}, { hasOwnDockerfile }).get(
      'prebuilt.dockerfile',
    )
    expect(text?.startsWith(start)).toBe(true)
  },
)

describe('every file', () => {
  const everything = mainOf('cmd/api', {
    ports: [port],
    env: [{ name: 'PORT', required: false, source: 'm.go:1' }],
    services: serviceNames.map(serviceOf),
    files: [{ path: 'a', at: 'a', access: 'read', required: true, source: 'm.go:1' }],
    health: [{ kind: 'http', path: '/healthz', source: 'm.go:3' }],
  })
  const shapes: readonly Facts[] = [
    factsOf([mainOf('.')]),
    factsOf([mainOf('.', { kind: 'cli' })], { requires: false, goSum: false }),
    factsOf([mainOf('.', { cgo: [sqlite] })], { vendor: true }),
    factsOf([
      everything,
      mainOf('cmd/worker', { kind: 'worker' }),
      mainOf('cmd/cli', { kind: 'cli' }),
    ]),
  ]
  test.each(baseImages.flatMap((base) => shapes.map((facts, shape) => ({ base, facts, shape }))))(
    'is rendered whole on $base, shape $shape',
    ({ base, facts }) => {
      for (const [path, text] of filesOf(facts, { baseImage: base })) {
        expect(text, path).not.toMatch(/\{\{|undefined|\n\n\n|[ \t]\n/)
        expect(text, path).toMatch(/[^\n]\n$/)
        if (path.endsWith('.yml')) expect(() => parse(text, { merge: true }), path).not.toThrow()
      }
    },
  )
})
