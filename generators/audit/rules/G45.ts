import type { Audited } from '../audited.ts'
import { databaseImageBehind } from '../compose/behind.ts'
import { databaseOf } from '../compose/databases.ts'
import type { Located } from '../compose/located.ts'
import { type PublishedPort, portsOf } from '../compose/ports.ts'
import { servedPorts } from '../compose/served-ports.ts'
import { servicesIn } from '../compose/services.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const compose = (image: string, ports: string, more = '') => ({
  'compose.yaml': `services:\n  db:\n    image: ${image}\n    ports:\n      - ${ports}\n${more}`,
})

const onlyPort = /^(\s*-\s+)(["']?)(?:0\.0\.0\.0:)?(\d+:\d+(?:\/tcp)?)\2(\s*(?:#.*)?)$/

/** The address of the host as a container sees it, which does not reach its loopback on Linux. */
const hostForContainers =
  /host\.docker\.internal|host-gateway|host\.containers\.internal|\b172\.17\.0\.1\b/

/** Returns the edit that binds a port to loopback, if it is a line with numbers alone. */
function onLoopback(place: Located, audited: Audited): Pick<Found, 'edit'> {
  const { file: path, line } = place
  const { texts } = audited.repository
  const text = texts.get(path)?.split(/\r?\n/)[line - 1] ?? ''
  const [, start, quote, port, rest] = onlyPort.exec(text) ?? []
  if (port === undefined || isNeeded(place, audited)) return {}
  const sign = quote === '' ? '"' : quote
  const lines = [`${start}${sign}127.0.0.1:${port}${sign}${rest}`]
  return { edit: { path, line, count: 1, lines } }
}

/**
 * Returns whether something may need a published port beyond the loopback of the host: containers that
 * reach it by the host, another service of the same line, or another line for the same port, with
 * which it would be published twice.
 */
function isNeeded({ file, line }: Located, audited: Audited): boolean {
  const { texts } = audited.repository
  const isHere = ({ at }: PublishedPort) => at.file === file && at.line === line
  return (
    [...texts.values()].some((text) => hostForContainers.test(text)) ||
    servicesIn(audited).some(({ project, service }) => {
      const ports = portsOf(service.node, project.variables)
      const own = ports.find(isHere)
      if (own === undefined) return false
      const isElsewhere = ports.some(
        ({ at, target, host }) =>
          (at.file !== file || at.line !== line) &&
          target === own.target &&
          host === undefined &&
          !onlyPort.test(texts.get(at.file)?.split(/\r?\n/)[at.line - 1] ?? ''),
      )
      return isElsewhere || databaseOf(service) === undefined
    })
  )
}

export const G45: Rule = {
  id: 'G45',
  name: 'public-database-port',
  severity: 'error',
  reason:
    'Docker publishes a port on every interface, past the firewall of the host, and a database then answers the network.',
  source:
    'https://docs.docker.com/engine/network/packet-filtering-firewalls/; CIS Docker Benchmark 5.14',
  fix: 'Publish it on 127.0.0.1, such as "127.0.0.1:5432:5432", or not at all.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { services, variables } of audited.projects) {
      for (const service of services.values()) {
        const database = databaseImageBehind(audited, service)
        if (database === undefined) continue
        const served = servedPorts(database, service, variables)
        for (const { at, host, target, isVariable } of portsOf(service.node, variables)) {
          // A database serves no other ports than its own.
          if (!isVariable && (target === undefined || !served.includes(target))) continue
          if (host !== undefined && !/^(?:0\.0\.0\.0|\[::\])$/.test(host)) continue
          yield {
            path: at.file,
            line: at.line,
            message: `${database.name} in ${service.name} is published on all interfaces`,
            ...onLoopback(at, audited),
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'the short form',
      files: compose('postgres:18', '"5432:5432"'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'a server that a script starts',
      files: compose('postgres:18', '"5432:5432"', '    entrypoint: /start\n'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'the long form',
      files: compose('redis:8', 'target: 6379\n        published: 6379'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'a port by a variable',
      files: compose('mysql:9', '"$PORT:3306"'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'both ports by a variable',
      files: compose('mongo:8', '"$DB_PORT:$DB_PORT"'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'both ports by a variable in braces',
      files: compose('mongo:8', `"\${DB_PORT}:\${DB_PORT}"`),
      at: ['compose.yaml:5'],
    },
    {
      title: 'a port by a flag',
      files: compose('postgres:18', '"5435:5435"', '    command: -p 5435\n'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'a port by a variable of the image',
      files: compose('postgres:18', '"5435:5435"', '    environment:\n      PGPORT: 5435\n'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'a listener of Kafka, for clients on the host',
      files: compose(
        'confluentinc/cp-kafka:8.0.0',
        '"29092:29092"',
        '    environment:\n      KAFKA_ADVERTISED_LISTENERS: A://kafka:9091,B://localhost:29092\n',
      ),
      at: ['compose.yaml:5'],
    },
    {
      title: 'CockroachDB',
      files: compose('cockroachdb/cockroach:v25.4.0', '"26257:26257"'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'an image that is built from that of a database',
      files: {
        'compose.yaml': 'services:\n  db:\n    build: ./db\n    ports:\n      - "54321:5432"\n',
        'db/Dockerfile': 'FROM postgres:18\n',
      },
      at: ['compose.yaml:5'],
    },
  ],
  passing: [
    {
      title: 'an address that Kafka tells, at which another port of the host is',
      files: compose(
        'apache/kafka:4.1.0',
        '"29092:8080"',
        '    environment:\n      - KAFKA_LISTENERS=A://:9091\n      - KAFKA_ADVERTISED_LISTENERS=A://localhost:8080\n',
      ),
    },
    { title: 'all by one variable', files: compose('mongo:8', '"$DB_PORTS"') },
    {
      title: 'an address by a variable',
      files: compose('mongo:8', '"$DB_HOST:$DB_PORT:$DB_PORT"'),
    },
    { title: 'on loopback', files: compose('postgres:18', '"127.0.0.1:5432:5432"') },
    {
      title: 'on loopback, in the long form',
      files: compose('postgres:18', 'target: 5432\n        host_ip: 127.0.0.1'),
    },
    { title: 'a service that is no database', files: compose('nginx:1.29', '"80:80"') },
  ],
}
