import type { Node } from 'web-tree-sitter'
import type { Place } from '../go/source-file.ts'
import { functionsAround, parametersOf } from '../go/syntax.ts'
import type { TypeName } from '../go/types.ts'

/** The key of net/http's own mux, which functions of that package add routes to. */
export const standardMux = 'standard mux'

/** A parameter of a function. */
interface ParameterOf {
  readonly func: Place
  readonly index: number
}

/** Returns the key of a variable, which is the same wherever its name stands in its scope. */
export function variableKey({ node, file }: Place): {
  readonly key: string
  readonly parameterOf?: ParameterOf
} {
  const name = node.text
  for (const func of functionsAround(node)) {
    const key = `variable ${file.path} ${func.startIndex} ${name}`
    const index = parametersOf(func).findIndex((one) => one.name === name)
    if (index !== -1) return { key, parameterOf: { func: { node: func, file }, index } }
    const isOwn = file
      .identifiers(name)
      .some(
        (one) =>
          one.startIndex >= func.startIndex && one.startIndex < func.endIndex && isDeclared(one),
      )
    if (isOwn) return { key }
  }
  return { key: `variable ${file.package} ${name}` }
}

/** Whether an identifier is where a variable of a function starts. */
function isDeclared(identifier: Node): boolean {
  const { parent } = identifier
  if (parent?.type === 'var_spec') return parent.childForFieldName('value')?.id !== identifier.id
  const statement = parent?.type === 'expression_list' ? parent.parent : undefined
  return (
    /^(short_var_declaration|range_clause)$/.test(statement?.type ?? '') &&
    statement?.childForFieldName('left')?.id === parent?.id
  )
}

/** Returns the key of a field of a struct. */
export function fieldKey(type: TypeName, name: string): string {
  return `field ${type.package} ${type.name} ${name}`
}

/** Returns the key of all values of a type. */
export function typeKey(type: TypeName): string {
  return `type ${type.package} ${type.name}`
}

/** Returns the key of a function, for what stands in it. */
export function functionKey({ node, file }: Place): string {
  return `function ${file.path} ${node.startIndex}`
}
