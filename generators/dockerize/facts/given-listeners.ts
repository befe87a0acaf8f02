import { assignedToField } from '../config/struct-fields.ts'
import { assignedValues, assignmentsOf } from '../go/assignments.ts'
import { calledFrom, callsNamed, givenFor } from '../go/calls.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import {
  argumentsOf,
  bare,
  functionsAround,
  named,
  parameterIndex,
  receiverOf,
  stringOf,
} from '../go/syntax.ts'
import { functionsCalled, typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { elementsIn, returnedBy } from '../values/expressions.ts'
import { textOf, type Value } from '../values/value.ts'
import type { Listener } from './listener.ts'
import { isListenConfig } from './packets.ts'
import { functions } from './servers.ts'

/** How many expressions are looked through from a server to what it listens with. */
const most = 60

/** What HTTP servers listen with, beyond the functions that are known to listen. */
interface GivenListeners {
  /** Those of functions that take an address as net.Listen does. */
  readonly listeners: readonly Listener[]
  /** Servers of which it is not known what they listen with. */
  readonly unclear: readonly Place[]
}

/** Returns what the HTTP servers of a program are given to listen with: `http.Serve(l, handler)`. */
export function givenListeners(evaluator: Evaluator): GivenListeners {
  const { program } = evaluator
  const listeners: Listener[] = []
  const unclear: Place[] = []
  for (const place of ['Serve', 'ServeTLS'].flatMap((name) => callsNamed(name, program))) {
    const [given] = argumentsOf(place.node)
    if (given === undefined || !isHttp(place, program)) continue
    const origins = originsOf({ node: given, file: place.file }, program)
    if (origins.some((origin) => doesListen(origin, program))) continue
    const found = origins.flatMap((origin) => likeListen(origin, evaluator))
    if (found.length > 0) listeners.push(...found)
    else unclear.push(place)
  }
  return { listeners, unclear }
}

/** Whether a listener is for the program alone: a free port on the loopback interface. */
export function isForItself({ addresses }: Listener): boolean {
  const isFree = (value: Value) =>
    value.kind === 'text' && /^(?:localhost|127\.0\.0\.1|\[::1\]):0$/.test(textOf(value) ?? '')
  return addresses.length > 0 && addresses.every(isFree)
}

/** Whether a call is one of net/http's Serve, or of a method of its server. */
function isHttp(place: Place, program: Program): boolean {
  const { node, file } = place
  const path = calledFrom(place, program)?.path
  if (path !== undefined) return path === 'net/http'
  const receiver = receiverOf(node)
  const type = receiver === undefined ? undefined : typeOf({ node: receiver, file }, program)
  return type?.package === 'net/http' && type.name === 'Server'
}

/** Returns the calls that a listener is made by, however it comes to its server. */
function originsOf(listener: Place, program: Program): readonly Place[] {
  const seen = new Map<string, Place>()
  const queue = [listener]
  for (const { node, file } of queue) {
    const expression = bare(node)
    const key = `${file.path} ${expression?.id}`
    if (expression === undefined || seen.has(key) || seen.size > most) continue
    const place = { node: expression, file }
    seen.set(key, place)
    queue.push(...sourcesOf(place, program))
  }
  return [...seen.values()].filter(({ node }) => node.type === 'call_expression')
}

/** Returns the expressions that the value of one may come from. */
function sourcesOf(place: Place, program: Program): readonly Place[] {
  const { node, file } = place
  const within = (all: readonly Place['node'][]) => all.map((one) => ({ node: one, file }))
  switch (node.type) {
    case 'identifier':
      return [...assignedValues(assignmentsOf(place, program)), ...passedTo(place, program)]
    case 'selector_expression': {
      const operand = node.childForFieldName('operand')
      const type = operand === null ? undefined : typeOf({ node: operand, file }, program)
      const name = node.childForFieldName('field')?.text ?? ''
      return type === undefined ? [] : assignedValues(assignedToField(name, type, program))
    }
    case 'composite_literal':
      return within(elementsIn(node))
    case 'call_expression': {
      const receiver = receiverOf(node)
      const returned = functionsCalled(place, program).flatMap((func) =>
        returnedBy(func.node, 0).map((one) => ({ node: one, file: func.file })),
      )
      return [...within([...argumentsOf(node), ...(receiver ? [receiver] : [])]), ...returned]
    }
    default:
      return within(node.type === 'index_expression' ? named(node).slice(0, 1) : [])
  }
}

/** Returns what is passed for the parameter that an identifier names. */
function passedTo({ node, file }: Place, program: Program): readonly Place[] {
  for (const func of functionsAround(node)) {
    const index = parameterIndex(node.text, func)
    if (index === -1) continue
    return givenFor({ node: func, file }, index, program)
  }
  return []
}

/** Whether a call is one of those that count as a listener where they stand. */
function doesListen(call: Place, program: Program): boolean {
  const called = calledFrom(call, program)
  const path = called?.path ?? ''
  const table = Object.hasOwn(functions, path) ? (functions[path] ?? {}) : {}
  if (called !== undefined && Object.hasOwn(table, called.name)) return true
  // A socket in a file, which has no port.
  if (path === 'net' && called?.name === 'ListenUnix') return true
  return called === undefined && isListenConfig(call, program)
}

/** A function that takes an address as net.Listen does: `reuseport.Listen("tcp", ":80")`. */
function likeListen(place: Place, { program, valuesOf }: Evaluator): readonly Listener[] {
  const { node, file } = place
  const [network, address] = argumentsOf(node)
  const isIt = /^tcp[46]?$/.test(stringOf(network) ?? '') && address !== undefined
  if (!isIt || calledFrom(place, program) === undefined) return []
  return [{ place, protocol: 'http', addresses: valuesOf({ node: address, file }) }]
}
