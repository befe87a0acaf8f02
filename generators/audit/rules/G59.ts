import { databaseBehind } from '../compose/behind.ts'
import { interpolate } from '../compose/interpolate.ts'
import { at, settingsOf, textOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const address =
  /^(?:(?:postgres(?:ql)?|mysql|mariadb|mongodb|redis|rediss|valkey|amqp|nats|cockroachdb):\/\/(?:[^@/\s]{0,200}@)?|[^@\s]{0,200}@tcp\()(?:localhost|127\.0\.0\.1)(?:[:/)?]|$)/i
const keyword = /(?:^|\s)host=(?:localhost|127\.0\.0\.1)(?:\s|$)/
const databasePort = /^(?:localhost|127\.0\.0\.1):(?:5432|3306|6379|27017|5672|4222|9092|9200)$/
const databaseHost =
  /(?:^|_)(?:DB|DATABASE|SQL|PG|POSTGRES(?:QL)?|MYSQL|MARIADB|MONGO(?:DB)?|REDIS|VALKEY|RABBIT(?:MQ)?|NATS|KAFKA|ELASTIC(?:SEARCH)?)_?(?:HOST(?:NAME)?|ADDR(?:ESS)?|SERVER)$/i

export const G59: Rule = {
  id: 'G59',
  name: 'database-at-localhost',
  severity: 'warning',
  reason: 'In a container, localhost is the container itself, where no database runs.',
  source: 'https://docs.docker.com/compose/how-tos/networking/',
  fix: 'Use the name of the service as the host.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { project, service } of servicesIn(audited)) {
      // It has another network, or means itself.
      if (textOf(at(service.node, 'network_mode')) !== undefined) continue
      if (databaseBehind(audited, service) !== undefined) continue
      for (const [name, { value = '', at: node }] of settingsOf(at(service.node, 'environment'))) {
        const text = interpolate(value, project.variables) ?? value
        const isHost = databaseHost.test(name) && /^(?:localhost|127\.0\.0\.1)$/.test(text)
        if (![address, keyword, databasePort].some((one) => one.test(text)) && !isHost) continue
        const message = `${name} names the container of ${service.name} itself`
        yield { path: node.file, line: node.line, message }
      }
    }
  },
}

const files = (setting: string, more = '') => ({
  'compose.yaml': `services:\n  a:\n    build: .\n    environment:\n      ${setting}\n${more}`,
})

export const examples: Examples = {
  failing: [
    { title: 'a host', files: files('DB_HOST: localhost'), at: ['compose.yaml:5'] },
    {
      title: 'a URL',
      files: files('- DATABASE_URL=postgres://app:x@127.0.0.1:5432/app'),
      at: ['compose.yaml:5'],
    },
    { title: 'a DSN', files: files('DSN: app:x@tcp(localhost:3306)/app'), at: ['compose.yaml:5'] },
    { title: 'an address', files: files('REDIS: localhost:6379'), at: ['compose.yaml:5'] },
    { title: 'a default', files: files(`DB_HOST: \${DB_HOST:-localhost}`), at: ['compose.yaml:5'] },
  ],
  passing: [
    { title: 'the name of a service', files: files('DB_HOST: db') },
    {
      title: 'the network of the host',
      files: files('DB_HOST: localhost', '    network_mode: host\n'),
    },
    { title: 'another URL', files: files('PUBLIC_URL: http://localhost:8080') },
    { title: 'the host', files: files('DB_HOST: host.docker.internal') },
  ],
}
