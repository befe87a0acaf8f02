import type { Node } from 'web-tree-sitter'
import { type Assigned, byPointer, inList } from '../go/assignments.ts'
import { filesMentioning, filesThatName, identifiersOf, type Program } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import type { Place } from '../go/source-file.ts'
import { above, expressionIn, named, parentOf } from '../go/syntax.ts'
import { type Field, fieldsOf, isSameType, type TypeName, typeNamed, typeOf } from '../go/types.ts'

/** The fields from the outermost struct to a field: `Config.HTTP.Port`. */
export type FieldPath = readonly Field[]

const deepest = 5
const widest = 4
const most = 12

/** Returns how a field is reached from structs that no other one contains. */
export function pathsTo(field: Field, program: Program, depth = 0): readonly FieldPath[] {
  const struct = above(field.node, 'struct_type')
  const outer =
    struct === undefined || depth > deepest
      ? []
      : containing(struct, field, program).slice(0, widest)
  if (outer.length === 0) return [[field]]
  return outer
    .flatMap((one) => pathsTo(one, program, depth + 1))
    .map((path) => [...path, field])
    .slice(0, most)
}

/** Returns the fields whose type is a struct. */
function containing(struct: Node, field: Field, program: Program): readonly Field[] {
  const { parent } = struct
  if (parent === null) return []
  const own = fieldAround(struct, field, program)
  if (own !== undefined) return [own]
  const name = parent.type === 'type_spec' ? parent.childForFieldName('name')?.text : undefined
  if (name === undefined) return []
  const files = filesThatName(name, field.file.package, program).filter(
    ({ isProtocol }) => !isProtocol || field.file.isProtocol,
  )
  const { package: home } = field.file
  return containers(program, `${home} ${name}`, () => fieldsOfType(name, home, files, program))
}

const containers = remember<readonly Field[]>()

/** Returns the fields whose type is a named one, or is made of it. */
function fieldsOfType(
  name: string,
  own: string,
  files: Program['files'],
  program: Program,
): readonly Field[] {
  return identifiersOf(name, files).flatMap(({ node, file }) => {
    const found = node.type === 'type_identifier' ? fieldAround(node, { file }, program) : undefined
    if (found === undefined || found.type === undefined) return []
    const type = typeNamed({ node: found.type, file }, program)
    return type?.name === name && type.package === own ? [found] : []
  })
}

/** Returns the field whose type expression a node is part of. */
function fieldAround(
  node: Node,
  { file }: Pick<Field, 'file'>,
  program: Program,
): Field | undefined {
  for (let at = parentOf(node); at !== null; at = parentOf(at)) {
    if (at.type === 'field_declaration') {
      const struct = above(at, 'struct_type')
      const id = at.id
      const isType = (at.childForFieldName('type')?.endIndex ?? 0) >= node.endIndex
      return struct === undefined || !isType
        ? undefined
        : fieldsOf(struct, file, ownerOf(struct, file, program)).find((one) => one.node.id === id)
    }
    if (!/_type$|^type_|^slice|^map|^array/.test(at.type)) return undefined
  }
  return undefined
}

/** Returns the type that a struct is: the one with its name, or else one of its own. */
export function ownerOf(struct: Node, file: Place['file'], program: Program): TypeName | undefined {
  const name = struct.parent?.type === 'type_spec' ? struct.parent.childForFieldName('name') : null
  return name === null
    ? typeNamed({ node: struct, file }, program)
    : { package: file.package, name: name.text }
}

/** Returns what is assigned to a field: by assignments, literals of the struct, and addresses. */
export function assignedToField(
  name: string,
  owner: TypeName | undefined,
  program: Program,
): readonly Assigned[] {
  const assigned = new RegExp(
    `\\b${name}\\s*:|\\.${name}\\s*(=[^=]|,[^\\n]{0,200}[^=!<>]=[^=])|&[\\w.]+\\.${name}\\b`,
  )
  const files = filesMentioning(name, program.files).filter(({ text }) => assigned.test(text))
  return identifiersOf(name, files).flatMap(({ node, file }): readonly Assigned[] => {
    const { parent } = node
    if (parent?.type === 'selector_expression') {
      const operand = parent.childForFieldName('operand')
      if (operand === null || parent.childForFieldName('field')?.id !== node.id) return []
      const list = parent.parent
      const found =
        list?.type === 'expression_list'
          ? inList(parent, list, file)
          : list?.type === 'unary_expression'
            ? byPointer(list, file)
            : []
      return found.length > 0 && isOwned(typeOf({ node: operand, file }, program)) ? found : []
    }
    const element = parent?.type === 'literal_element' ? parent.parent : undefined
    if (element?.type !== 'keyed_element') return []
    const [key, value] = named(element)
    if (key?.startIndex !== node.startIndex || value === undefined) return []
    const literal = above(element, 'composite_literal')
    // The keys of a map are no fields.
    if (/^(map|slice|array)/.test(literal?.childForFieldName('type')?.type ?? '')) return []
    const type = literal === undefined ? undefined : typeOf({ node: literal, file }, program)
    const expression = expressionIn(value)
    if (!isOwned(type) || expression === undefined) return []
    return [{ value: expression, index: 0, file }]
  })

  function isOwned(type: TypeName | undefined): boolean {
    if (owner === undefined || type === undefined) return true
    return isSameType(type, owner)
  }
}
