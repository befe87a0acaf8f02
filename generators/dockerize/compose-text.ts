import {
  connectionBy,
  connectionFor,
  namesDriver,
  namesHost,
  namesSocket,
  neededServices,
} from './connections.ts'
import type { Main, ServiceName } from './facts.ts'
import type { Image } from './image.ts'
import { portName } from './transport.ts'

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
    ...known.map(({ name, value = '' }) => `      ${yamlKey(name)}: ${JSON.stringify(value)}`),
    ...(needed.length > 0 ? ['      # Required: from .env or the shell.'] : []),
    ...needed.map(({ name }) => `      ${yamlKey(name)}:`),
    ...(others.length > 0
      ? ['      # From .env or the shell; where it is in neither, it is not set.']
      : []),
    ...others.map(({ name }) => `      ${yamlKey(name)}:`),
  ].join('\n')
}

/** A variable may have the name of what YAML reads as no text. */
function yamlKey(name: string): string {
  return /^(?:true|false|null|yes|no|on|off|[yn])$/i.test(name) ? JSON.stringify(name) : name
}

/** Returns the variables without which a command ends, and that nothing sets. */
export function openVariables(image: Image): readonly string[] {
  const services = new Set(neededServices(image.main).map(({ name }) => name))
  return variablesOf(image, services).flatMap(({ name, value, required }) =>
    required && value === undefined ? [name] : [],
  )
}

/** Returns the databases and brokers that no variable of a command names. */
export function unnamedServices(image: Image): Main['services'] {
  const services = neededServices(image.main)
  const variables = variablesOf(image, new Set(services.map(({ name }) => name)))
  const values = [
    ...variables.map(({ value }) => value),
    ...image.main.env.map((variable) => variable.default),
  ]
  return services.filter(({ name }) => !values.some((value) => namesHost(value ?? '', name)))
}

/** Variables of a database that is not a store of keys and values alone. */
const otherDatabase = /(?:^|_)(?:DB|DATABASE)_(?:USER|USERNAME|NAME|DRIVER|TYPE|DIALECT|SCHEMA)$/i

function variablesOf(
  { main, settings }: Image,
  services: ReadonlySet<ServiceName>,
): readonly Variable[] {
  const set = new Map(settings.map(({ name, value }) => [name, value]))
  const ports = new Map(
    main.ports.flatMap(({ env, port }) =>
      env === undefined || env.form === 'list'
        ? []
        : [[env.name, env.form === 'address' ? `:${port}` : `${port}`] as const],
    ),
  )
  const own = main.env.filter(({ name }) => !ofProcess.test(name))
  const names = own.map(({ name }) => name)
  const prefix = sharedPrefix(names)
  const isStore = !own.some(({ name }) => otherDatabase.test(name))
  return own.map(({ name, required, default: before }) => ({
    name,
    required,
    value:
      set.get(name) ??
      ports.get(name) ??
      connectionBy(before, services) ??
      (namesDriver(name, before, names) || namesSocket(before)
        ? undefined
        : connectionFor(name.slice(prefix.length), services, isStore)),
  }))
}

/** Variables of a process, a shell or a service manager: those of the host mean nothing in a container. */
const ofProcess =
  /^(?:PATH|HOME|USER|LOGNAME|USERNAME|SHELL|PWD|OLDPWD|HOSTNAME|TMPDIR|TEMP|TMP|TERM|COLORTERM|COLUMNS|LINES|LANG|LC_[A-Z]+|EDITOR|VISUAL|PAGER|DISPLAY|SSH_[A-Z_]+|XDG_[A-Z_]+|APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAMFILES|PROGRAMDATA|SYSTEMROOT|WINDIR|COMSPEC|GOPATH|GOROOT|GOCACHE|GOMEMLIMIT|NOTIFY_SOCKET|WATCHDOG_[A-Z]+|LISTEN_(?:PID|FDS|FDNAMES)|INVOCATION_ID|JOURNAL_STREAM|NO_COLOR|CLICOLOR(?:_FORCE)?|CI)$/

/** The words for a service in the name of a variable. */
const serviceWord =
  /^(?:DB|DATABASE|SQL|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|REDIS|VALKEY|MONGO(?:DB)?|RABBIT(?:MQ)?|RMQ|AMQP|NATS|KAFKA)$/i

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

/** Returns the ports of all servers on the host: each its own, free for a person without rights. */
export function hostPorts(images: readonly Image[]): ReadonlyMap<string, number> {
  const used = new Set<number>()
  const ports = new Map<string, number>()
  // The image that `docker build` gives has the first choice.
  for (const { target, ports: own } of [...images].reverse()) {
    for (const port of new Set(own.map(({ port }) => port))) {
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
  const [first] = ports
  return ports
    .map((one) => {
      const { port } = one
      const host = hosts.get(`${target}:${port}`) ?? port
      const variable = isMain && port === first?.port ? 'HOST_PORT' : `HOST_PORT_${host}`
      return `      - '127.0.0.1:\${${variable}:-${host}}:${portName(one)}'`
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

/**
 * Returns the volumes of some commands: of each its name → its folder. A volume would hide what the
 * image has there.
 */
export function foldersOf(
  images: readonly Image[],
): ReadonlyMap<Image, ReadonlyMap<string, string>> {
  const used = new Set<string>()
  return new Map(
    images.map((image) => {
      const mixed = mixedFolders(image)
      const free = image.writable.filter((folder) => !mixed.includes(folder))
      return [image, new Map(free.map((folder) => [volumeName(image, folder, used), folder]))]
    }),
  )
}

function volumeName({ target }: Image, folder: string, used: Set<string>): string {
  const own = `${target}${folder.replace(/[^a-z0-9]+/gi, '-').replace(/-+$/, '')}`
  let name = own
  for (let count = 2; used.has(name); count += 1) name = `${own}-${count}`
  used.add(name)
  return name
}

/** Returns the lines below `volumes:` of a command. */
export function volumeLines(folders: ReadonlyMap<string, string>): string {
  return [...folders]
    .map(([name, folder]) => {
      // A colon would start the options, and a dollar sign a variable.
      const isPlain = /^[\w./-]+$/.test(folder)
      const target = JSON.stringify(folder.replaceAll('$', '$$$$'))
      return isPlain
        ? `      - ${name}:${folder}`
        : `      - type: volume\n        source: ${name}\n        target: ${target}`
    })
    .join('\n')
}
