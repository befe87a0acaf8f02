import type { Node } from 'web-tree-sitter'
import type { Port } from '../facts.ts'
import { calledFrom, callersOf, everyCallNamed } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { type Program, withoutMajor } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, bare, functionsAround, parameterIndex, receiverOf } from '../go/syntax.ts'
import { typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import type { Frame } from '../values/frame.ts'
import { textOf, type Value } from '../values/value.ts'
import { leavesPort } from './addresses.ts'
import type { Listener } from './listener.ts'
import { createReceiving, joinsGroup } from './receiving.ts'
import { isLikeNet, type PacketFunction, packetFunctions } from './servers.ts'

/**
 * Returns every place where a program starts to receive packets, and those where a server starts that
 * uses UDP or TCP by the name of the network.
 * @param listens whether the program listens for connections, and so runs until it is stopped
 */
export function packetListeners(evaluator: Evaluator, listens: boolean): readonly Listener[] {
  const { program } = evaluator
  const isReceiving = createReceiving(program, listens)
  const names = new Set(Object.values(packetFunctions).flatMap((all) => Object.keys(all)))
  return [...names].flatMap((name) =>
    everyCallNamed(name, program.files).flatMap((place): readonly Listener[] => {
      const path = calledFrom(place, program)?.path
      const known = functionCalled(name, place, path, program)
      const given = argumentsOf(place.node)
      const address = known === undefined ? undefined : given[known.address]
      if (known === undefined || address === undefined || address.type === 'nil') return []
      if (!isLive(place, program)) return []
      const isSocket = path === undefined || isLikeNet(path)
      const { protocols = ['udp'], network } = known
      const found =
        network === undefined
          ? protocols.map((protocol) => {
              const addresses = evaluator.valuesOf({ node: address, file: place.file })
              return { place, protocol, addresses }
            })
          : listenersByNetwork({ place, address, network: given[network], isSocket }, evaluator)
      const open = found.filter(({ addresses }) => !isOutgoing(addresses))
      if (!isSocket) return open
      return open.length > 0 && !isReceiving(place)
        ? []
        : open.map((one) => ({
            ...one,
            isSocket: true as const,
            ...(joinsGroup(place) ? { isOfGroup: true as const } : {}),
          }))
    }),
  )
}

function functionCalled(
  name: string,
  place: Place,
  path: string | undefined,
  program: Program,
): PacketFunction | undefined {
  if (path === undefined)
    return name === 'ListenPacket' && isListenConfig(place, program)
      ? { network: 1, address: 2 }
      : undefined
  const key = withoutMajor(path)
  const table = Object.hasOwn(packetFunctions, key) ? (packetFunctions[key] ?? {}) : {}
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** Whether a call is one of a method of net.ListenConfig. */
export function isListenConfig({ node, file }: Place, program: Program): boolean {
  const receiver = receiverOf(node)
  if (receiver === undefined || argumentsOf(node).length !== 3) return false
  const type = typeOf({ node: receiver, file }, program)
  return type?.package === 'net' && type.name === 'ListenConfig'
}

/** Whether an address leaves the port to the system, so that nobody knows where to send to. */
export function isOutgoing(addresses: readonly Value[]): boolean {
  return addresses.length > 0 && addresses.every(leavesPort)
}

/** What listens on an address of a network. */
interface OnNetwork {
  readonly place: Place
  readonly address: Node
  /** What says the network; undefined for the one that a server of DNS uses without it. */
  readonly network: Node | undefined
  /** Whether it is a socket for packets, which has no port unless it uses UDP. */
  readonly isSocket?: boolean
}

/** Returns what listens on an address: a listener for each protocol of its networks. */
export function listenersByNetwork(
  { place, address, network, isSocket = false }: OnNetwork,
  evaluator: Evaluator,
): readonly Listener[] {
  const { file } = place
  const found = new Map<Port['protocol'], readonly Value[]>()
  for (const frame of framesOf(network, file, evaluator.program)) {
    const names =
      network === undefined
        ? ['']
        : evaluator.valuesOf({ node: network, file }, frame).flatMap((one) => textOf(one) ?? [])
    const isKnown = names.length > 0
    const values = isKnown || isSocket ? evaluator.valuesOf({ node: address, file }, frame) : []
    const protocols = isKnown ? names.flatMap((name) => protocolOf(name) ?? []) : ['udp' as const]
    for (const one of new Set(protocols)) found.set(one, [...(found.get(one) ?? []), ...values])
  }
  return [...found].map(([protocol, addresses]) => ({ place, protocol, addresses }))
}

/** Returns the protocol of a network by its name, such as `udp4` or `tcp-tls`. */
function protocolOf(network: string): 'udp' | 'tcp' | undefined {
  if (/^(?:udp[46]?)?$/.test(network)) return 'udp'
  return network.startsWith('tcp') ? 'tcp' : undefined
}

/**
 * Returns the calls of the function that has a network as its parameter, because each of them may also
 * have an address of its own.
 */
function framesOf(
  network: Node | undefined,
  file: Place['file'],
  program: Program,
): readonly (Frame | undefined)[] {
  const name = bare(network)
  const node = (name?.type === 'identifier' ? functionsAround(name) : []).find(
    (func) => parameterIndex(name?.text ?? '', func) !== -1,
  )
  const calls = node === undefined ? [] : callersOf({ node, file }, program)
  if (node === undefined || calls.length === 0) return [undefined]
  return calls.map((call) => ({
    func: { node, file },
    arguments: argumentsOf(call.node).map((one) => ({ node: one, file: call.file })),
    outer: undefined,
  }))
}
