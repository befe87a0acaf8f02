import type { Node } from 'web-tree-sitter'
import { identifiersOf, type Program } from './program.ts'
import type { Place } from './source-file.ts'
import { named, receiverParameter } from './syntax.ts'

const declarations = new Set(['function_declaration', 'method_declaration'])

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
  return visit(place)

  function visit({ node, file }: Place): boolean {
    const func = declarationAround(node)
    if (func === undefined) return true
    const name = func.childForFieldName('name')?.text ?? ''
    if (func.type === 'function_declaration' && isStart(name, file.package)) return true
    const key = `${file.path} ${func.startIndex}`
    const before = memory.get(key)
    if (before !== undefined) return before
    // A function that only calls itself is not reached.
    if (active.has(key)) return false
    if (active.size > deepest) return true
    active.add(key)
    const result = referencesTo({ node: func, file }, name).some(visit)
    active.delete(key)
    // Below another function, it may only have seemed to be unreached.
    if (result || active.size === 0) memory.set(key, result)
    return result
  }

  function isStart(name: string, path: string): boolean {
    return name === 'init' || (name === 'main' && path === program.main.path)
  }

  /** Returns the references to a function or, for a method, to its type, from outside. */
  function referencesTo({ node, file }: Place, name: string): readonly Place[] {
    const type = node.type === 'method_declaration' ? typeNameOf(node) : undefined
    const wanted = type ?? name
    const own = program.packages.get(file.package)?.files ?? [file]
    const isExported = /^\p{Lu}/u.test(wanted)
    const others = isExported ? program.files.filter((one) => imports(one, file.package)) : []
    return identifiersOf(wanted, [...own, ...others]).filter((one) => {
      const around = declarationAround(one.node)
      if (around === undefined)
        return (
          one.node.parent?.type !== 'type_spec' ||
          one.node.parent.childForFieldName('name')?.id !== one.node.id
        )
      if (around.id === node.id && one.file === file) return false
      return (
        type === undefined || around.type !== 'method_declaration' || typeNameOf(around) !== type
      )
    })
  }
}

function imports(file: Place['file'], path: string): boolean {
  return file.header.imports.some((one) => one.path === path)
}

function declarationAround(node: Node): Node | undefined {
  let at: Node | null = node
  while (at !== null && !declarations.has(at.type)) at = at.parent
  return at ?? undefined
}

function typeNameOf(method: Node): string | undefined {
  let type = receiverParameter(method)?.type
  while (type !== undefined && type.type !== 'type_identifier') type = named(type)[0]
  return type?.text
}
