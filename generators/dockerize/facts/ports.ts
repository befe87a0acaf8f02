import type { Port } from '../facts.ts'
import { sourceOf } from '../go/source-file.ts'
import { portName } from '../transport.ts'
import { type Address, addressIn, settersOf } from './addresses.ts'
import type { Listener } from './listener.ts'
import { unique } from './unique.ts'

/** What is said of the address of a listener. */
interface Heard extends Address {
  /** Where it listens, if nothing is known of the address. */
  readonly unknownAt?: string
}

/**
 * Returns the ports of the listeners of a program, the variables that set them, and what is not known
 * of them.
 */
export function portsOf(listeners: readonly Listener[]) {
  const about = 'port' as const
  const heard = listeners.flatMap(heardFrom)
  const ports = unique(
    heard.flatMap(({ port }) => port ?? []),
    portName,
  )
  const unset = unique(
    heard.flatMap(({ setting }) => setting ?? []),
    ({ source }) => source,
  )
  return {
    ports,
    env: [...ports.flatMap(variablesOf), ...listeners.flatMap(udpVariables)],
    unknown: [
      ...heard.flatMap(({ unknownAt }) =>
        unknownAt === undefined
          ? []
          : [
              {
                about,
                what: 'It is not known which address the program listens on.',
                source: unknownAt,
              },
            ],
      ),
      ...unset.map((setting) => {
        const { env, flag } = settersOf(setting)
        const by = env !== undefined ? `the variable ${env.name}` : `the flag -${flag?.name}`
        return { about, what: `The port has no default: ${by} sets it.`, source: setting.source }
      }),
    ],
  }
}

/** Returns the variables without which a listener for UDP has no port. */
function udpVariables(listener: Listener) {
  if (listener.protocol !== 'udp') return []
  return heardFrom(listener).flatMap(({ setting }) => {
    const env = setting === undefined ? undefined : settersOf(setting).env
    if (setting === undefined || env === undefined) return []
    const { source } = setting
    return [{ name: env.name, required: false, isUdpPort: true as const, source }]
  })
}

function variablesOf({ env, hostEnv, host = '', port, source }: Port) {
  const known = { required: false, source }
  const own = env?.form === 'port' ? String(port) : `${host}:${port}`
  // Of a list, this is only an element.
  const value = env?.form === 'list' ? {} : { default: own }
  return [
    ...(env === undefined ? [] : [{ ...known, name: env.name, ...value }]),
    ...(hostEnv === undefined ? [] : [{ ...known, name: hostEnv, default: host }]),
  ]
}

function heardFrom(listener: Listener): readonly Heard[] {
  const { place, protocol, addresses, standard, isOfGroup } = listener
  if (isOfGroup === true) return []
  const source = sourceOf(place)
  if (standard !== undefined) {
    const { port, env } = standard
    const setter = env === undefined ? {} : { env: { name: env, form: 'port' as const } }
    return [{ port: { port, protocol, ...setter, source } }]
  }
  const known = addresses.flatMap((value) => addressIn(value, protocol, source) ?? [])
  // Another way to set the same address needs no answer.
  const found = known.flatMap(({ port }) => port ?? [])
  if (found.length > 0) return withoutDefaults(found).map((port) => ({ port }))
  return known.length > 0 ? known : [{ unknownAt: source }]
}

/**
 * Returns ports without the literals that are only the default of one that is set: `localhost:8080`
 * beside `":" + port`.
 */
function withoutDefaults(ports: readonly Port[]): readonly Port[] {
  const isPlain = ({ flag, env, hostFlag, hostEnv }: Port) =>
    [flag, env, hostFlag, hostEnv].every((one) => one === undefined)
  const plain = new Map(ports.filter(isPlain).map((port) => [port.port, port]))
  const isFree = ({ host, flag, env }: Port) => host === undefined && (flag ?? env) !== undefined
  const replaced = new Set(ports.filter(isFree).map(({ port }) => plain.get(port)))
  return ports
    .filter((port) => !replaced.has(port))
    .map((port) => {
      const host = isFree(port) ? plain.get(port.port)?.host : undefined
      return host === undefined ? port : { ...port, host, leavesHost: true }
    })
}
