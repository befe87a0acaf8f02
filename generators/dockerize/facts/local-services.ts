import type { ConfigFile, Entry } from '../config/config-file.ts'
import type { Service, ServiceName } from '../facts.ts'
import { unique } from './unique.ts'

/** This machine as a host: of an address, of a URL, or in a list. */
const localhost = /(?:^|[@/(=,\s])(?:localhost|127\.0\.0\.1|\[::1\])(?=$|[:/),?;\s])/i

/** The words for a service in keys and values. */
const words: Readonly<Record<ServiceName, RegExp>> = {
  postgres: /postgres|pgsql|\bpg|database|\bdb|dsn|sql|:5432\b/,
  mysql: /mysql|database|\bdb|dsn|sql|:3306\b/,
  mariadb: /mariadb|mysql|database|\bdb|dsn|sql|:3306\b/,
  redis: /redis|cache|:6379\b/,
  valkey: /valkey|redis|cache|:6379\b/,
  mongo: /mongo|database|\bdb|:27017\b/,
  rabbitmq: /rabbit|amqp|\bmq|broker|:5672\b/,
  nats: /nats|broker|:4222\b/,
  kafka: /kafka|broker|:9092\b/,
}

/**
 * Returns the databases and brokers that the configuration files of a program look for on its own
 * machine, which in a container is the container itself. Files of variables are none: no image has
 * them.
 */
export function localServicesOf(
  services: readonly Service[],
  files: readonly ConfigFile[],
): readonly Service[] {
  const shipped = files.filter(({ path }) => !/(?:^|\/)[^/]*\.env[^/]*$/.test(path))
  const found = services.flatMap((service) =>
    shipped.flatMap(({ path, entries }) =>
      entries
        .filter((entry) => isLocal(entry, service.name))
        .map(({ line }) => ({ ...service, source: `${path}:${line}` })),
    ),
  )
  // A line that two services may mean is the first one's.
  return unique(found, ({ source }) => source)
}

function isLocal({ keys, text }: Entry, service: ServiceName): boolean {
  return localhost.test(text) && words[service].test(`${keys.join('.')} ${text}`.toLowerCase())
}
