import type { Node } from 'web-tree-sitter'
import type { HealthEndpoint } from '../facts.ts'
import { calledFrom, callsNamed, callsOf } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { doesImport, identifiersOf, type Program, packageAt } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { above, argumentsOf, calleeOf, parentOf, stringOf } from '../go/syntax.ts'
import { functionsCalled } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf, type Value } from '../values/value.ts'
import { isHealthPath, literal, mayHave } from './health-paths.ts'
import { groupRoots, groups, joinPaths, prefixesOf } from './route-groups.ts'

const registers =
  /^(Get|GET|Head|HEAD|Any|ANY|All|Match|Mount|Method|MethodFunc|Add|Group|Use|Heartbeat|NewHandler)$|Handle|Path|Route|Register/

/** A path, and the call that registers it. */
interface Route {
  readonly path: string
  readonly call: Place
}

/**
 * Returns the endpoints of a program that say whether it is well.
 * @param portOf tells the port on which the route of a call is served, if that is sure
 */
export function healthOf(
  evaluator: Evaluator,
  portOf: (call: Place) => number | undefined,
): readonly HealthEndpoint[] {
  const { program } = evaluator
  const found = new Map<string, HealthEndpoint>()
  for (const place of candidates(evaluator)) {
    for (const { path, call } of pathsOf(place, evaluator)) {
      const plain = path.length > 1 ? path.replace(/\/$/, '') : path
      if (!isHealthPath(plain)) continue
      if (found.get(plain)?.port !== undefined) continue
      const port = portOf(call)
      const one = found.get(plain) ?? { kind: 'http', path: plain, source: sourceOf(place) }
      found.set(plain, port === undefined ? one : { ...one, port, source: sourceOf(place) })
    }
  }
  return [...found.values(), ...ofMiddleware(), ...ofGrpc()]

  /** `r.Use(rest.Ping)` of go-pkgz/rest. */
  function ofMiddleware(): readonly HealthEndpoint[] {
    return identifiersOf('Ping', program.files).flatMap(({ node, file }) => {
      const operand = node.parent?.childForFieldName('operand')
      const call = above(node, 'call_expression')
      const isIt = /^github\.com\/go-pkgz\/rest\b/.test(packageAt(operand, file, program) ?? '')
      if (!isIt || call === undefined || !isLive({ node, file }, program)) return []
      const port = portOf({ node: call, file })
      const one = { kind: 'http', path: '/ping', source: sourceOf({ node, file }) } as const
      return found.has(one.path) ? [] : [port === undefined ? one : { ...one, port }]
    })
  }

  function ofGrpc(): readonly HealthEndpoint[] {
    const usesGrpc = doesImport(program, (path) => path.startsWith('google.golang.org/grpc/health'))
    const [call] = [
      ...(usesGrpc ? callsNamed('RegisterHealthServer', program) : []),
      ...callsOf('connectrpc.com/grpchealth', ['NewHandler'], program),
    ]
    return call === undefined ? [] : [{ kind: 'grpc', path: '', source: sourceOf(call) }]
  }
}

/** Returns the literals that are arguments of calls and may be part of such a path. */
function candidates({ program }: Evaluator): readonly Place[] {
  return program.files.flatMap((file) =>
    (mayHave(file) ? [...file.text.matchAll(literal)] : []).flatMap(({ index }) => {
      let node: Node | null = file.root()?.descendantForIndex(index + 1) ?? null
      while (node !== null && !/string_literal$/.test(node.type)) node = parentOf(node)
      return node === null || !isLive({ node, file }, program) ? [] : [{ node, file }]
    }),
  )
}

/** Returns the paths that a literal is registered as, with the prefixes of its groups. */
function pathsOf({ node, file }: Place, evaluator: Evaluator): readonly Route[] {
  const constant = constantOf(node)
  if (constant !== undefined) {
    // A constant is registered where its name stands.
    const uses = identifiersOf(constant, evaluator.program.files)
    return uses.flatMap(({ node: one, file: other }) => {
      const expression = one.parent?.type === 'selector_expression' ? one.parent : one
      return expression.parent?.type === 'argument_list' ||
        expression.parent?.type === 'binary_expression'
        ? registered({ node: expression, file: other }, evaluator)
        : []
    })
  }
  return registered({ node, file }, evaluator)
}

function registered({ node, file }: Place, evaluator: Evaluator): readonly Route[] {
  if (isCompared(node)) {
    const path = stringOf(node) ?? ''
    return path.startsWith('/') ? [{ path, call: { node, file } }] : []
  }
  let argument = node
  for (;;) {
    const outer = argument.parent?.parent
    if (argument.parent?.type === 'binary_expression') argument = argument.parent
    else if (isJoin(outer) || isHelperIn({ node: argument, file }, evaluator.program))
      argument = outer ?? argument
    else break
  }
  const call = argument.parent?.type === 'argument_list' ? argument.parent.parent : undefined
  const name = call?.type === 'call_expression' ? calleeOf(call)?.text : undefined
  if (call === null || call === undefined || name === undefined) return []
  if (!registers.test(name)) return []
  // A client's call of net/http.
  const isClient = calledFrom({ node: call, file }, evaluator.program)?.path === 'net/http'
  if (isClient && !name.startsWith('Handle')) return []
  // Only a method of a group may leave out the slash.
  const isRelative = /string_literal$/.test(node.type) && !/^.[A-Z]* ?[^"`]*\//.test(node.text)
  if (isRelative && !/^(GET|Any|HEAD)$/.test(name)) return []
  const methods = argumentsOf(call)
    .map(stringOf)
    .filter((text) => /^[A-Z]+$/.test(text ?? ''))
  if (methods.some((method) => !/^(GET|HEAD|ANY)$/.test(method ?? ''))) return []
  const texts = evaluator.valuesOf({ node: argument, file }).map(knownEnd)
  // A helper that adds a prefix stands in the call that registers.
  const outer = call.parent?.type === 'argument_list' ? call.parent.parent : null
  const isHelper = outer !== null && registers.test(calleeOf(outer)?.text ?? '')
  const place = { node: isHelper ? outer : call, file }
  // With a method, it is no group: `Route("GET", "/health", handler)`.
  if (groups.test(name) && methods.length === 0) {
    return groupRoots({ node: call, file }, texts, evaluator).map((path) => ({ path, call: place }))
  }
  const prefixes = prefixesOf({ node: call, file }, evaluator)
  return texts.flatMap((text) => {
    if (/^(?!GET |HEAD )[A-Z]+ /.test(text)) return []
    const path = text
      .replace(/^[A-Z]+ /, '')
      .replace(/^[^/]*(?=\/)/, '')
      .replaceAll(/\/{2,}/g, '/')
    return prefixes.map((prefix) => ({ path: joinPaths(prefix, path), call: place }))
  })
}

/** Returns the end of a path that is known: a prefix that is set is mostly empty. */
function knownEnd(value: Value): string {
  const texts = (value.kind === 'joined' ? value.parts : [value]).map(textOf)
  return texts.slice(texts.lastIndexOf(undefined) + 1).join('')
}

function isJoin(node: Node | null | undefined): boolean {
  return (
    node?.type === 'call_expression' &&
    /^(path\.Join|fmt\.Sprintf)$/.test(node.childForFieldName('function')?.text ?? '')
  )
}

/** Whether a path is compared with that of a request: `case "/health":`, `r.URL.Path == "/health"`. */
function isCompared({ parent }: Node): boolean {
  const isList = parent?.type === 'expression_list' && parent.parent?.type === 'expression_case'
  const value = isList
    ? parent.parent?.parent?.childForFieldName('value')
    : parent?.childForFieldName('operator')?.text === '=='
      ? parent.childForFieldName('left')
      : undefined
  return /\bURL\.Path$/.test(value?.text ?? '')
}

/** Whether a path is an argument of a function of the program, in a call that registers: `Handle(join(o, "/health"), h)`. */
function isHelperIn({ node, file }: Place, program: Program): boolean {
  const call = node.parent?.parent
  const outer = call?.parent?.parent
  return (
    node.parent?.type === 'argument_list' &&
    call?.type === 'call_expression' &&
    call.parent?.type === 'argument_list' &&
    !registers.test(calleeOf(call)?.text ?? '') &&
    outer?.type === 'call_expression' &&
    registers.test(calleeOf(outer)?.text ?? '') &&
    functionsCalled({ node: call, file }, program).length > 0
  )
}

/** Returns the name of the constant or variable that a literal is the value of. */
function constantOf(node: Node): string | undefined {
  const spec = node.parent?.type === 'expression_list' ? node.parent.parent : node.parent
  return spec?.type === 'const_spec' || spec?.type === 'var_spec'
    ? spec.childForFieldName('name')?.text
    : undefined
}
