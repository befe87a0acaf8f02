import { databaseBehind } from '../compose/behind.ts'
import type { Located } from '../compose/located.ts'
import { portsOf } from '../compose/ports.ts'
import { servedPorts } from '../compose/served-ports.ts'
import type { Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const compose = (image: string, ports: string, more = '') => ({
  'compose.yaml': `services:\n  db:\n    image: ${image}\n    ports:\n      - ${ports}\n${more}`,
})

/** Returns the edit that binds a port to loopback, if it is a line with numbers alone. */
function onLoopback({ file: path, line }: Located, { texts }: Repository): Pick<Found, 'edit'> {
  const text = texts.get(path)?.split(/\r?\n/)[line - 1] ?? ''
  const [, start, quote, port, rest] =
    /^(\s*-\s+)(["']?)(?:0\.0\.0\.0:)?(\d+:\d+(?:\/tcp)?)\2(\s*(?:#.*)?)$/.exec(text) ?? []
  if (port === undefined) return {}
  const sign = quote === '' ? '"' : quote
  const lines = [`${start}${sign}127.0.0.1:${port}${sign}${rest}`]
  return { edit: { path, line, count: 1, lines } }
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
        const database = databaseBehind(audited, service)
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
            ...onLoopback(at, audited.repository),
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
