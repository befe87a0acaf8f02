import type { Node, Tree } from 'web-tree-sitter'
import { parseJson } from '../../json.ts'
import { remember } from './remember.ts'

/** Returns the arguments of a call; a type argument counts as one. */
export function argumentsOf(call: Node): readonly Node[] {
  const operand = call.childForFieldName('operand')
  return operand === null ? named(call.childForFieldName('arguments')) : [operand]
}

/**
 * Returns what a call calls, without its type arguments: `f` of `f[int](…)`. With one argument,
 * tree-sitter takes that for a conversion.
 */
function functionOf(call: Node): Node | undefined {
  const type = call.childForFieldName('type')
  if (type !== null) {
    return type.type === 'generic_type' ? (type.childForFieldName('type') ?? undefined) : undefined
  }
  const callee = bare(call.childForFieldName('function'))
  return callee?.type === 'index_expression' ? bare(callee.childForFieldName('operand')) : callee
}

/** Returns the children of a node that are neither tokens nor comments. */
export function named(node: Node | null | undefined): readonly Node[] {
  if (node === null || node === undefined) return []
  return node.namedChildren.filter((child) => child.type !== 'comment')
}

/** Returns the name of what a call calls: its last identifier. */
export function calleeOf(call: Node): Node | undefined {
  const callee = functionOf(call)
  if (callee?.type === 'selector_expression') return callee.childForFieldName('field') ?? undefined
  if (callee?.type === 'qualified_type') return callee.childForFieldName('name') ?? undefined
  return /^(?:type_)?identifier$/.test(callee?.type ?? '') ? callee : undefined
}

/** Returns what stands before the last name of a call: a package, or a receiver. */
export function receiverOf(call: Node): Node | undefined {
  const callee = functionOf(call)
  if (callee?.type === 'qualified_type') return callee.childForFieldName('package') ?? undefined
  return callee?.type === 'selector_expression'
    ? (callee.childForFieldName('operand') ?? undefined)
    : undefined
}

/** Returns the call that calls an identifier: `f` of `f(…)` and `x.f(…)`. */
export function callOf(identifier: Node): Node | undefined {
  const { parent } = identifier
  if (parent === null) return undefined
  const last = parent.type === 'selector_expression' ? 'field' : 'name'
  const isLast =
    /^(?:selector_expression|qualified_type)$/.test(parent.type) &&
    parent.childForFieldName(last)?.id === identifier.id
  const callee = isLast ? parent : identifier
  const above = callee.parent
  const isWrapped = /^(?:parenthesized_expression|index_expression|generic_type)$/
  const call = isWrapped.test(above?.type ?? '') ? above?.parent : above
  if (!/^(?:call|type_conversion)_expression$/.test(call?.type ?? '')) return undefined
  return call && functionOf(call)?.id === callee.id ? call : undefined
}

/** Returns an expression without its parentheses, `&` and `*`, and the type of a generic call. */
export function bare(node: Node | null | undefined): Node | undefined {
  let at = node ?? undefined
  for (;;) {
    if (at?.type === 'parenthesized_expression') at = named(at)[0]
    else if (at?.type === 'unary_expression' && /^[&*]/.test(at.text)) {
      at = at.childForFieldName('operand') ?? undefined
    } else if (at?.type === 'type_instantiation_expression') {
      at = at.childForFieldName('type') ?? named(at)[0]
    } else return at
  }
}

const functions = new Set(['function_declaration', 'method_declaration', 'func_literal'])

const parents = new WeakMap<Tree, Map<number, Node | null>>()

/**
 * Returns the parent of a node. tree-sitter looks for it from the root, so that every node on that way
 * is remembered.
 */
export function parentOf(node: Node): Node | null {
  const known = parents.get(node.tree) ?? new Map<number, Node | null>()
  parents.set(node.tree, known)
  let at: Node | null = known.has(node.id) ? null : node.tree.rootNode
  if (at !== null) known.set(at.id, null)
  while (at !== null && at.id !== node.id) {
    const child: Node | null = at.childWithDescendant(node)
    if (child !== null) known.set(child.id, at)
    at = child
  }
  return known.get(node.id) ?? null
}

const around = new WeakMap<Tree, Map<number, readonly Node[]>>()

/** Returns the functions around a node, innermost first. */
export function functionsAround(node: Node): readonly Node[] {
  const known = around.get(node.tree) ?? new Map<number, readonly Node[]>()
  around.set(node.tree, known)
  const path: Node[] = []
  let at: Node | null = node
  while (at !== null && !known.has(at.id)) {
    path.push(at)
    at = parentOf(at)
  }
  for (const one of path.reverse()) {
    const outer: readonly Node[] = at === null ? [] : (known.get(at.id) ?? [])
    known.set(one.id, at !== null && functions.has(at.type) ? [at, ...outer] : outer)
    at = one
  }
  return known.get(node.id) ?? []
}

/** Returns the nearest node of a type above a node. */
export function above(node: Node, type: string): Node | undefined {
  for (let at = parentOf(node); at !== null; at = parentOf(at)) if (at.type === type) return at
  return undefined
}

/** Returns the statements of a block. */
export function statementsOf(block: Node | null): readonly Node[] {
  const all = named(block)
  return all[0]?.type === 'statement_list' ? named(all[0]) : all
}

/** Returns the expression that an element of a literal, or the value behind its key, stands for. */
export function expressionIn(element: Node | undefined): Node | undefined {
  return element?.type === 'literal_element' ? named(element)[0] : element
}

/** A parameter of a function. */
export interface Parameter {
  readonly name: string
  readonly type: Node | undefined
  readonly isVariadic: boolean
}

const parameters = remember<readonly Parameter[]>()

/** Returns the parameters of a function. */
export function parametersOf(func: Node): readonly Parameter[] {
  return parameters(func.tree, `${func.id}`, () => declaredIn(func.childForFieldName('parameters')))
}

/** Returns the position of the parameter of a function with a name; -1 if it has none. */
export function parameterIndex(name: string, func: Node): number {
  return parametersOf(func).findIndex((one) => one.name === name)
}

/** Returns the results of a function that have names. */
export function resultsOf(func: Node): readonly Parameter[] {
  const result = func.childForFieldName('result')
  return result?.type === 'parameter_list' ? declaredIn(result) : []
}

/** Returns the receiver of a method. */
export function receiverParameter(func: Node): Parameter | undefined {
  return declaredIn(func.childForFieldName('receiver'))[0]
}

function declaredIn(list: Node | null): readonly Parameter[] {
  return named(list).flatMap((declaration) => {
    const type = declaration.childForFieldName('type') ?? undefined
    const isVariadic = declaration.type === 'variadic_parameter_declaration'
    const names = declaration.childrenForFieldName('name').map(({ text }) => text)
    return (names.length === 0 ? [''] : names).map((name) => ({ name, type, isVariadic }))
  })
}

/** Returns the text of a string literal; undefined for any other node. */
export function stringOf(node: Node | null | undefined): string | undefined {
  if (node === null || node === undefined) return undefined
  if (node.type === 'raw_string_literal') return node.text.slice(1, -1)
  if (node.type !== 'interpreted_string_literal') return undefined
  const simple = node.text
    .replaceAll(/\\x([0-9a-fA-F]{2})/g, '\\u00$1')
    .replaceAll(/\\[av0-7]+/g, '')
  const text = parseJson(simple)
  return typeof text === 'string' ? text : node.text.slice(1, -1)
}
