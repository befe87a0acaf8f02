import type { Node } from 'web-tree-sitter'
import { filesThatName, type Program, packageNamed } from './program.ts'
import type { Place } from './source-file.ts'
import { named, receiverParameter } from './syntax.ts'
import { runsOnLinux } from './system.ts'

/** How many references are followed before a function counts as used. */
const deepest = 12

/** What is known of the functions of each program: whether main may reach them. */
const known = new WeakMap<Program, Map<string, boolean>>()

/**
 * Returns whether a place may be reached from main: whether anything that may be reached refers to
 * the function around it or, for a method, to its type.
 */
export function isLive(place: Place, program: Program): boolean {
  const memory = known.get(program) ?? new Map<string, boolean>()
  known.set(program, memory)
  const active = new Set<string>()
  return place.file.isOver() || (runsOnLinux(place.node) && visit(place))

  function visit({ node, file }: Place): boolean {
    const func = file.declarationAt(node.startIndex)
    if (func === undefined) return true
    const name = func.childForFieldName('name')?.text ?? ''
    if (func.type === 'function_declaration' && isStart(name, file.package)) return true
    const key = `${file.path} ${func.startIndex}`
    const before = memory.get(key)
    if (before !== undefined) return before
    // A function that only calls itself is not reached.
    if (active.has(key)) return false
    if (active.size > deepest || file.isOver()) return true
    active.add(key)
    const result = isReferredTo({ node: func, file }, name)
    active.delete(key)
    // Below another function, it may only have seemed to be unreached.
    if (result || active.size === 0) memory.set(key, result)
    return result
  }

  /** Returns the package of what an identifier names, if it is one of a package at all. */
  function packageOf(one: Node, other: Place['file']): string | undefined {
    const { parent } = one
    if (parent?.type === 'qualified_type' || parent?.type === 'selector_expression') {
      const [qualifier] = named(parent)
      if (qualifier?.id === one.id) return other.package
      return qualifier === undefined ? undefined : packageNamed(qualifier.text, other, program)
    }
    return one.type === 'field_identifier' ? undefined : other.package
  }

  function isStart(name: string, path: string): boolean {
    return name === 'init' || (name === 'main' && path === program.main.path)
  }

  /** Whether a live place refers to a function or, for a method, to its type, from outside. */
  function isReferredTo({ node, file }: Place, name: string): boolean {
    const type = node.type === 'method_declaration' ? typeNameOf(node) : undefined
    const wanted = type ?? name
    return filesThatName(wanted, file.package, program).some(
      (other) =>
        !other.isProtocol &&
        other
          .identifiers(wanted)
          .some((one) => isOutside(one, other) && visit({ node: one, file: other })),
    )

    function isOutside(one: Node, other: Place['file']): boolean {
      if (packageOf(one, other) !== file.package) return false
      const around = other.declarationAt(one.startIndex)
      if (around === undefined)
        return (
          one.parent?.type !== 'type_spec' || one.parent.childForFieldName('name')?.id !== one.id
        )
      if (around.id === node.id && other === file) return false
      return (
        type === undefined || around.type !== 'method_declaration' || typeNameOf(around) !== type
      )
    }
  }
}

function typeNameOf(method: Node): string | undefined {
  let type = receiverParameter(method)?.type
  while (type !== undefined && type.type !== 'type_identifier') type = named(type)[0]
  return type?.text
}
