import { calledFrom, callersOf, callsNamed } from './calls.ts'
import { identifiersOf, importersOf, type Program } from './program.ts'
import type { Place } from './source-file.ts'
import { argumentsOf, callOf, named, parametersOf } from './syntax.ts'
import { functionsCalled } from './types.ts'

const deepest = 6

/** The parameters that a value has been followed to. */
type Seen = Set<string>

/**
 * Returns the calls of a function of another package, such as os.Getenv: direct ones, and those of
 * the parameters and variables that it is passed to (`func load(getenv func(string) string)`).
 */
export function callsThroughValues(path: string, name: string, program: Program): readonly Place[] {
  const files = importersOf(path, program)
  return identifiersOf(name, files).flatMap(({ node, file }) => {
    if (file.isOver()) return []
    const call = callOf(node)
    if (call !== undefined) {
      const place = { node: call, file }
      return calledFrom(place, program)?.path === path ? [place] : []
    }
    const selector = node.parent
    const isValue =
      selector?.type === 'selector_expression' &&
      selector.childForFieldName('field')?.id === node.id
    return isValue && selector !== null
      ? callsOfValue({ node: selector, file }, program, 0, new Set())
      : []
  })
}

/** Returns the calls of a function that an expression stands for, where that value goes to. */
function callsOfValue(value: Place, program: Program, depth: number, seen: Seen): readonly Place[] {
  const { parent } = value.node
  if (depth > deepest || parent === null) return []
  if (parent.type === 'argument_list') return asArgument(value, program, depth, seen)
  if (parent.type === 'expression_list') return asAssigned(value, program)
  if (parent.type === 'literal_element') return asField(value, program)
  return []
}

function asArgument(value: Place, program: Program, depth: number, seen: Seen): readonly Place[] {
  const list = value.node.parent
  const call = list?.parent
  if (call?.type !== 'call_expression') return []
  const index = named(list).findIndex(({ id }) => id === value.node.id)
  return functionsCalled({ node: call, file: value.file }, program).flatMap((func) => {
    const name = parametersOf(func.node)[index]?.name
    return name === undefined || name === '' ? [] : usesIn(func, name, program, depth, seen)
  })
}

/** Returns the calls of a name in a function, and those of what it is passed on to. */
function usesIn(
  func: Place,
  name: string,
  program: Program,
  depth: number,
  seen: Seen,
): readonly Place[] {
  const { node, file } = func
  const body = node.childForFieldName('body')
  const key = `${file.path} ${node.id} ${name}`
  if (body === null || seen.has(key)) return []
  seen.add(key)
  return file.identifiers(name).flatMap((one) => {
    if (one.startIndex < body.startIndex || one.startIndex >= body.endIndex) return []
    if (one.type === 'field_identifier') return []
    const call = callOf(one)
    return call === undefined
      ? callsOfValue({ node: one, file }, program, depth + 1, seen)
      : [{ node: call, file }]
  })
}

function asAssigned({ node, file }: Place, program: Program): readonly Place[] {
  const statement = node.parent?.parent
  const left = statement?.childForFieldName('left') ?? statement?.childForFieldName('name')
  const target = left?.type === 'expression_list' ? named(left)[0] : left
  if (target === undefined || target === null) return []
  const name =
    target.type === 'selector_expression' ? target.childForFieldName('field')?.text : target.text
  const own = program.packages.get(file.package)
  return callsNamed(name ?? '', program, own?.files ?? [file])
}

function asField({ node, file }: Place, program: Program): readonly Place[] {
  const element = node.parent?.parent
  const [key] = named(element)
  if (element?.type !== 'keyed_element' || key === undefined) return []
  const own = program.packages.get(file.package)
  return callsNamed(key.text, program, own?.files ?? [file]).filter(
    ({ node: call }) => argumentsOf(call).length > 0,
  )
}

/** Returns the calls of a function literal or a function of the program, through values too. */
export function allCallsOf(func: Place, program: Program): readonly Place[] {
  const direct = callersOf(func, program)
  const values =
    func.node.type === 'func_literal'
      ? [func]
      : identifiersOf(func.node.childForFieldName('name')?.text ?? '', program.files).filter(
          ({ node }) => callOf(node) === undefined && node.parent?.type === 'argument_list',
        )
  return [...direct, ...values.flatMap((value) => callsOfValue(value, program, 1, new Set()))]
}
