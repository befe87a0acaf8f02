import type { Main, ServiceName } from './facts.ts'

/** Returns the databases and brokers that a command can't do without. */
export function neededServices({ services }: Main): Main['services'] {
  return services.filter(({ optional }) => optional !== true)
}

/** Returns the value of a variable whose default names a service on this machine. */
export function connectionBy(
  before: string | undefined,
  services: ReadonlySet<ServiceName>,
): string | undefined {
  const port = /^(?!0\.0\.0\.0:)[\w.-]+:(\d+)$/.exec(before ?? '')?.[1]
  const reached = [...services].filter((service) => connections[service].port === port)
  // A program whose default is no URL takes none, whatever the name of its variable says.
  if (reached[0] !== undefined && reached.length === 1) return `${reached[0]}:${port}`
  const scheme = /^([a-z0-9+]+):\/\/[^\s]*(?:localhost|127\.0\.0\.1)/i.exec(before ?? '')?.[1]
  const found = [...services].find((service) => schemes[service].includes(scheme ?? ''))
  return found === undefined ? undefined : connections[found].url
}

/** Returns whether a default is the socket of a database on this machine, in whose place no URL fits. */
export function namesSocket(before: string | undefined): boolean {
  return /^(?:unix:(?:\/\/)?)?\/\S*\.sock(?:et)?$/.test(before ?? '')
}

/** The schemes of the URLs of each service. */
const schemes: Readonly<Record<ServiceName, readonly string[]>> = {
  postgres: ['postgres', 'postgresql'],
  mysql: ['mysql'],
  mariadb: ['mysql', 'mariadb'],
  redis: ['redis', 'rediss'],
  valkey: ['redis', 'valkey'],
  mongo: ['mongodb', 'mongodb+srv'],
  rabbitmq: ['amqp', 'amqps'],
  nats: ['nats', 'tls'],
  kafka: ['kafka'],
}

const password = `\${DB_PASSWORD:-for-development-only}`

/** How a program reaches each service, by the usual names of its variables. */
const connections: Readonly<
  Record<ServiceName, { readonly names: RegExp; readonly url: string; readonly port: string }>
> = {
  postgres: {
    names: /^(?:.*_)?(?:DB|DATABASE|POSTGRES(?:QL)?|PG|SQL)(?:_|$)|^PG[A-Z]+$/,
    url: `postgres://app:${password}@postgres:5432/app?sslmode=disable`,
    port: '5432',
  },
  mysql: {
    names: /^(?:.*_)?(?:DB|DATABASE|MYSQL|SQL)(?:_|$)/,
    url: `app:${password}@tcp(mysql:3306)/app?parseTime=true`,
    port: '3306',
  },
  mariadb: {
    names: /^(?:.*_)?(?:DB|DATABASE|MARIADB|MYSQL|SQL)(?:_|$)/,
    url: `app:${password}@tcp(mariadb:3306)/app?parseTime=true`,
    port: '3306',
  },
  redis: { names: /^(?:.*_)?REDIS(?:_|$)/, url: 'redis://redis:6379/0', port: '6379' },
  valkey: { names: /^(?:.*_)?(?:VALKEY|REDIS)(?:_|$)/, url: 'redis://valkey:6379/0', port: '6379' },
  mongo: { names: /^(?:.*_)?MONGO(?:DB)?(?:_|$)/, url: 'mongodb://mongo:27017', port: '27017' },
  rabbitmq: {
    names: /^(?:.*_)?(?:RABBIT(?:MQ)?|RMQ|AMQP)(?:_|$)/,
    url: `amqp://app:${password}@rabbitmq:5672/`,
    port: '5672',
  },
  nats: { names: /^(?:.*_)?NATS(?:_|$)/, url: 'nats://nats:4222', port: '4222' },
  kafka: { names: /^(?:.*_)?KAFKA(?:_|$)/, url: 'kafka:9092', port: '9092' },
}

/** Returns the usual name of a variable: `database_uri` and `DATABASE_URI_DEV` are DATABASE_URI. */
function usualName(name: string): string {
  const upper = name.toUpperCase()
  return (
    /^(.+_.+)_(?:DEV|DEVELOPMENT|PROD|PRODUCTION|STAGING|TEST|LOCAL)$/.exec(upper)?.[1] ?? upper
  )
}

/**
 * Returns the value of a variable that names a service; undefined if it is about something else.
 * @param isStore whether nothing speaks against the only service being what `DB_ADDR` means
 */
export function connectionFor(
  variable: string,
  services: ReadonlySet<ServiceName>,
  isStore: boolean,
): string | undefined {
  const name = usualName(variable)
  const found = [...services].filter((service) => connections[service].names.test(name))
  const databases = [...services].filter((service) => sourced.has(service))
  // A source of data is a database's, and that of an error tracker is none.
  const isSource = /^(?:.*_)?(?:DSN|DATA_?SOURCE(?:_NAME)?)$/.test(name) && !reporter.test(name)
  const isOnly = services.size === 1 && isStore && /^(?:DB|DATABASE)_ADDR(?:ESS)?$/.test(name)
  const service =
    found[0] ??
    (isSource && databases.length === 1 ? databases[0] : isOnly ? [...services][0] : undefined)
  // With two databases, DB_HOST may be either.
  if (service === undefined || found.length > 1) return undefined
  const { url, port } = connections[service]
  if (
    /(?:^|_)(?:DB|DATABASE|SQL|POSTGRES(?:QL)?|PG|MYSQL|MARIADB)_SOURCE$|DATA_?SOURCE(?:_NAME)?$/.test(
      name,
    )
  )
    return url
  if (/(?:URL|URI|DSN|(?<!(?:MAX|MIN|OPEN|IDLE)_?)CONN(?:ECTION)?(?:_STRING)?|CONNSTR)$/.test(name))
    return url
  if (/(?:HOST|HOSTNAME)$/.test(name)) return service
  if (/(?:ADDR(?:ESS)?(?:ES)?|ENDPOINT|BROKERS?|SERVERS|HOSTPORT)$/.test(name))
    return `${service}:${port}`
  if (/PORT$/.test(name)) return port
  if (/(?:USER|USERNAME)$/.test(name)) return hasUser.has(service) ? 'app' : undefined
  if (/(?:PASS|PASSWORD|PWD)$/.test(name)) return hasUser.has(service) ? password : undefined
  if (/(?:NAME|DATABASE|DB)$/.test(name)) return hasUser.has(service) ? 'app' : undefined
  if (/(?:SSLMODE|SSL_MODE)$/.test(name)) return 'disable'
  return /^(?:DATABASE|DB|REDIS|MONGO|MONGODB|NATS|AMQP|RABBITMQ|POSTGRES|MYSQL)$/.test(name)
    ? url
    : undefined
}

/** The ends of the names of variables that say where a database is. */
const location =
  /^(?:HOST|HOSTNAME|ADDR|ADDRESS|USER|USERNAME|URL|URI|DSN|(?:CONN(?:ECTION)?_)?STRING)$/

/**
 * Returns whether a variable says which database it is, because it has the name of one by default, or
 * others say where it is: `DB_CONNECTION=pgsql` beside `DB_HOST`.
 * @param names the variables of the program
 */
export function namesDriver(
  name: string,
  before: string | undefined,
  names: readonly string[],
): boolean {
  const stem = /^(.*_)CONN(?:ECTION)?$/.exec(usualName(name))?.[1]
  if (stem === undefined) return false
  if (/^\w+$/.test(before ?? '')) return true
  return names
    .map(usualName)
    .some((other) => other.startsWith(stem) && location.test(other.slice(stem.length)))
}

/** The services that a program reaches by a data source name. */
const sourced: ReadonlySet<ServiceName> = new Set(['postgres', 'mysql', 'mariadb'])

/** Services that get errors and traces at a DSN, too. */
const reporter = /SENTRY|RAVEN|BUGSNAG|GLITCHTIP|UPTRACE|TRAC|ERROR|LOG/

const hasUser: ReadonlySet<ServiceName> = new Set(['postgres', 'mysql', 'mariadb', 'rabbitmq'])

/**
 * Returns whether a value has a service as its host: `redis`, `redis://redis:6379/0`. The scheme, the
 * user and the database may have the same name.
 */
export function namesHost(value: string, service: ServiceName): boolean {
  const hosts = value.replace(/^[^/@]*:\/\//, '').replace(/^.*@/, '')
  return new RegExp(`(?:^|[(,]|\\bhost=)${service}(?:$|[:/),?\\s])`).test(hosts)
}
