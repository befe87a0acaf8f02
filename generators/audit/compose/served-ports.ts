import type { DatabaseKind } from './databases.ts'
import { interpolate } from './interpolate.ts'
import { at, settingsOf, wordsOf } from './located.ts'
import type { Service } from './project.ts'

/** Variables by which images set the port: `PGPORT`, `REDIS_PORT_NUMBER`. */
const portVariable = /^(?:PGPORT|MYSQL_TCP_PORT|\w+_PORT_NUMBER)$/
/** The addresses on which Kafka listens or, if it is not told, those that it tells its clients. */
const listeners = [/^KAFKA_(?:CFG_)?LISTENERS$/, /^KAFKA_(?:CFG_)?ADVERTISED_LISTENERS$/]

/** Returns the ports on which a database serves its clients: those of its kind, and those that it is told. */
export function servedPorts(
  { name, ports }: DatabaseKind,
  { node }: Service,
  variables: ReadonlyMap<string, string>,
): readonly number[] {
  const settings = [...settingsOf(at(node, 'environment'))].map(
    ([key, { value = '' }]) => [key, interpolate(value, variables) ?? ''] as const,
  )
  const byVariable = settings.flatMap(([key, value]) => (portVariable.test(key) ? [value] : []))
  const command = ['entrypoint', 'command'].flatMap((key) => wordsOf(at(node, key))).join(' ')
  const byFlag = [...command.matchAll(/(?:^|\s)(?:-p|--port|-c\s*port)[\s=]*(\d+)(?=\s|$)/g)].map(
    ([, port = '']) => port,
  )
  const addresses = listeners
    .map((key) => settings.flatMap(([name, value]) => (key.test(name) ? value.split(',') : [])))
    .find((found) => found.length > 0)
  const byAddress = (name === 'Kafka' ? (addresses ?? []) : []).flatMap(
    (address) => /:(\d+)\s*$/.exec(address)?.[1] ?? [],
  )
  return [...ports, ...[...byVariable, ...byFlag, ...byAddress].map(Number)]
}
