import { calledFrom, callsOf, everyCallNamed } from '../go/calls.ts'
import { promoting } from '../go/embedded.ts'
import { isLive } from '../go/live.ts'
import { doesImport, type Program, withoutMajor } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { above, argumentsOf, bare, calleeOf, receiverOf, stringOf } from '../go/syntax.ts'
import { typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'
import { toolkitListeners } from './exporter-toolkit.ts'
import type { Listener } from './listener.ts'
import { isOffByDefault } from './off-by-default.ts'
import { isListenConfig, isOutgoing, packetListeners } from './packets.ts'
import { serverAddresses } from './server-addresses.ts'
import { configured, frameworks, functions, isLikeNet } from './servers.ts'

/**
 * Returns every place where a program starts to listen, for TCP or UDP, those last that are off by
 * default.
 */
export function listenersOf(evaluator: Evaluator): readonly Listener[] {
  const { program } = evaluator
  const servers = [
    ...byFunction(evaluator),
    ...serverAddresses(evaluator),
    ...byFramework(evaluator),
    ...toolkitListeners(evaluator),
    ...byConfiguration(evaluator),
  ]
  const all = [...servers, ...packetListeners(evaluator, servers.length > 0)]
  if (all.length < 2) return all
  const off = new Set(all.filter(({ place }) => isOffByDefault(place, program)))
  return [...all.filter((one) => !off.has(one)), ...off]
}

function byFunction(evaluator: Evaluator): readonly Listener[] {
  const { program } = evaluator
  const names = new Map(Object.values(functions).flatMap((all) => Object.entries(all)))
  return [...names.keys()].flatMap((name) =>
    everyCallNamed(name, program.files).flatMap((place): readonly Listener[] => {
      const called = calledFrom(place, program)
      const path = called?.path.replaceAll(/\/v\d+(?=\/|$)/g, '') ?? ''
      const table = Object.hasOwn(functions, path) ? (functions[path] ?? {}) : {}
      const index = Object.hasOwn(table, name) ? table[name] : undefined
      const isConfig = name === 'Listen' && called === undefined && isListenConfig(place, program)
      const at = isConfig ? 2 : index
      if (at === undefined || !isLive(place, program)) return []
      const given = argumentsOf(place.node)
      const network = stringOf(given[at - 1])
      if (network?.startsWith('unix')) return []
      const address = given[at]
      if (address === undefined || address.type === 'nil') return []
      const addresses = evaluator.valuesOf({ node: address, file: place.file })
      // Mostly a helper that looks for a free port.
      if (name === 'ListenTCP' && isOutgoing(addresses)) return []
      const isOther = isBare(path) && addresses.some((one) => ofDns.test(textOf(one) ?? ''))
      const isGrpc = path.endsWith('/grpc') || (isBare(path) && isForGrpc(place, program))
      return [
        {
          place,
          protocol: isGrpc ? 'grpc' : isOther || isRaw(path, place, program) ? 'tcp' : 'http',
          addresses,
        },
      ]
    }),
  )
}

/** Addresses of DNS, and of DNS with TLS, on which nothing else listens. */
const ofDns = /:(?:53|853)$/

/** Whether a listener is one for a protocol of its own. */
function isRaw(path: string, { node, file }: Place, program: Program): boolean {
  const around = file.declarationAt(node.startIndex)?.text ?? ''
  // Who asks for a TCPListener mostly accepts the connections, too.
  const accepts = calleeOf(node)?.text === 'ListenTCP' || /\.Accept(?:TCP)?\(\)/.test(around)
  const serves = /\bServe(?:TLS)?\(/.test(file.text)
  return isBare(path) && ((accepts && !serves) || !isForHttp({ node, file }, program))
}

function isBare(path: string): boolean {
  return path === '' || path === 'crypto/tls' || isLikeNet(path)
}

/** Whether the function around a listener, or else its file, serves gRPC. */
function isForGrpc({ node, file }: Place, program: Program): boolean {
  const around = above(node, 'function_declaration') ?? above(node, 'method_declaration')
  const text = around?.text ?? file.text
  if (/\bgrpc\.NewServer\b|\bgrpc[sS]erver\b|\bgrpcSrv\b/.test(text)) return true
  return (
    file.header.imports.some(({ path }) => path === 'google.golang.org/grpc') &&
    !isForHttp({ node, file }, program)
  )
}

function isForHttp({ node, file }: Place, program: Program): boolean {
  const around = above(node, 'function_declaration') ?? above(node, 'method_declaration')
  const isServed = /\bhttp\.|\bHandler\b|\.Serve\(/.test(around?.text ?? '')
  const own = program.packages.get(file.package)?.files ?? [file]
  const imports = own.flatMap(({ header }) => header.imports)
  const serves = imports.some(
    ({ path }) => path === 'net/http' || /fasthttp|fiber|echo|gin$/.test(path),
  )
  return isServed ? serves : serves && !/\bgrpc\./.test(file.text)
}

function byFramework(evaluator: Evaluator): readonly Listener[] {
  const { program } = evaluator
  return frameworks
    .filter(({ module }) => doesImport(program, (path) => isOf(path, module)))
    .flatMap(({ module, type, methods, standard, protocol = 'http' }) =>
      methods.flatMap((method) =>
        everyCallNamed(method, program.files).flatMap((place): readonly Listener[] => {
          const receiver = receiverOf(place.node)
          if (receiver === undefined) return []
          const called = calledFrom(place, program)
          const known =
            called === undefined ? typeOf({ node: receiver, file: place.file }, program) : undefined
          const isIt =
            called !== undefined
              ? isOf(called.path, module)
              : known === undefined
                ? place.file.header.imports.some(({ path }) => isOf(path, module)) &&
                  !isOther(receiver.text)
                : promoting(known, method, program).some(
                    (one) => isOf(one.package, module) && (type === '' || one.name === type),
                  )
          if (!isIt || !isLive(place, program)) return []
          const [first] = argumentsOf(place.node)
          const address = first === undefined ? undefined : addressOf(first)
          const addresses =
            address === undefined ? [] : evaluator.valuesOf({ node: address, file: place.file })
          if (
            first !== undefined &&
            known === undefined &&
            called === undefined &&
            addresses.length === 0
          )
            return []
          return [
            {
              place,
              protocol,
              addresses,
              ...(first === undefined && standard !== undefined ? { standard } : {}),
            },
          ]
        }),
      ),
    )
}

/** `app.Run(iris.Addr(":8080"))` */
function addressOf(argument: Place['node']): Place['node'] | undefined {
  const call = bare(argument)
  return call?.type === 'call_expression' && calleeOf(call)?.text === 'Addr'
    ? argumentsOf(call)[0]
    : argument
}

function isOf(path: string, module: string): boolean {
  return withoutMajor(path) === module || path.startsWith(`${module}/`)
}

/** A receiver by whose name it is something else that runs: a test, a command. */
function isOther(name: string): boolean {
  return /(^|\.)(t|b|cmd|command|cron|c|wg|g|group|ticker|timer|scheduler|worker|span)$/i.test(name)
}

function byConfiguration(evaluator: Evaluator): readonly Listener[] {
  return configured.flatMap(([path, key, protocol]) =>
    callsOf(path, ['MustNewServer', 'NewServer'], evaluator.program).map((place) => ({
      place,
      protocol,
      addresses: evaluator.valuesOfKey([key]),
    })),
  )
}
