import type { Node } from 'web-tree-sitter'
import { parentOf } from './syntax.ts'

const scopeTypes =
  /^(?:block|(?:if|for|\w+_switch|select)_statement|\w+_case|func_literal|(?:function|method)_declaration)$/

/** Where the variable of a scope is known: after its name, but not in the value that it starts with. */
interface Known {
  readonly from: number
  readonly value: Node | null
}

/**
 * Returns a function that tells the scope of the variable that an identifier names, by the names in
 * the declarations of its function; undefined if none of them is known there.
 */
export function scopesOf(declared: readonly Node[]): (identifier: Node) => number | undefined {
  const known = new Map<number, Known>()
  for (const name of declared) {
    const scope = scopeAbove(name)
    if (scope === undefined || known.has(scope.id)) continue
    const statement = name.parent?.type === 'expression_list' ? name.parent.parent : name.parent
    const value = statement?.childForFieldName('right') ?? statement?.childForFieldName('value')
    known.set(scope.id, { from: name.startIndex, value: value ?? null })
  }
  return (identifier) => {
    const { startIndex } = identifier
    for (let at = scopeAbove(identifier); at !== undefined; at = scopeAbove(at)) {
      const one = known.get(at.id)
      if (one !== undefined && startIndex >= one.from && !isIn(startIndex, one.value)) return at.id
    }
    return undefined
  }
}

function scopeAbove(node: Node): Node | undefined {
  for (let at = parentOf(node); at !== null; at = parentOf(at)) {
    if (scopeTypes.test(at.type)) return at
  }
  return undefined
}

function isIn(index: number, node: Node | null): boolean {
  return node !== null && index >= node.startIndex && index < node.endIndex
}
