import type { Audited } from '../audited.ts'
import { databaseBehind, databaseImageBehind, isChecked, stageBehind } from '../compose/behind.ts'
import { at, itemsOf, settingsOf, textOf, wordsOf } from '../compose/located.ts'
import type { Service } from '../compose/project.ts'
import { servicesIn } from '../compose/services.ts'
import { waitsOf } from '../compose/waits.ts'
import { isForDevelopment } from '../development-names.ts'
import { lastOf } from '../dockerfile/stages.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Tools that connect only when a person asks them to, or again until it works. */
const lazy =
  /(?:adminer|pgadmin4?|phpmyadmin|mongo-express|redis-commander|redisinsight|exporter|kafka-ui|kafdrop|grafana|pgweb|cloudbeaver|kibana|logstash|filebeat|prometheus|alertmanager|jaeger|all-in-one|zipkin|loki|promtail|tempo|(?:opentelemetry|otel)-collector(?:-contrib)?|nginx|traefik|caddy|haproxy|envoy)$/

/** Programs and loops by which a container waits itself. */
const waiting = /wait[-_]?for|dockerize|\/wait\b|\buntil\b|nc -z|pg_isready|\bsleep\b|\bping\b/i

/** Returns whether the command of a service waits for its database. */
function waitsItself(audited: Audited, service: Service): boolean {
  const own = ['command', 'entrypoint'].flatMap((key) => {
    const node = at(service.node, key)
    return [textOf(node) ?? '', ...itemsOf(node).map((item) => textOf(item) ?? '')]
  })
  const stage = stageBehind(audited, service)?.stage
  const ofImage = ['CMD', 'ENTRYPOINT'].map((keyword) =>
    stage === undefined ? '' : (lastOf(stage, keyword)?.instruction.text ?? ''),
  )
  return waiting.test([...own, ...ofImage].join(' '))
}

/** Returns whether a service may use another one: it is built here, or its settings name the other. */
function mayUse({ build, node }: Service, name: string): boolean {
  if (build !== undefined || at(node, 'env_file') !== undefined) return true
  const settings = [...settingsOf(at(node, 'environment')).values()].map(({ value }) => value ?? '')
  const own = ['command', 'entrypoint'].flatMap((key) => wordsOf(at(node, key)))
  return [...settings, ...own].some((text) => text.split(/[^\w.-]+/).includes(name))
}

export const G41: Rule = {
  id: 'G41',
  name: 'start-order',
  severity: 'error',
  reason:
    'A started database does not answer yet, and Compose refuses to wait for the health of a service that has no check.',
  source:
    'https://docs.docker.com/compose/how-tos/startup-order/; docker/compose says "has no healthcheck configured"',
  fix: 'Give the database a health check, and depend on it with condition: service_healthy.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { project, service } of servicesIn(audited)) {
      const isLazy =
        databaseImageBehind(audited, service) !== undefined ||
        (service.image !== undefined && lazy.test(parseImage(service.image).short)) ||
        waitsItself(audited, service)
      // Docker starts it again until the database answers.
      const isRestarted = /^(?:always|unless-stopped|on-failure)/.test(
        textOf(at(service.node, 'restart')) ?? '',
      )
      for (const { name, condition, at: place } of waitsOf(service.node)) {
        const other = project.services.get(name)
        if (other === undefined || project.partial) continue
        const { file: path, line } = place
        if (condition === 'service_healthy' && isChecked(audited, other) === false) {
          const message = `${service.name} waits for the health of ${name}, which has no health check`
          yield { path, line, message, remedy: `Give ${name} a health check.` }
        } else if (condition === 'service_started' && !isLazy) {
          const database = databaseBehind(audited, other)
          if (database === undefined) continue
          yield {
            path,
            line,
            message: `${service.name} starts before ${database.name} in ${name} answers`,
            severity:
              isRestarted || isForDevelopment(path) || !mayUse(service, name) ? 'info' : 'warning',
          }
        }
      }
    }
  },
}

const files = (app: string, db = '') => ({
  'compose.yaml': `services:\n  app:\n    build: .\n${app}  db:\n    image: postgres:18\n${db}`,
})
const health = '    depends_on:\n      db:\n        condition: service_healthy\n'
const check = '    healthcheck:\n      test: ["CMD", "pg_isready", "-h", "127.0.0.1"]\n'

export const examples: Examples = {
  failing: [
    {
      title: 'the short form',
      files: files('    depends_on:\n      - db\n', check),
      at: ['compose.yaml:5'],
      severity: 'warning',
    },
    {
      title: 'a database that only has to be started',
      files: files('    depends_on:\n      db:\n        condition: service_started\n'),
      at: ['compose.yaml:6'],
      severity: 'warning',
    },
    {
      title: 'a program that is started again',
      files: files('    restart: always\n    depends_on: [db]\n'),
      at: ['compose.yaml:5'],
      severity: 'info',
    },
    {
      title: 'an image of others, whose settings name the database',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: example.com/a:1\n    environment: [URL=postgres://db/a]\n    depends_on: [db]\n  db:\n    image: postgres:18\n',
      },
      at: ['compose.yaml:5'],
      severity: 'warning',
    },
    {
      title: 'an image of others, which may not use it',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: example.com/a:1\n    depends_on: [db]\n  db:\n    image: postgres:18\n',
      },
      at: ['compose.yaml:4'],
      severity: 'info',
    },
    { title: 'no check to wait for', files: files(health), at: ['compose.yaml:6'] },
    {
      title: 'a check that is turned off',
      files: files(health, '    healthcheck:\n      disable: true\n'),
      at: ['compose.yaml:6'],
    },
    {
      title: 'a scratch image without a check',
      files: {
        Dockerfile: 'FROM scratch\nCOPY app /\nCMD ["/app"]\n',
        'compose.yaml':
          'services:\n  app:\n    build: .\n  web:\n    image: nginx:1.29\n    depends_on:\n      app:\n        condition: service_healthy\n',
      },
      at: ['compose.yaml:8'],
    },
  ],
  passing: [
    { title: 'health', files: files(health, check) },
    {
      title: 'an image with a check of its own',
      files: {
        Dockerfile: 'FROM scratch\nHEALTHCHECK CMD ["/app", "health"]\nCMD ["/app"]\n',
        'compose.yaml':
          'services:\n  app:\n    build: .\n  web:\n    image: nginx:1.29\n    depends_on:\n      app:\n        condition: service_healthy\n',
      },
    },
    {
      title: 'an image that may have a check',
      files: {
        'compose.yaml':
          'services:\n  app:\n    image: example.com/app:1\n  web:\n    image: nginx:1.29\n    depends_on:\n      app:\n        condition: service_healthy\n',
      },
    },
    {
      title: 'a command that waits itself',
      files: files('    depends_on: [db]\n    command: ./wait-for-it.sh db:5432 -- /app\n'),
    },
    {
      title: 'a service that may be missing',
      files: files(`${health}        required: false\n`),
    },
    {
      title: 'a service that is no database',
      files: {
        'compose.yaml':
          'services:\n  app:\n    build: .\n  web:\n    image: nginx:1.29\n    depends_on: [app]\n',
      },
    },
    {
      title: 'a service that uses no database',
      files: {
        'compose.yaml':
          'services:\n  metrics:\n    image: prom/prometheus:v3\n    depends_on: [db]\n  traces:\n    image: jaegertracing/all-in-one:1.57\n    depends_on: [db]\n  db:\n    image: postgres:18\n',
      },
    },
    {
      title: 'a client, and a router that stores nothing',
      files: {
        'compose.yaml':
          'services:\n  a:\n    build: .\n    depends_on: [router]\n  setup:\n    image: mongo:8\n    entrypoint: [/setup.sh]\n    depends_on: [db]\n  router:\n    image: mongo:8\n    command: mongos --configdb c\n  db:\n    image: mongo:8\n',
      },
    },
    {
      title: 'a tool for people',
      files: {
        'compose.yaml':
          'services:\n  ui:\n    image: adminer:5\n    depends_on: [db]\n  db:\n    image: postgres:18\n',
      },
    },
  ],
}
