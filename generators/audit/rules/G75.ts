import { at, itemsOf, textOf } from '../compose/located.ts'
import { type PublishedPort, portsOf } from '../compose/ports.ts'
import type { Service } from '../compose/project.ts'
import { isForDevelopment } from '../development-names.ts'
import type { Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Returns what two services have in common if only one of them can be started; undefined if both can. */
function keyOf(
  { node }: Service,
  { at: { file }, host, published, isUdp }: PublishedPort,
): string | undefined {
  if (published === undefined || published === 0) return undefined
  // Host networking publishes nothing, and a service without replicas is not started.
  const isStarted = ['network_mode', 'scale', 'deploy'].every((key) => at(node, key) === undefined)
  const profiles = itemsOf(at(node, 'profiles')).map(textOf).sort().join()
  const address = host === '0.0.0.0' ? undefined : host
  // Two files may never be used together.
  return isStarted ? [published, isUdp, address, profiles, file].join() : undefined
}

/** Returns the words of each command that starts services. */
function startsIn({ texts }: Repository): readonly (readonly string[])[] {
  return [...texts.values()]
    .flatMap((text) => text.split('\n'))
    .filter((line) => /compose.*\s(?:up|run)\s/.test(line.slice(0, 999)))
    .map((line) => line.split(/[^\w.-]+/))
}

export const G75: Rule = {
  id: 'G75',
  name: 'port-published-twice',
  severity: 'error',
  reason: 'Only one container can have a port of the host, so that the other one does not start.',
  source: 'Tried: docker compose up says "port is already allocated"',
  fix: 'Publish another port of the host, or give the services different profiles.',
  overlaps: [],
  *check({ projects, repository }): Iterable<Found> {
    // Few repositories need them.
    let known: readonly (readonly string[])[] | undefined
    const commands = () => (known ??= startsIn(repository))
    for (const { services, variables } of projects) {
      const first = new Map<string, string>()
      for (const service of services.values()) {
        for (const port of portsOf(service.node, variables)) {
          const key = keyOf(service, port)
          if (key === undefined) continue
          const other = first.get(key) ?? service.name
          first.set(key, other)
          if (other === service.name) continue
          // Who starts them by their names may never start both.
          const isMinor =
            isForDevelopment(port.at.file) ||
            commands().some((words) => words.includes(other) || words.includes(service.name))
          yield {
            path: port.at.file,
            line: port.at.line,
            message: `${other} publishes the port ${port.published} of the host, too`,
            ...(isMinor ? { severity: 'info' as const } : {}),
          }
        }
      }
    }
  },
}

const files = (second: string, more = '', first = '8082:8080') => ({
  'compose.yaml': `services:\n  a:\n    image: example.com/a:1\n    ports: ["${first}"]\n  b:\n    image: example.com/b:1\n    ports: [${second}]\n${more}`,
})

export const examples: Examples = {
  failing: [
    { title: 'one port', files: files('"8082:80"'), at: ['compose.yaml:7'] },
    {
      title: 'the long form, and a default',
      files: files('{target: 80, published: "8082"}', '', `\${PORT:-8082}:80`),
      at: ['compose.yaml:7'],
    },
    {
      title: 'one address',
      files: files('"127.0.0.1:82:80"', '', '127.0.0.1:82:80'),
      at: ['compose.yaml:7'],
    },
    {
      title: 'services that are started by their names',
      files: { ...files('"8082:80"'), Makefile: 'up:\n\tdocker compose up -d b\n' },
      at: ['compose.yaml:7'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'in a file that may stand alone',
      files: {
        'compose.yaml': 'services:\n  a:\n    image: example.com/a:1\n    ports: ["82:80"]\n',
        'compose.memory.yaml':
          'services:\n  b:\n    image: example.com/a:1\n    ports: ["82:80"]\n',
      },
    },
    ...[
      '"8083:8080"',
      '"8082:8080/udp"',
      '"127.0.0.1:8082:8080"',
      '"8080"',
      `"\${PORT}:8080"`,
      '"8082-8083:8080-8081"',
      '{target: 8082}',
    ].map((second) => ({ title: `another port: ${second}`, files: files(second) })),
    ...['profiles: [b]', 'network_mode: host', 'deploy:\n      replicas: 0'].map((more) => ({
      title: `not started beside it: ${more}`,
      files: files('"8082:8080"', `    ${more}\n`),
    })),
  ],
}
