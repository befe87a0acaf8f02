import type { Node } from 'web-tree-sitter'
import {
  filesMentioning,
  filesThatName,
  identifiersOf,
  type Package,
  type Program,
  packageNamed,
} from './program.ts'
import { remember } from './remember.ts'
import { scopesOf } from './scopes.ts'
import type { GoFile, Place } from './source-file.ts'
import {
  above,
  functionsAround,
  named,
  parametersOf,
  receiverParameter,
  resultsOf,
} from './syntax.ts'

/** Something that gives a variable, a constant or a field a value. */
export interface Assigned {
  readonly file: GoFile
  /** The expression; undefined for a declaration without one. */
  readonly value: Node | undefined
  /** Which result of the value it is, if that is a call with several. */
  readonly index: number
  /** The type in the declaration. */
  readonly type?: Node | undefined
  /**
   * What gets its address instead of a value: the call `flag.StringVar(&x, …)`, or the literal
   * `StringFlag{Destination: &x}`.
   */
  readonly definition?: Node
  /** The list whose elements it gets one after the other: `for _, x := range list`. */
  readonly elementsOf?: Node
}

/**
 * Returns what is assigned to the variable or the constant that an identifier names: in the function
 * around it, or else in its package. Parameters are not among it.
 */
export function assignmentsOf({ node, file }: Place, program: Program): readonly Assigned[] {
  for (const func of functionsAround(node)) {
    const { all, isOwn } = localsOf(node.text, func, file)
    if (isOwn) return all
  }
  return assignmentsInWholePackage({ node, file }, program)
}

/**
 * Returns what is assigned to the variable or the constant that an identifier names, without what is
 * assigned to others of that name in the same function.
 */
export function assignmentsInScope({ node, file }: Place, program: Program): readonly Assigned[] {
  for (const func of functionsAround(node)) {
    const { all, scopeOf, hasParameter } = localsOf(node.text, func, file)
    const scope = scopeOf(node)
    if (scope !== undefined || hasParameter) return all.filter((one) => one.scope === scope)
  }
  return assignmentsInWholePackage({ node, file }, program)
}

function assignmentsInWholePackage({ node, file }: Place, program: Program): readonly Assigned[] {
  const name = node.text
  return inPackage(program, `${file.package} ${name}`, () => {
    const own = program.packages.get(file.package)
    const inside = assignmentsInPackage(name, own?.files ?? [file])
    return own === undefined ? inside : [...inside, ...assignmentsFromOutside(name, own, program)]
  })
}

/** What is assigned to a name inside a function, whichever variable it stands for there. */
interface Locals {
  readonly all: readonly (Local & { readonly scope: number | undefined })[]
  readonly scopeOf: (identifier: Node) => number | undefined
  /** Whether it is a parameter or a result of the function. */
  readonly hasParameter: boolean
  /** Whether it is that, or any variable of the function. */
  readonly isOwn: boolean
}

const inFunction = remember<Locals>()
const inPackage = remember<readonly Assigned[]>()

function localsOf(name: string, func: Node, file: GoFile): Locals {
  return inFunction(file, `${name} ${func.id}`, () => {
    const found = file
      .identifiers(name)
      .filter(({ startIndex }) => startIndex >= func.startIndex && startIndex < func.endIndex)
      .flatMap((target) => assignedTo(target, file).map((local) => ({ local, target })))
    const scopeOf = scopesOf(found.flatMap(({ local, target }) => (local.isNew ? [target] : [])))
    const all = found.map(({ local, target }) => ({ ...local, scope: scopeOf(target) }))
    const hasParameter = isParameter(name, func)
    return { all, scopeOf, hasParameter, isOwn: hasParameter || all.some(({ isNew }) => isNew) }
  })
}

/** Returns what other packages assign to a variable of a package: `config.Port = 80`. */
function assignmentsFromOutside(
  name: string,
  { path, files: own }: Package,
  program: Program,
): readonly Assigned[] {
  if (!/^\p{Lu}/u.test(name)) return []
  const assigned = new RegExp(`\\.${name}\\b[^\\n=]{0,200}=|&\\w+\\.${name}\\b`)
  const files = filesThatName(name, path, program).filter(
    (file) => !own.includes(file) && file.mentions(name) && assigned.test(file.text),
  )
  return identifiersOf(name, files).flatMap(({ node, file }) => {
    const selector = node.parent
    const operand = selector?.childForFieldName('operand')
    if (selector?.type !== 'selector_expression' || operand?.type !== 'identifier') return []
    if (packageNamed(operand.text, file, program) !== path) return []
    const { parent } = selector
    if (parent?.type === 'unary_expression') return byPointer(parent, file)
    return parent?.type === 'expression_list' ? inList(selector, parent, file) : []
  })
}

/** Returns the expressions among what is assigned. */
export function assignedValues(all: readonly Assigned[]): readonly Place[] {
  return all.flatMap(({ value, file }) => (value === undefined ? [] : [{ node: value, file }]))
}

/** Returns what is assigned to a variable or a constant of a package. */
function assignmentsInPackage(name: string, files: readonly GoFile[]): readonly Assigned[] {
  const assigned = new RegExp(
    `\\b${name}\\b[^\\n=]{0,200}=|&${name}\\b|\\b(var|const)\\s[^\\n]{0,200}\\b${name}\\b|^\\s+${name}\\s+\\S+$`,
    'm',
  )
  const assigning = filesMentioning(name, files).filter(({ text }) => assigned.test(text))
  const all = identifiersOf(name, assigning).flatMap(({ node, file }) =>
    // A variable of a function has the name by chance.
    assignedTo(node, file).filter(({ isNew }) =>
      isNew ? functionsAround(node).length === 0 : !isLocal(node, file),
    ),
  )
  return all
}

/** Whether an identifier names a variable, a parameter or a result of a function around it. */
function isLocal(node: Node, file: GoFile): boolean {
  return functionsAround(node).some((func) => {
    const { hasParameter, scopeOf } = localsOf(node.text, func, file)
    return hasParameter || scopeOf(node) !== undefined
  })
}

/** A function without a name mostly gets what the one around it has under the same name. */
function isParameter(name: string, func: Node): boolean {
  if (func.type === 'func_literal') return false
  return [receiverParameter(func), ...parametersOf(func), ...resultsOf(func)].some(
    (one) => one?.name === name,
  )
}

export type Local = Assigned & { readonly isNew: boolean }

/** Returns what the statement or declaration around an identifier assigns to it. */
function assignedTo(name: Node, file: GoFile): readonly Local[] {
  const { parent } = name
  if (parent === null) return []
  if (parent.type === 'var_spec' || parent.type === 'const_spec') {
    const position = parent.childrenForFieldName('name').findIndex(({ id }) => id === name.id)
    if (position === -1) return []
    const type = parent.childForFieldName('type') ?? undefined
    return [{ ...valueAt(parent.childForFieldName('value'), position), type, file, isNew: true }]
  }
  if (parent.type === 'unary_expression') return byPointer(parent, file)
  if (parent.type !== 'expression_list') return []
  return inList(name, parent, file)
}

/** Returns what is assigned to a target: an identifier or a selector on the left of an assignment. */
export function inList(target: Node, list: Node, file: GoFile): readonly Local[] {
  const statement = list.parent
  const isNew = statement?.type === 'short_var_declaration' || statement?.type === 'range_clause'
  const isAssignment = isNew || statement?.type === 'assignment_statement'
  if (!isAssignment || statement?.childForFieldName('left')?.id !== list.id) return []
  // `x += y` only adds to it.
  const operator = statement.childForFieldName('operator')?.text ?? '='
  if (operator !== '=') return []
  const position = named(list).findIndex(({ id }) => id === target.id)
  if (statement.type === 'range_clause') {
    const all = statement.childForFieldName('right')
    const elements = position === 1 && all !== null ? { elementsOf: all } : {}
    return [{ value: undefined, index: 0, file, isNew, ...elements }]
  }
  return [{ ...valueAt(statement.childForFieldName('right'), position), file, isNew }]
}

function valueAt(list: Node | null, position: number) {
  const values = list?.type === 'expression_list' ? named(list) : list === null ? [] : [list]
  const only = values.length === 1 && position > 0
  return { value: only ? values[0] : values[position], index: only ? position : 0 }
}

/** Returns what is assigned to `*x`, or the call or the literal that gets `&x`. */
export function byPointer(reference: Node, file: GoFile): readonly Local[] {
  const { parent, text } = reference
  if (text.startsWith('*') && parent?.type === 'expression_list')
    return inList(reference, parent, file)
  if (!text.startsWith('&')) return []
  const around =
    parent?.type === 'argument_list'
      ? parent.parent
      : above(reference, 'keyed_element') === undefined
        ? undefined
        : above(reference, 'composite_literal')
  if (around === null || around === undefined) return []
  return [{ value: undefined, index: 0, file, definition: around, isNew: false }]
}

/** Returns what a function assigns to what a parameter of it points to: `*name = value`. */
export function assignedThrough(name: string, func: Place): readonly Assigned[] {
  const { node, file } = func
  return file.identifiers(name).flatMap((one) => {
    const isInside = one.startIndex >= node.startIndex && one.startIndex < node.endIndex
    const target = one.parent
    const list = target?.parent
    if (!isInside || target?.type !== 'unary_expression' || list?.type !== 'expression_list')
      return []
    return target.text.startsWith('*') ? inList(target, list, file) : []
  })
}
