import type { Main, ServiceName } from './facts.ts'
import type { Image } from './image.ts'

/** A variable of a container and its value; undefined for the one of `.env` or the shell. */
interface Variable {
  readonly name: string
  readonly value: string | undefined
  readonly required: boolean
}

/** Returns the environment of a command's service, as the lines below `environment:`. */
export function environmentLines(image: Image, services: ReadonlySet<ServiceName>): string {
  const variables = variablesOf(image, services)
  const known = variables.filter(({ value }) => value !== undefined)
  const needed = variables.filter(({ value, required }) => value === undefined && required)
  const others = variables.filter(({ value, required }) => value === undefined && !required)
  return [
    '      # Nine tenths of mem_limit.',
    '      GOMEMLIMIT: 230MiB',
    ...known.map(({ name, value = '' }) => `      ${name}: ${JSON.stringify(value)}`),
    ...(needed.length > 0 ? ['      # Required: from .env or the shell.'] : []),
    ...needed.map(({ name }) => `      ${name}:`),
    ...(others.length > 0
      ? ['      # From .env or the shell; where it is in neither, it is not set.']
      : []),
    ...others.map(({ name }) => `      ${name}:`),
  ].join('\n')
}

/** Returns the variables without which a command ends, and that nothing sets. */
export function openVariables(image: Image): readonly string[] {
  const services = new Set(image.main.services.map(({ name }) => name))
  return variablesOf(image, services).flatMap(({ name, value, required }) =>
    required && value === undefined ? [name] : [],
  )
}

function variablesOf(
  { main, settings }: Image,
  services: ReadonlySet<ServiceName>,
): readonly Variable[] {
  const set = new Map(settings.map(({ name, value }) => [name, value]))
  const ports = new Map(
    main.ports.flatMap(({ env, port }) =>
      env === undefined
        ? []
        : [[env.name, env.form === 'address' ? `:${port}` : `${port}`] as const],
    ),
  )
  const own = main.env.filter(({ name }) => !ofProcess.test(name))
  const prefix = sharedPrefix(own.map(({ name }) => name))
  return own.map(({ name, required, default: before }) => ({
    name,
    required,
    value:
      set.get(name) ??
      ports.get(name) ??
      connectionBy(before, services) ??
      connectionFor(name.slice(prefix.length), services),
  }))
}

/** Variables of a process, a shell or a service manager: those of the host mean nothing in a container. */
const ofProcess =
  /^(?:PATH|HOME|USER|LOGNAME|USERNAME|SHELL|PWD|OLDPWD|HOSTNAME|TMPDIR|TEMP|TMP|TERM|COLORTERM|COLUMNS|LINES|LANG|LC_[A-Z]+|EDITOR|VISUAL|PAGER|DISPLAY|SSH_[A-Z_]+|XDG_[A-Z_]+|APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAMFILES|PROGRAMDATA|SYSTEMROOT|WINDIR|COMSPEC|GOPATH|GOROOT|GOCACHE|GOMEMLIMIT|NOTIFY_SOCKET|WATCHDOG_[A-Z]+|LISTEN_(?:PID|FDS|FDNAMES)|INVOCATION_ID|JOURNAL_STREAM|NO_COLOR|CLICOLOR(?:_FORCE)?|CI)$/

/** The words for a service in the name of a variable. */
const serviceWord =
  /^(?:DB|DATABASE|SQL|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|REDIS|VALKEY|MONGO(?:DB)?|RABBIT(?:MQ)?|RMQ|AMQP|NATS|KAFKA)$/

/**
 * Returns the prefix that all variables of a program share, which is its own name: `NATS_SURVEYOR_`
 * is, and `DB_` and `APP_DB_` end with a service.
 */
function sharedPrefix(names: readonly string[]): string {
  const [first = ''] = names
  const prefixes = [...first.matchAll(/_/g)].map(({ index }) => first.slice(0, index + 1))
  const shared = prefixes.filter(
    (prefix) =>
      names.every((name) => name.startsWith(prefix)) &&
      !serviceWord.test(prefix.split('_').at(-2) ?? ''),
  )
  return names.length < 2 ? '' : (shared.at(-1) ?? '')
}

/** Returns the value of a variable whose default names a service on this machine. */
function connectionBy(
  before: string | undefined,
  services: ReadonlySet<ServiceName>,
): string | undefined {
  const scheme = /^([a-z0-9+]+):\/\/[^\s]*(?:localhost|127\.0\.0\.1)/i.exec(before ?? '')?.[1]
  const found = [...services].find((service) => schemes[service].includes(scheme ?? ''))
  return found === undefined ? undefined : connections[found].url
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

/** Returns the value of a variable that names a service; undefined if it is about something else. */
function connectionFor(name: string, services: ReadonlySet<ServiceName>): string | undefined {
  const found = [...services].filter((service) => connections[service].names.test(name))
  const [service] = found
  // With two databases, DB_HOST may be either.
  if (service === undefined || found.length > 1) return undefined
  const { url, port } = connections[service]
  if (/(?:URL|URI|DSN|CONN(?:ECTION)?(?:_STRING)?|CONNSTR)$/.test(name)) return url
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

const hasUser: ReadonlySet<ServiceName> = new Set(['postgres', 'mysql', 'mariadb', 'rabbitmq'])

/** Returns the ports of all servers on the host: each its own, free for a person without rights. */
export function hostPorts(images: readonly Image[]): ReadonlyMap<string, number> {
  const used = new Set<number>()
  const ports = new Map<string, number>()
  // The image that `docker build` gives has the first choice.
  for (const { target, ports: own } of [...images].reverse()) {
    for (const { port } of own) {
      let host = port < 1024 ? port + 8000 : port
      while (used.has(host) && host < 65_535) host += 1
      used.add(host)
      ports.set(`${target}:${port}`, host)
    }
  }
  return ports
}

/** Returns the lines below `ports:`. */
export function portLines(
  { target, ports }: Image,
  hosts: ReadonlyMap<string, number>,
  isMain: boolean,
): string {
  return ports
    .map(({ port }, index) => {
      const host = hosts.get(`${target}:${port}`) ?? port
      const variable = isMain && index === 0 ? 'HOST_PORT' : `HOST_PORT_${host}`
      return `      - '127.0.0.1:\${${variable}:-${host}}:${port}'`
    })
    .join('\n')
}

/** Returns the lines below `depends_on:`. */
export function dependencyLines(services: Main['services']): string {
  return [...new Set(services.map(({ name }) => name))]
    .map((name) => `      ${name}:\n        condition: service_healthy`)
    .join('\n')
}

/** Returns the folders that a command writes to and that the image has files in: no volumes. */
export function mixedFolders({ writable, copies }: Image): readonly string[] {
  return writable.filter((folder) => copies.some(({ to }) => `${to}/`.startsWith(`${folder}/`)))
}

/** Returns the volumes of a command: name → folder. A volume would hide what the image has there. */
export function foldersOf(image: Image): ReadonlyMap<string, string> {
  const { target, writable } = image
  const mixed = mixedFolders(image)
  const free = writable.filter((folder) => !mixed.includes(folder))
  return new Map(
    free.map((folder) => [
      `${target}${folder.replace(/[^a-z0-9]+/gi, '-').replace(/-+$/, '')}`,
      folder,
    ]),
  )
}
