import { databaseOf } from '../compose/databases.ts'
import type { Located } from '../compose/located.ts'
import { portsOf } from '../compose/ports.ts'
import type { Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const compose = (image: string, ports: string) => ({
  'compose.yaml': `services:\n  db:\n    image: ${image}\n    ports:\n      - ${ports}\n`,
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
  *check({ projects, repository }): Iterable<Found> {
    for (const { services, variables } of projects) {
      for (const service of services.values()) {
        const database = databaseOf(service)
        if (database === undefined) continue
        for (const { at, host, target, isVariable } of portsOf(service.node, variables)) {
          // A database serves no other port than its own.
          if (!isVariable && (target === undefined || !database.ports.includes(target))) continue
          if (host !== undefined && !/^(?:0\.0\.0\.0|\[::\])$/.test(host)) continue
          yield {
            path: at.file,
            line: at.line,
            message: `${database.name} in ${service.name} is published on all interfaces`,
            ...onLoopback(at, repository),
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
  ],
  passing: [
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
