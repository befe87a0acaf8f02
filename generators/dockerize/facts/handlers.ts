import { assignedToField } from '../config/struct-fields.ts'
import { assignedValues, assignmentsOf } from '../go/assignments.ts'
import { calledFrom, callersOf } from '../go/calls.ts'
import { type Program, packageAt } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import {
  above,
  argumentsOf,
  bare,
  calleeOf,
  expressionIn,
  functionsAround,
  named,
  receiverOf,
  stringOf,
} from '../go/syntax.ts'
import { functionsCalled, typeOf } from '../go/types.ts'
import { fieldKey, functionKey, standardMux, typeKey, variableKey } from './router-keys.ts'

/** How many expressions are looked through from a listener. */
const most = 300

/**
 * Returns what serves the requests of a listener, as keys of the variables, fields, types and
 * functions that its handler is made of.
 */
export function handlersOf(listener: Place, program: Program): ReadonlySet<string> {
  const keys = new Set<string>()
  const seen = new Set<string>()
  const queue = [...startsOf(listener, program)]
  for (const { node, file } of queue) {
    const expression = bare(node)
    const key = `${file.path} ${expression?.id}`
    if (expression === undefined || seen.has(key) || seen.size > most) continue
    seen.add(key)
    queue.push(...partsOf({ node: expression, file }))
  }
  return keys

  /** Adds the keys of an expression, and returns those that it is made of. */
  function partsOf(place: Place): readonly Place[] {
    const { node, file } = place
    const within = (nodes: readonly Place['node'][]) => nodes.map((one) => ({ node: one, file }))
    switch (node.type) {
      case 'identifier':
        return ofIdentifier(place)
      case 'selector_expression':
        return ofSelector(place)
      case 'call_expression':
        return ofCall(place)
      case 'composite_literal':
        return ofLiteral(place)
      case 'func_literal': {
        const inner = node.descendantsOfType('call_expression').flatMap((one) => one ?? [])
        const served = inner.filter((one) => calleeOf(one)?.text === 'ServeHTTP')
        return within(served.flatMap((one) => receiverOf(one) ?? []))
      }
      default:
        return []
    }
  }

  function ofIdentifier(place: Place): readonly Place[] {
    const { key, parameterOf } = variableKey(place)
    keys.add(key)
    const type = typeOf(place, program)
    if (type !== undefined && program.packages.has(type.package)) keys.add(typeKey(type))
    if (parameterOf !== undefined) {
      const { func, index } = parameterOf
      return callersOf(func, program).flatMap(({ node, file }) => {
        const argument = argumentsOf(node)[index]
        return argument === undefined ? [] : [{ node: argument, file }]
      })
    }
    return [...assignedValues(assignmentsOf(place, program)), ...mountedOn(place)]
  }

  function ofSelector(place: Place): readonly Place[] {
    const { node, file } = place
    const operand = node.childForFieldName('operand')
    const name = node.childForFieldName('field')?.text ?? ''
    const path = packageAt(operand, file, program)
    if (path === 'net/http' && name === 'DefaultServeMux') keys.add(standardMux)
    if (path !== undefined || operand === null) return []
    if (name === 'ServeHTTP') return [{ node: operand, file }]
    const type = typeOf({ node: operand, file }, program)
    if (type === undefined) return []
    keys.add(fieldKey(type, name))
    return assignedValues(assignedToField(name, type, program))
  }

  function ofCall(place: Place): readonly Place[] {
    const { node, file } = place
    const given = argumentsOf(node).map((one) => ({ node: one, file }))
    const own = functionsCalled(place, program)
    for (const func of own) keys.add(functionKey(func))
    const returned = own.flatMap((func) =>
      func.node
        .descendantsOfType('return_statement')
        .flatMap((one) => one ?? [])
        .filter((one) => functionsAround(one)[0]?.id === func.node.id)
        .flatMap((one) => named(named(one)[0]).map((value) => ({ node: value, file: func.file }))),
    )
    if (own.length > 0) return [...given, ...returned]
    const receiver = calledFrom(place, program) === undefined ? receiverOf(node) : undefined
    const callee = bare(node.childForFieldName('function'))
    // `cors(options)(router)`
    const outer = receiver ?? (callee?.type === 'call_expression' ? callee : undefined)
    return outer === undefined ? given : [...given, { node: outer, file }]
  }

  function ofLiteral(place: Place): readonly Place[] {
    const { node, file } = place
    const type = typeOf(place, program)
    if (type !== undefined && program.packages.has(type.package)) keys.add(typeKey(type))
    const elements = named(node.childForFieldName('body')).map((element) => named(element))
    const isServer = type?.name === 'Server' && !program.packages.has(type.package)
    const handlers = elements.filter(([key]) => !isServer || key?.text === 'Handler')
    if (isServer && handlers.length === 0) return handlersSetLater()
    return handlers.flatMap((element) => {
      const last = element.at(-1)
      const value = expressionIn(last)
      if (isServer && value?.text === 'nil') keys.add(standardMux)
      return value === undefined ? [] : [{ node: value, file }]
    })
  }

  /** `server.Handler = mux`; without it, a server of net/http has the standard mux. */
  function handlersSetLater(): readonly Place[] {
    const server = { package: 'net/http', name: 'Server' }
    const set = assignedValues(assignedToField('Handler', server, program))
    if (set.length === 0) keys.add(standardMux)
    return set
  }

  /** Returns where a place that listens starts. */
  function startsOf({ node, file }: Place, { packages }: Program): readonly Place[] {
    if (node.type !== 'call_expression') {
      const literal = above(node, 'composite_literal')
      const isKey = node.parent?.type === 'literal_element'
      const operand = node.parent?.childForFieldName('operand')
      if (isKey) return literal === undefined ? [] : [{ node: literal, file }]
      return operand === null || operand === undefined
        ? []
        : [{ node: operand, file }, ...handlersSetLater()]
    }
    const path = calledFrom({ node, file }, program)?.path
    const given = argumentsOf(node)
    const isListener = path === 'net' || path === 'crypto/tls' || isTcp(stringOf(given[0]))
    if (isListener) return servedOn({ node, file })
    if (path === 'net/http' && given.at(-1)?.text === 'nil') keys.add(standardMux)
    const receiver = path === undefined || packages.has(path) ? receiverOf(node) : undefined
    return [...given, ...(receiver === undefined ? [] : [receiver])].map((one) => ({
      node: one,
      file,
    }))
  }
}

/** Whether an argument names the network, so that its call is like net.Listen. */
function isTcp(argument: string | undefined): boolean {
  return argument !== undefined && /^tcp[46]?$/.test(argument)
}

/** Returns what serves a listener of the function around it: `http.Serve(l, h)`, `server.Serve(l)`. */
function servedOn({ node, file }: Place): readonly Place[] {
  const statement = node.parent?.parent
  const name = named(statement?.childForFieldName('left'))[0]?.text
  const func = functionsAround(node)[0]
  if (name === undefined || func === undefined) return []
  return file.identifiers(name).flatMap((one) => {
    const call = one.parent?.parent
    const isInside = one.startIndex >= func.startIndex && one.startIndex < func.endIndex
    if (!isInside || one.parent?.type !== 'argument_list' || call?.type !== 'call_expression')
      return []
    if (!/^(Serve|ServeTLS|RunListener)$/.test(calleeOf(call)?.text ?? '')) return []
    const others = argumentsOf(call).filter(({ id }) => id !== one.id)
    const receiver = receiverOf(call)
    return [...others, ...(receiver === undefined ? [] : [receiver])].map((found) => ({
      node: found,
      file,
    }))
  })
}

/** Returns what is mounted on a router of a function: `r.Mount("/api", other)`. */
function mountedOn({ node, file }: Place): readonly Place[] {
  const func = functionsAround(node).at(-1)
  if (func === undefined) return []
  return file.identifiers(node.text).flatMap((one) => {
    const call = one.parent?.type === 'selector_expression' ? one.parent.parent : undefined
    const isInside = one.startIndex >= func.startIndex && one.startIndex < func.endIndex
    if (!isInside || call?.type !== 'call_expression') return []
    if (receiverOf(call)?.id !== one.id) return []
    return argumentsOf(call).map((argument) => ({ node: argument, file }))
  })
}
