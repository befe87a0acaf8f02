import type { Node } from 'web-tree-sitter'
import { filesThatName, type Program, packageNamed } from './program.ts'
import type { Place } from './source-file.ts'
import { named, parentOf, receiverParameter } from './syntax.ts'
import { runsOnLinux } from './system.ts'

/** How many declarations are looked at before a place counts as reached. */
const most = 500

/** How many constants in one declaration are looked for. */
const mostTogether = 50

/** A declaration of a package; a type is one with its methods. */
interface Owner {
  readonly key: string
  readonly names: readonly string[]
  readonly package: string
}

/** What is known of the declarations of each program: whether main may reach them. */
const known = new WeakMap<Program, Map<string, boolean>>()

/**
 * Returns whether a place may be reached from main: whether anything that may be reached refers to
 * the declaration around it or, for a method, to its type.
 */
export function isLive(place: Place, program: Program): boolean {
  const memory = known.get(program) ?? new Map<string, boolean>()
  known.set(program, memory)
  if (place.file.isOver()) return true
  if (!runsOnLinux(place.node)) return false
  const first = ownerOf(place)
  if (first === undefined) return true
  /** Each declaration → the one that it refers to, on the way to the place. */
  const seen = new Map<string, string | undefined>([[first.key, undefined]])
  const open = [first]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const before = memory.get(one.key)
    if (before === false) continue
    const isEnough = seen.size > most || place.file.isOver()
    if (before === true || isStart(one) || isEnough) return reached(one.key)
    for (const other of referrersOf(one)) {
      if (other === undefined) return reached(one.key)
      if (seen.has(other.key)) continue
      seen.set(other.key, one.key)
      open.push(other)
    }
  }
  // Without the time to look for names, none was found.
  if (place.file.isOver()) return true
  for (const key of seen.keys()) memory.set(key, false)
  return false

  function reached(key: string): true {
    for (let at: string | undefined = key; at !== undefined; at = seen.get(at)) memory.set(at, true)
    return true
  }

  function isStart({ names: [name], package: path, key }: Owner): boolean {
    if (!key.startsWith('function ')) return false
    return name === 'init' || (name === 'main' && path === program.main.path)
  }

  /** Returns the declarations that refer to one; undefined for what always runs. */
  function referrersOf(one: Owner): readonly (Owner | undefined)[] {
    return one.names.flatMap((name) =>
      filesThatName(name, one.package, program).flatMap((file) =>
        (file.isProtocol ? [] : file.identifiers(name)).flatMap((node) =>
          packageOf(node, file) === one.package && !isName(node) ? [ownerOf({ node, file })] : [],
        ),
      ),
    )
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
}

/** Returns the declaration around a place; undefined for what runs when its package is imported. */
function ownerOf({ node, file }: Place): Owner | undefined {
  const func = file.declarationAt(node.startIndex)
  if (func !== undefined) {
    const type = func.type === 'method_declaration' ? typeNameOf(func) : undefined
    if (type !== undefined) return ofType(type)
    const name = func.childForFieldName('name')?.text ?? ''
    return { key: `function ${file.path} ${func.startIndex}`, names: [name], package: file.package }
  }
  let declared: Node | undefined
  let isCalled = false
  for (let at: Node | null = node; at !== null; at = parentOf(at)) {
    if (at.type === 'call_expression') isCalled ||= !isConversion(at)
    // What is inside runs later, if at all.
    else if (at.type === 'func_literal') isCalled = false
    else if (/^(?:(?:type|var|const)_spec|type_alias)$/.test(at.type)) declared = at
  }
  if (declared === undefined || isCalled) return undefined
  if (/^type/.test(declared.type)) return ofType(declared.childForFieldName('name')?.text ?? '')
  // A constant without a type has that of the one above it.
  const specs = declared.type === 'const_spec' ? named(parentOf(declared)) : [declared]
  if (specs.length > mostTogether) return undefined
  const names = specs.flatMap((one) => one.childrenForFieldName('name').map(({ text }) => text))
  const key = `value ${file.path} ${specs[0]?.startIndex}`
  return { key, names: names.filter((name) => name !== '_'), package: file.package }

  function ofType(name: string): Owner {
    return { key: `type ${file.package} ${name}`, names: [name], package: file.package }
  }
}

/** Whether an identifier is the name in its own declaration. */
function isName({ id, parent }: Node): boolean {
  return (
    /^(?:(?:type|var|const)_spec|type_alias|function_declaration)$/.test(parent?.type ?? '') &&
    parent?.childrenForFieldName('name').some((one) => one.id === id) === true
  )
}

/** Whether a call only makes a value of a type: `(*T)(nil)`. */
function isConversion(call: Node): boolean {
  return call.childForFieldName('function')?.type === 'parenthesized_expression'
}

function typeNameOf(method: Node): string | undefined {
  let type = receiverParameter(method)?.type
  while (type !== undefined && type.type !== 'type_identifier') type = named(type)[0]
  return type?.text
}
