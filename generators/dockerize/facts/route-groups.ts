import { assignmentsOf } from '../go/assignments.ts'
import { callersOf } from '../go/calls.ts'
import type { Place } from '../go/source-file.ts'
import {
  argumentsOf,
  bare,
  calleeOf,
  functionsAround,
  parameterIndex,
  receiverOf,
} from '../go/syntax.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'

/** Calls that make a group of routes below a path. */
export const groups =
  /^(Group|Route|PathPrefix|Subrouter|Party|Namespace|NewNamespace|Mount|Prefix)$/

/** How many callers and assignments of a router are followed. */
const widest = 6
/** How deep groups are followed. */
const deepest = 5

/** A group whose own path is a health path, with a route for its root: `Group("/ping").GET("/")`. */
export function groupRoots(
  group: Place,
  texts: readonly string[],
  evaluator: Evaluator,
): readonly string[] {
  const list = group.node.parent
  const left = list?.type === 'expression_list' ? list.parent?.childForFieldName('left') : undefined
  const name = left?.text
  if (name === undefined || !/^\w+$/.test(name)) return []
  const scope = functionsAround(group.node)[0]
  const hasRoot = group.file.identifiers(name).some((one) => {
    const call = one.parent?.parent
    if (scope === undefined || one.startIndex < scope.startIndex || one.endIndex > scope.endIndex)
      return false
    if (
      call?.type !== 'call_expression' ||
      !/^(GET|Get|Any|HEAD|All)$/.test(calleeOf(call)?.text ?? '')
    )
      return false
    return /^(""|"\/")$/.test(argumentsOf(call)[0]?.text ?? '')
  })
  const prefixes = prefixesOf(group, evaluator)
  return hasRoot ? texts.flatMap((text) => prefixes.map((prefix) => joinPaths(prefix, text))) : []
}

/** Returns the paths of the groups that a route is registered in; one empty path if in none. */
export function prefixesOf(
  { node, file }: Place,
  evaluator: Evaluator,
  depth = 0,
): readonly string[] {
  const receiver = bare(receiverOf(node))
  if (receiver === undefined || depth > deepest) return ['']
  return prefixesOfRouter({ node: receiver, file }, evaluator, depth)
}

function prefixesOfRouter(router: Place, evaluator: Evaluator, depth: number): readonly string[] {
  const { node, file } = router
  if (depth > deepest) return ['']
  if (node.type === 'call_expression') {
    const outer = prefixesOf(router, evaluator, depth + 1)
    if (!groups.test(calleeOf(node)?.text ?? '')) return outer
    const [first] = argumentsOf(node)
    const texts =
      first === undefined
        ? []
        : evaluator.valuesOf({ node: first, file }).flatMap((value) => textOf(value) ?? [])
    return texts.length === 0
      ? outer
      : outer.flatMap((before) => texts.map((text) => joinPaths(before, text)))
  }
  if (node.type !== 'identifier') return ['']
  for (const func of functionsAround(node)) {
    const index = parameterIndex(node.text, func)
    if (index === -1) continue
    const list = func.parent
    const call = list?.parent
    // chi: r.Route("/api", func(r chi.Router) { … })
    if (func.type === 'func_literal' && call?.type === 'call_expression') {
      if (groups.test(calleeOf(call)?.text ?? '')) {
        return prefixesOfRouter({ node: call, file }, evaluator, depth + 1)
      }
      return ['']
    }
    const passed = callersOf({ node: func, file }, evaluator.program)
      .slice(0, widest)
      .flatMap((caller) => {
        const argument = bare(argumentsOf(caller.node)[index])
        return argument === undefined
          ? []
          : prefixesOfRouter({ node: argument, file: caller.file }, evaluator, depth + 1)
      })
    return passed.length === 0 ? [''] : [...new Set(passed)]
  }
  const assigned = assignmentsOf(router, evaluator.program)
    .slice(0, widest)
    .flatMap(({ value, file: other }) => {
      const group = bare(value)
      return group?.type === 'call_expression'
        ? prefixesOfRouter({ node: group, file: other }, evaluator, depth + 1)
        : []
    })
  return assigned.length === 0 ? [''] : [...new Set(assigned)]
}

/** Returns a path below another one. */
export function joinPaths(before: string, path: string): string {
  const [start, end] = [before.replace(/\/+$/, ''), path.replace(/^\/+/, '')]
  return end === '' ? start || '/' : `${start}/${end}`
}
