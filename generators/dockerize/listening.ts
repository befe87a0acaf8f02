import { unique } from './facts/unique.ts'
import type { EnvironmentVariable, HealthEndpoint, Main, Port } from './facts.ts'
import { isLoopback, moveOf, type Setting } from './loopback.ts'
import { portName } from './transport.ts'

/** A port as the image has it. */
export interface Listening {
  readonly port: number
  readonly protocol: Port['protocol']
  /** The loopback interface that it can't be moved from, if there is no flag or variable for it. */
  readonly stuckOn?: string
  readonly source?: string
}

/** The first port of a server that reads its ports from the environment and has no default. */
const usualPort = 8080

/**
 * Returns the ports that a command listens on, the one for its clients first: those in its code, and
 * one for each variable that it needs for one.
 * @param answered the port from the answers, if there is one
 */
export function portsOf(main: Main, answered?: number): readonly Listening[] {
  const known = orderedPorts(main).map((one): Listening => {
    const { port, protocol, host, source } = one
    const isStuck =
      isLoopback(host) && moveOf(one) === undefined && one.isOfOtherCommand === undefined
    const stuck = isStuck && host !== undefined ? { stuckOn: host } : {}
    return { port, protocol, source, ...stuck }
  })
  const distinct = [...new Map(known.map((one) => [portName(one), one])).values()]
  const required = requiredPorts(main, answered).map(({ name, isUdpPort, port }): Listening => {
    if (isUdpPort === true) return { port, protocol: 'udp' }
    return { port, protocol: /GRPC/i.test(name) ? 'grpc' : 'http' }
  })
  if (answered === undefined || required.length > 0) {
    const isUdp = ({ protocol }: Listening) => protocol === 'udp'
    return [...required.filter((one) => !isUdp(one)), ...distinct, ...required.filter(isUdp)]
  }
  const [first, ...others] = distinct
  const chosen = { port: answered, protocol: first?.protocol === 'udp' ? 'udp' : 'http' } as const
  return [chosen, ...others.filter((one) => portName(one) !== portName(chosen))]
}

/** Names of flags, variables and folders of servers that are for operators, not for clients. */
const aside =
  /metric|pprof|prometheus|debug|admin|introspection|(?:^|[^a-z])(?:stats|prom|probes?|health|support)(?![a-z])/i

const protocols: readonly Port['protocol'][] = ['http', 'grpc', 'tcp']

/**
 * Returns the ports in the code of a program: first those on which its health is asked, literals after
 * those that somebody may set, then those for UDP, and last those that are for operators alone.
 */
function orderedPorts({ ports, health }: Main): readonly Port[] {
  const isAside = ({ flag, env, source, isOfOtherCommand }: Port): boolean =>
    isOfOtherCommand === true ||
    [flag?.name, env?.name, source.replace(/\.go:\d+$|:\d+$/, '')].some((name) =>
      aside.test(name ?? ''),
    )
  const isSet = ({ flag, env }: Port): boolean => (flag ?? env) !== undefined
  const set = new Set(
    ports.filter((one) => isSet(one) && !isAside(one)).map(({ protocol }) => protocol),
  )
  const weight = (one: Port): number => {
    if (isAside(one)) return 4
    if (one.protocol === 'udp') return 3
    if (health.some(({ port }) => port === one.port)) return 0
    return isSet(one) || !set.has(one.protocol) ? 1 : 2
  }
  const rank = ({ protocol }: Port): number => protocols.indexOf(protocol)
  return [...ports].sort((a, b) => weight(a) - weight(b) || rank(a) - rank(b))
}

/** Returns the port on which a health endpoint is asked; undefined if that is not sure. */
export function portAsked(
  { port }: HealthEndpoint,
  main: Main,
  ports: readonly Listening[],
): Listening | undefined {
  // An answer replaces the first port of the code.
  const [first] = orderedPorts(main)
  const isReplaced = port === first?.port && first?.protocol !== 'udp'
  const known = ports.find((one) => one.port === port && one.protocol !== 'udp')
  if (port !== undefined) return known ?? (isReplaced ? ports[0] : undefined)
  const isKnown = main.ports.some(({ protocol }) => protocol === 'http')
  const others = ports.filter(({ protocol }) => protocol === 'http')
  return isKnown || others.length > 1 ? undefined : others[0]
}

/** The usual names of the variables for the ports that a server listens on. */
const portNames =
  /^(?:(?:.*_)?(?:APP|API|WEB|HTTP|HTTPS|GRPC|REST|SERVER|SERVICE|LISTEN|METRICS|PROM|PROMETHEUS|ADMIN|DEBUG|PPROF|HEALTH)_)?PORT$/i

/** Returns a port for each variable that a server needs for one, and that has no default. */
function requiredPorts(
  { kind, env, ports }: Main,
  answered: number | undefined,
): readonly (EnvironmentVariable & { readonly port: number })[] {
  const known = new Set(ports.flatMap(({ env }) => env?.name ?? []))
  const names = env
    .filter(
      ({ name, default: value, isUdpPort = false }) =>
        value === undefined && (isUdpPort ? /PORT$/i : portNames).test(name) && !known.has(name),
    )
    .filter(({ required }) => required || ports.length === 0)
    .sort((a, b) => Number(aside.test(a.name)) - Number(aside.test(b.name)))
  if (kind !== 'server') return []
  const used = new Set(ports.map(({ port }) => port))
  let next = answered ?? usualPort
  return unique(names, ({ name }) => name).map((variable) => {
    while (used.has(next)) next += 1
    used.add(next)
    return { ...variable, port: next }
  })
}

/** Returns the variables that set the ports of a command. */
export function settingsOf(
  main: Main,
  ports: readonly Listening[],
  answered: number | undefined,
): readonly Setting[] {
  const required = requiredPorts(main, answered).map(({ name, port }) => ({
    name,
    value: `${port}`,
  }))
  const [first] = ports
  const name = answered === undefined || required.length > 0 ? undefined : portVariable(main)
  const chosen = name === undefined || first === undefined ? [] : [{ name, value: `${first.port}` }]
  return [...required, ...chosen]
}

function portVariable(main: Main): string | undefined {
  return (
    orderedPorts(main).find(({ env }) => env !== undefined && env.form !== 'list')?.env?.name ??
    main.env.find(({ name }) => name === 'PORT')?.name
  )
}
