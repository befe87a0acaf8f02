import type { Node } from 'web-tree-sitter'
import { assignedToField } from '../config/struct-fields.ts'
import { assignedValues, assignmentsOf } from '../go/assignments.ts'
import { calledFrom, givenFor } from '../go/calls.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import {
  bare,
  calleeOf,
  functionsAround,
  parentOf,
  receiverOf,
  receiverParameter,
} from '../go/syntax.ts'
import { typeOf } from '../go/types.ts'
import { handlersOf } from './handlers.ts'
import type { Listener } from './listener.ts'
import { portsOf } from './ports.ts'
import { fieldKey, functionKey, standardMux, typeKey, variableKey } from './router-keys.ts'

/** How many expressions are looked through from a route to its routers. */
const most = 100

/** A server of a program: its listeners have one address. */
interface Server {
  /** Undefined if it is not known, or is one of several. */
  readonly port: number | undefined
  readonly isTls: boolean
  readonly handlers: () => ReadonlySet<string>
}

/**
 * Returns a function that tells the port on which a route is served: that of the only HTTP server, or
 * of the only one without TLS whose handler leads to the call that adds the route; undefined if that
 * is not sure.
 * @param isPartial whether there are servers of which nothing is known
 */
export function routePorts(
  listeners: readonly Listener[],
  isPartial: boolean,
  program: Program,
): (call: Place) => number | undefined {
  const shared = sharedPorts(listeners)
  // Who listens for TCP where nobody knows may serve HTTP.
  const isUnclear =
    isPartial ||
    listeners.some((one) => one.protocol === 'tcp' && portsOf([one]).ports.length === 0)
  const servers = listeners
    .filter(({ protocol }) => protocol === 'http')
    .map((listener): Server => {
      const [first, ...others] = portsOf([listener]).ports
      let found: ReadonlySet<string> | undefined
      return {
        port: others.length > 0 || shared.has(first?.port) ? undefined : first?.port,
        isTls: hasTls(listener.place),
        handlers: () => {
          found ??= handlersOf(listener.place, program)
          return found
        },
      }
    })
  return (call) => {
    const plain = servers.filter(({ isTls }) => !isTls)
    const only = portOfAll(servers)
    const isOnly = only !== undefined || servers.length < 2
    if (isOnly && !isUnclear) return plain.length > 0 ? only : undefined
    const keys = new Set(routerKeys(call, program))
    const serving = plain.filter(({ handlers }) => [...keys].some((key) => handlers().has(key)))
    if (serving.length > 0) return portOfAll(serving)
    const func = call.file.declarationAt(call.node.startIndex)
    if (func === undefined) return undefined
    const key = functionKey({ node: func, file: call.file })
    return portOfAll(plain.filter(({ handlers }) => handlers().has(key)))
  }
}

/**
 * Returns the ports that methods of several types seem to listen on: the address of each comes from
 * one field, and it is not known which of its values that is.
 */
function sharedPorts(listeners: readonly Listener[]): ReadonlySet<number | undefined> {
  const types = new Map<number, string>()
  const shared = new Set<number | undefined>()
  for (const listener of listeners) {
    const { node, file } = listener.place
    const func = file.declarationAt(node.startIndex)
    const type = func === undefined ? undefined : receiverParameter(func)?.type?.text
    if (type === undefined || hasTls(listener.place)) continue
    for (const { port } of portsOf([listener]).ports) {
      if (types.has(port) && types.get(port) !== type) shared.add(port)
      types.set(port, type)
    }
  }
  return shared
}

/** Whether a server speaks TLS alone, so that nothing can ask it without. */
function hasTls({ node, file }: Place): boolean {
  if (node.type === 'call_expression') return /TLS$/.test(calleeOf(node)?.text ?? '')
  let at: Node | null = node
  while (at !== null && !/^(short_var_declaration|assignment_statement)$/.test(at.type)) {
    at = parentOf(at)
  }
  const name = /\w+$/.exec(at?.childForFieldName('left')?.text ?? '')?.[0]
  if (name === undefined) return false
  const scope = at?.type === 'short_var_declaration' ? functionsAround(node).at(-1) : undefined
  const uses = [...(scope ?? file).text.matchAll(new RegExp(`\\b${name}\\.(\\w+)\\(`, 'g'))]
  const methods = uses.map(([, method = '']) => method)
  return (
    methods.some((method) => /TLS$/.test(method)) &&
    !methods.some((method) => /^(?:ListenAndServe|Serve)$/.test(method))
  )
}

/** Returns the one port of some servers. */
function portOfAll(servers: readonly Server[]): number | undefined {
  const ports = new Set(servers.map(({ port }) => port))
  return ports.size === 1 ? servers[0]?.port : undefined
}

/** Returns the keys of the router that a call adds a route to. */
function routerKeys(call: Place, program: Program): readonly string[] {
  const path = calledFrom(call, program)?.path
  if (path !== undefined) return path === 'net/http' ? [standardMux] : []
  const receiver = receiverOf(call.node)
  return receiver === undefined
    ? []
    : keysOf({ node: receiver, file: call.file }, program, new Set())
}

function keysOf({ node, file }: Place, program: Program, seen: Set<string>): readonly string[] {
  const router = bare(node)
  const id = `${file.path} ${router?.id}`
  if (router === undefined || seen.has(id) || seen.size > most) return []
  seen.add(id)
  const place = { node: router, file }
  const further = (all: readonly Place[]) => all.flatMap((one) => keysOf(one, program, seen))
  if (router.type === 'call_expression') {
    // A group is part of what it is made from.
    const receiver = calledFrom(place, program) === undefined ? receiverOf(router) : undefined
    return receiver === undefined ? [] : further([{ node: receiver, file }])
  }
  if (router.type === 'selector_expression') {
    const operand = router.childForFieldName('operand')
    const name = router.childForFieldName('field')?.text ?? ''
    const type = operand === null ? undefined : typeOf({ node: operand, file }, program)
    if (type === undefined) return []
    const set = assignedToField(name, type, program)
    return [fieldKey(type, name), typeKey(type), ...further(assignedValues(set))]
  }
  if (router.type !== 'identifier') return []
  const { key, parameterOf } = variableKey(place)
  const type = typeOf(place, program)
  const own = [
    key,
    ...(type !== undefined && program.packages.has(type.package) ? [typeKey(type)] : []),
  ]
  if (parameterOf === undefined)
    return [...own, ...further(assignedValues(assignmentsOf(place, program)))]
  const { func, index } = parameterOf
  const around = func.node.parent?.parent
  // chi: r.Route("/api", func(r chi.Router) { … })
  if (func.node.type === 'func_literal' && around?.type === 'call_expression') {
    return [...own, ...further([{ node: around, file }])]
  }
  return [...own, ...further(givenFor(func, index, program))]
}
