import type { Port } from '../facts.ts'
import { calledFrom, callsNamed, callsOf, everyCallNamed } from '../go/calls.ts'
import { promoting } from '../go/embedded.ts'
import { isLive } from '../go/live.ts'
import { doesImport, filesMentioning, identifiersOf, type Program } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { above, argumentsOf, bare, calleeOf, named, receiverOf, stringOf } from '../go/syntax.ts'
import { type TypeName, typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import type { Value } from '../values/value.ts'
import { isOffByDefault } from './off-by-default.ts'
import { configured, frameworks, functions } from './servers.ts'

/** A place where a program starts to listen. */
export interface Listener {
  readonly place: Place
  readonly protocol: Port['protocol']
  /** The values that its address may have; none if it says none or nothing is known. */
  readonly addresses: readonly Value[]
  /** What the framework listens on without an address. */
  readonly standard?: { readonly port: number; readonly env?: string }
}

/**
 * Returns every place where a program starts to listen for TCP connections, those last that are off
 * by default.
 */
export function listenersOf(evaluator: Evaluator): readonly Listener[] {
  const { program } = evaluator
  const all = [
    ...byFunction(evaluator),
    ...byServer(evaluator),
    ...byFramework(evaluator),
    ...byToolkit(evaluator, program),
    ...byConfiguration(evaluator),
  ]
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
      if (address === undefined) return []
      const addresses = evaluator.valuesOf({ node: address, file: place.file })
      const isGrpc = path.endsWith('/grpc') || (isBare(path) && isForGrpc(place, program))
      return [
        {
          place,
          protocol: isGrpc ? 'grpc' : isBare(path) && !isForHttp(place, program) ? 'tcp' : 'http',
          addresses,
        },
      ]
    }),
  )
}

function isListenConfig({ node, file }: Place, program: Program): boolean {
  const receiver = receiverOf(node)
  if (receiver === undefined || argumentsOf(node).length !== 3) return false
  const type = typeOf({ node: receiver, file }, program)
  return type?.package === 'net' && type.name === 'ListenConfig'
}

function isBare(path: string): boolean {
  return path === 'net' || path === '' || path === 'crypto/tls'
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

/** `http.Server{Addr: …}`, and `server.Addr = …`. */
function byServer(evaluator: Evaluator): readonly Listener[] {
  const { program } = evaluator
  const files = filesMentioning('Addr', program.files).filter(({ text }) =>
    /\bAddr\s*(:|=[^=])/.test(text),
  )
  return identifiersOf('Addr', files).flatMap(({ node, file }): readonly Listener[] => {
    const { parent } = node
    const place = { node, file }
    if (parent?.type === 'selector_expression') {
      const list = parent.parent
      const statement = list?.parent
      const isTarget =
        statement?.type === 'assignment_statement' &&
        statement.childForFieldName('left')?.id === list?.id
      const operand = parent.childForFieldName('operand')
      const type = operand === null ? undefined : typeOf({ node: operand, file }, program)
      const value = named(statement?.childForFieldName('right'))[0]
      const types = type === undefined ? [undefined] : promoting(type, 'Addr', program)
      const isIt = types.some((one) => isServer(one, operand?.text ?? ''))
      if (!isTarget || value === undefined || !isIt || !isLive(place, program)) return []
      return [{ place, protocol: 'http', addresses: evaluator.valuesOf({ node: value, file }) }]
    }
    const element = parent?.type === 'literal_element' ? parent.parent : undefined
    const [key, value] = named(element)
    if (element?.type !== 'keyed_element' || key?.startIndex !== node.startIndex) return []
    const literal = above(element, 'composite_literal')
    const type = literal === undefined ? undefined : typeOf({ node: literal, file }, program)
    const expression = value?.type === 'literal_element' ? named(value)[0] : value
    if (expression === undefined || !isServer(type, '') || !isLive(place, program)) return []
    return [{ place, protocol: 'http', addresses: evaluator.valuesOf({ node: expression, file }) }]
  })
}

function isServer(type: TypeName | undefined, name: string): boolean {
  if (type === undefined) return /s(erver|rv)$/i.test(name) || name.endsWith('.Server')
  if (type.name !== 'Server') return false
  return /^net\/http$|fasthttp$|http3$|graceful/.test(type.package)
}

function byFramework(evaluator: Evaluator): readonly Listener[] {
  const { program } = evaluator
  return frameworks
    .filter(({ module }) => doesImport(program, (path) => isOf(path, module)))
    .flatMap(({ module, type, methods, standard }) =>
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
              protocol: 'http',
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
  return path === module || path.startsWith(`${module}/`)
}

/** A receiver by whose name it is something else that runs: a test, a command. */
function isOther(name: string): boolean {
  return /(^|\.)(t|b|cmd|command|cron|c|wg|g|group|ticker|timer|scheduler|worker|span)$/i.test(name)
}

/** The landing page and the listeners of Prometheus exporters. */
function byToolkit(evaluator: Evaluator, program: Program): readonly Listener[] {
  const toolkit = 'github.com/prometheus/exporter-toolkit/web/kingpinflag'
  if (!doesImport(program, (path) => path === toolkit)) return []
  return callsNamed('AddFlags', program).flatMap((place): readonly Listener[] => {
    const address = argumentsOf(place.node)[1]
    if (calledFrom(place, program)?.path !== toolkit || address === undefined) return []
    const values = evaluator.valuesOf({ node: address, file: place.file })
    const source = sourceOf(place)
    return [
      {
        place,
        protocol: 'http',
        addresses: values.map((value) => ({
          kind: 'setting' as const,
          flag: 'web.listen-address',
          default: value,
          source,
        })),
      },
    ]
  })
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
