import type { Node } from 'web-tree-sitter'
import { type Assigned, assignmentsOf } from './assignments.ts'
import {
  type Declaration,
  declarationOf,
  methodsNamed,
  type Program,
  packageAt,
  packageNamed,
  withoutMajor,
} from './program.ts'
import { remember, rememberCyclic } from './remember.ts'
import { type Place, sourceOf } from './source-file.ts'
import {
  bare,
  calleeOf,
  functionsAround,
  named,
  parametersOf,
  receiverOf,
  receiverParameter,
  resultsOf,
} from './syntax.ts'

/** A type: the import path of its package, and its name. */
export interface TypeName {
  readonly package: string
  /** For a struct without a name, where it stands. */
  readonly name: string
  /** A struct without a name. */
  readonly struct?: Place
}

/** How many types are followed to the struct that they are. */
const deepest = 8

const types = rememberCyclic<TypeName>()

/**
 * Returns the named type of an expression, or that of what it points to; undefined if it is not
 * known.
 */
export function typeOf(place: Place, program: Program): TypeName | undefined {
  return typeAt(place, program, 0)
}

/** Returns the type of a result of an expression. */
function typeAt({ node, file }: Place, program: Program, index: number): TypeName | undefined {
  const expression = bare(node)
  if (expression === undefined || file.isOver()) return undefined
  // A variable has one type wherever a function names it.
  const what =
    expression.type === 'identifier'
      ? `${functionsAround(expression)[0]?.id} ${expression.text}`
      : `${expression.id}`
  return types(program, `${file.path} ${what} ${index}`, () =>
    findType({ node: expression, file }, program, index),
  )
}

function findType(place: Place, program: Program, index: number): TypeName | undefined {
  const { node: expression, file } = place
  switch (expression.type) {
    case 'composite_literal':
      return typeNamed({ node: expression.childForFieldName('type') ?? expression, file }, program)
    case 'identifier':
      return typeOfName(place, program)
    case 'selector_expression':
      return typeOfSelector(place, program)
    case 'call_expression':
      return typeOfCall(place, program, index)
    case 'index_expression':
      return typeOfElement(place, program)
    case 'type_assertion_expression':
    case 'type_conversion_expression':
      return typeNamed({ node: expression.childForFieldName('type') ?? expression, file }, program)
    default:
      return undefined
  }
}

/** Returns the name of a type expression: `T`, `*T`, `pkg.T`, `T[U]`. */
export function typeNamed({ node, file }: Place, program: Program): TypeName | undefined {
  switch (node.type) {
    case 'type_identifier':
    case 'identifier':
      return { package: file.package, name: node.text }
    case 'qualified_type':
    case 'selector_expression': {
      const [first, second] = named(node)
      const path = packageNamed(first?.text ?? '', file, program)
      if (path === undefined || second === undefined) return undefined
      return { package: path, name: second.text }
    }
    case 'struct_type': {
      const name = `struct at ${sourceOf({ node, file })}:${node.startPosition.column}`
      return { package: file.package, name, struct: { node, file } }
    }
    case 'pointer_type':
    case 'parenthesized_type':
    case 'generic_type': {
      const inner = node.childForFieldName('type') ?? named(node)[0]
      return inner === undefined ? undefined : typeNamed({ node: inner, file }, program)
    }
    default:
      return undefined
  }
}

/** Returns the declaration of a type of the program. */
function typeDeclaration(type: TypeName, program: Program): Declaration | undefined {
  const own = program.packages.get(type.package)
  const found = own === undefined ? undefined : declarationOf(type.name, own)
  return found?.kind === 'type' ? found : undefined
}

/** A field of a struct of the program. */
export interface Field extends Place {
  readonly name: string
  /** The type that declares it. */
  readonly owner: TypeName | undefined
  readonly type: Node | undefined
  /** Its tag without quotes. */
  readonly tag: string
  readonly isEmbedded: boolean
}

/** Returns the fields of a struct type expression. */
export function fieldsOf(
  struct: Node,
  file: Place['file'],
  owner: TypeName | undefined,
): readonly Field[] {
  const list = named(struct).find(({ type }) => type === 'field_declaration_list')
  return named(list).flatMap((node) => {
    if (node.type !== 'field_declaration') return []
    const type = node.childForFieldName('type') ?? undefined
    const tag = node.childForFieldName('tag')?.text.slice(1, -1) ?? ''
    const names = node.childrenForFieldName('name').map(({ text }) => text)
    const isEmbedded = names.length === 0
    const last = type?.text.replace(/^\*/, '').split('.').at(-1) ?? ''
    return (isEmbedded ? [last] : names).map((name) => {
      return { node, file, name, owner, type, tag, isEmbedded }
    })
  })
}

/** Returns the struct that a type of the program is, with the fields of it. */
export function structFields(type: TypeName, program: Program): readonly Field[] {
  return structs(program, keyOf(type), () => findFields(type, program))
}

const structs = remember<readonly Field[]>()

function findFields(type: TypeName, program: Program, depth = 0): readonly Field[] {
  if (type.struct !== undefined) return fieldsOf(type.struct.node, type.struct.file, type)
  const declared = typeDeclaration(type, program)
  const struct = declared?.node.childForFieldName('type')
  if (declared === undefined || struct === null || struct === undefined) return []
  if (struct.type === 'struct_type') return fieldsOf(struct, declared.file, type)
  const other = typeNamed({ node: struct, file: declared.file }, program)
  return other === undefined || isSameType(other, type) || depth > deepest
    ? []
    : findFields(other, program, depth + 1)
}

/**
 * Returns a field of a type of the program, through embedded structs also: as in Go, the one that
 * fewest of them lead to.
 */
export function fieldOf(type: TypeName, name: string, program: Program): Field | undefined {
  const types = new Map([[keyOf(type), type]])
  for (const one of types.values()) {
    const fields = structFields(one, program)
    const own = fields.find((field) => field.name === name)
    if (own !== undefined) return own
    for (const embedded of embeddedIn(fields, program)) {
      if (!types.has(keyOf(embedded))) types.set(keyOf(embedded), embedded)
    }
  }
  return undefined
}

/** Returns the types that are embedded among some fields. */
export function embeddedIn(fields: readonly Field[], program: Program): readonly TypeName[] {
  return fields.flatMap(({ isEmbedded, type: node, file }) =>
    isEmbedded && node !== undefined ? (typeNamed({ node, file }, program) ?? []) : [],
  )
}

/** Returns whether two types are the same by their names. */
export function isSameType(a: TypeName, b: TypeName): boolean {
  return keyOf(a) === keyOf(b)
}

/** Returns a text that only types of the same name have. */
export function keyOf(type: TypeName): string {
  return `${type.package} ${type.name}`
}

function typeOfName({ node, file }: Place, program: Program): TypeName | undefined {
  for (const func of functionsAround(node)) {
    const parameter = [receiverParameter(func), ...parametersOf(func), ...resultsOf(func)].find(
      (one) => one?.name === node.text,
    )
    if (parameter?.type !== undefined) return typeNamed({ node: parameter.type, file }, program)
  }
  return firstType(assignmentsOf({ node, file }, program), program)
}

function firstType(assigned: readonly Assigned[], program: Program): TypeName | undefined {
  for (const { value, index, type, file } of assigned) {
    const declared = type === undefined ? undefined : typeNamed({ node: type, file }, program)
    const found =
      declared ?? (value === undefined ? undefined : typeAt({ node: value, file }, program, index))
    if (found !== undefined) return found
  }
  return undefined
}

function typeOfSelector({ node, file }: Place, program: Program): TypeName | undefined {
  const operand = node.childForFieldName('operand')
  const name = node.childForFieldName('field')?.text ?? ''
  if (operand === null) return undefined
  const path = packageAt(operand, file, program)
  const own = path === undefined ? undefined : program.packages.get(path)
  if (own !== undefined) {
    const declared = declarationOf(name, own)
    const at = declared?.node.childForFieldName('name')
    return at === null || at === undefined || declared?.kind !== 'value'
      ? undefined
      : typeOf({ node: at, file: declared.file }, program)
  }
  const outer = typeOf({ node: operand, file }, program)
  const field = outer === undefined ? undefined : fieldOf(outer, name, program)
  if (field?.type === undefined) return undefined
  return typeNamed({ node: field.type, file: field.file }, program)
}

/** Returns the type of an element of a list or a map that is a field: `x.Field[0]`. */
function typeOfElement({ node, file }: Place, program: Program): TypeName | undefined {
  const list = bare(node.childForFieldName('operand'))
  const operand = list?.type === 'selector_expression' ? list.childForFieldName('operand') : null
  const outer = operand === null ? undefined : typeOf({ node: operand, file }, program)
  const name = list?.childForFieldName('field')?.text ?? ''
  const field = outer === undefined ? undefined : fieldOf(outer, name, program)
  const element =
    field?.type?.childForFieldName('element') ?? field?.type?.childForFieldName('value')
  return field === undefined || element === null || element === undefined
    ? undefined
    : typeNamed({ node: element, file: field.file }, program)
}

/** What the constructors of some libraries return. */
const constructors: ReadonlyMap<string, string> = new Map([
  ['github.com/gin-gonic/gin.Default', 'Engine'],
  ['github.com/gin-gonic/gin.New', 'Engine'],
  ['github.com/labstack/echo.New', 'Echo'],
  ['github.com/gofiber/fiber.New', 'App'],
  ['gopkg.in/mcuadros/go-syslog.NewServer', 'Server'],
  ['net/url.Parse', 'URL'],
  ['net/url.ParseRequestURI', 'URL'],
  ['github.com/zerodha/fastglue.New', 'Fastglue'],
  ['github.com/zerodha/fastglue.NewGlue', 'Fastglue'],
])

function typeOfCall(
  { node: call, file }: Place,
  program: Program,
  index: number,
): TypeName | undefined {
  const callee = calleeOf(call)
  if (callee?.text === 'new' || callee?.text === 'make') {
    const type = named(call.childForFieldName('arguments'))[0]
    return type === undefined ? undefined : typeNamed({ node: type, file }, program)
  }
  for (const func of findFunctions({ node: call, file }, program)) {
    const result = func.node.childForFieldName('result')
    if (result === null) continue
    const types =
      result.type === 'parameter_list'
        ? named(result).flatMap((one) => {
            const type = one.childForFieldName('type')
            return type === null ? [] : [type]
          })
        : [result]
    const type = types[index]
    return type === undefined ? undefined : typeNamed({ node: type, file: func.file }, program)
  }
  const { parent } = callee ?? {}
  const operand = parent?.childForFieldName('operand')
  const path = packageAt(operand, file, program)
  if (path === undefined || callee === undefined || index > 0) return undefined
  const name = constructors.get(`${withoutMajor(path)}.${callee.text}`)
  return name === undefined ? undefined : { package: path, name }
}

const called = remember<readonly Place[]>()

/** Returns the functions and methods of the program that a call may call. */
export function functionsCalled(call: Place, program: Program): readonly Place[] {
  const key = `${call.file.path} ${call.node.id}`
  return called(program, key, () => findFunctions(call, program))
}

function findFunctions({ node, file }: Place, program: Program): readonly Place[] {
  const callee = calleeOf(node)
  if (callee === undefined) return []
  const operand = receiverOf(node)
  const path = operand !== undefined ? packageAt(operand, file, program) : file.package
  const own = path === undefined ? undefined : program.packages.get(path)
  const declared = own === undefined ? undefined : declarationOf(callee.text, own)
  if (declared?.kind === 'function') return [declared]
  if (path !== undefined || operand === undefined) return []
  const methods = methodsNamed(callee.text, program)
  if (methods.length === 0) return []
  const type = typeOf({ node: operand, file }, program)
  if (type === undefined) return methods.length === 1 ? methods : []
  return methods.filter((method) => isMethodOf(type, method, program))
}

/** Returns whether a method is one of a type, or of a pointer to it. */
export function isMethodOf(type: TypeName, { node, file }: Place, program: Program): boolean {
  const receiver = receiverParameter(node)?.type
  const own = receiver === undefined ? undefined : typeNamed({ node: receiver, file }, program)
  return own !== undefined && isSameType(own, type)
}
