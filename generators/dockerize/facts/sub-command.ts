import type { Node } from 'web-tree-sitter'
import { tagOf } from '../config/struct-tags.ts'
import { everyCallNamed } from '../go/calls.ts'
import { filesThatName, type Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, callOf, named, receiverParameter, stringOf } from '../go/syntax.ts'
import { functionsCalled, typeOf } from '../go/types.ts'

/** How many functions are looked through from a listener up to main. */
const most = 300

/**
 * Returns the arguments with which a program reaches a place: the names of the sub-commands of cobra,
 * urfave/cli or go-flags that lead to it; none if main itself does. Several ways are several lists.
 */
function commandsThatReach(place: Place, program: Program): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>()
  const seen = new Set<string>()
  const queue = [place]
  for (const { node, file } of queue) {
    const command = commandAround({ node, file }, program)
    const func = file.declarationAt(node.startIndex)
    if (command !== undefined) {
      found.set(command.join(' '), command)
      continue
    }
    if (func === undefined) continue
    const name = func.childForFieldName('name')?.text ?? ''
    if (name === 'main' && file.package === program.main.path) return [[]]
    const key = `${file.path} ${func.startIndex}`
    if (seen.has(key) || seen.size > most) continue
    seen.add(key)
    const tagged = name === 'Execute' ? taggedCommands(func, program) : []
    for (const one of tagged) found.set(one, [one])
    if (tagged.length === 0) queue.push(...referencesTo({ node: func, file }, name, program))
  }
  return [...found.values()]
}

function referencesTo({ node, file }: Place, name: string, program: Program): readonly Place[] {
  const isMethod = node.type === 'method_declaration'
  const files = isMethod ? program.files : filesThatName(name, file.package, program)
  return files.flatMap((other) =>
    other.isProtocol
      ? []
      : other
          .identifiers(name)
          .filter((one) => one.parent?.id !== node.id)
          .filter((one) => !isMethod || isOfMethod(one, other))
          .map((one) => ({ node: one, file: other })),
  )

  /** Whether a name is that of this method, as far as the type of its receiver is known. */
  function isOfMethod(one: Node, other: Place['file']): boolean {
    if (one.type !== 'field_identifier') return false
    const call = callOf(one)
    if (call !== undefined) {
      return functionsCalled({ node: call, file: other }, program).some(
        (called) => called.node.id === node.id && called.file === file,
      )
    }
    const operand = one.parent?.childForFieldName('operand')
    const type =
      operand === null || operand === undefined
        ? undefined
        : typeOf({ node: operand, file: other }, program)
    const receiver = receiverParameter(node)?.type?.text.replace(/^\*/, '')
    return type === undefined || type.name === receiver
  }
}

/** Returns the arguments of the command whose action a place is in. */
function commandAround(place: Place, program: Program): readonly string[] | undefined {
  for (let at: Node | null = place.node; at !== null; at = at.parent) {
    if (at.type !== 'keyed_element') continue
    const key = named(at)[0]?.text ?? ''
    if (!/^(Run|RunE|Action)$/.test(key)) continue
    const name = nameIn(at.parent)
    if (name !== undefined) return isRoot(at.parent, place, program) ? [] : [name]
  }
  return undefined
}

/** Returns the name in the literal of a command: `Use: "serve [flags]"`, `Name: "serve"`. */
function nameIn(literal: Node | null): string | undefined {
  for (const element of named(literal)) {
    const [key, value] = named(element)
    if (key?.text !== 'Use' && key?.text !== 'Name') continue
    const text = value?.type === 'literal_element' ? named(value)[0] : value
    return stringOf(text)?.split(' ')[0]
  }
  return undefined
}

/** Whether a command is the program itself: it has commands, or nothing adds it to another one. */
function isRoot(literal: Node | null, { file }: Place, program: Program): boolean {
  const composite = literal?.parent
  const type = composite?.childForFieldName('type')?.text ?? ''
  const keys = named(literal).map((element) => named(element)[0]?.text)
  if (type.endsWith('App') || keys.includes('Commands')) return true
  if (!keys.includes('Use')) return false
  const holders = holdersOf(composite ?? null, file)
  const added = everyCallNamed('AddCommand', program.files)
  return !added.some(({ node }) =>
    argumentsOf(node).some((argument) => {
      const words: readonly string[] = argument.text.match(/\w+/g) ?? []
      return holders.some((name) => words.includes(name)) || isInside(composite ?? null, argument)
    }),
  )
}

function isInside(node: Node | null, outer: Node): boolean {
  return (
    node !== null &&
    node.tree === outer.tree &&
    node.startIndex >= outer.startIndex &&
    node.endIndex <= outer.endIndex
  )
}

/** Returns the names of the variable and the function that a command is known by. */
function holdersOf(composite: Node | null, file: Place['file']): readonly string[] {
  if (composite === null) return []
  const func = file.declarationAt(composite.startIndex)
  const own = func?.childForFieldName('name')?.text
  let at: Node | null = composite
  while (at !== null && !/^(short_var_declaration|assignment_statement|var_spec)$/.test(at.type))
    at = at.parent
  const left = at?.childForFieldName('left') ?? at?.childForFieldName('name')
  const names = [own ?? '', left?.text ?? '']
  return names.filter((name) => !/^(main|init|)$/.test(name))
}

/** Returns the commands of go-flags whose struct has an Execute method: `command:"serve"`. */
function taggedCommands(method: Node, program: Program): readonly string[] {
  const type = /(\w+)\s*\)$/.exec(method.childForFieldName('receiver')?.text ?? '')?.[1]
  if (type === undefined) return []
  return program.files.flatMap((file) =>
    !file.text.includes('command:"')
      ? []
      : file.identifiers(type).flatMap((one) => {
          let at: Node | null = one
          while (at !== null && at.type !== 'field_declaration') at = at.parent
          const command = tagOf(at?.childForFieldName('tag')?.text ?? '').get('command')
          return command === undefined ? [] : [command]
        }),
  )
}

/** Names of sub-commands that start a server. */
const serving = /^(serve|server|start|run|up|listen|web|api|daemon|http)$/i

/** Returns the arguments that start the server of a program; undefined if several could. */
export function argumentsFor(
  places: readonly Place[],
  program: Program,
): readonly string[] | undefined {
  const all = places.flatMap((place) => commandsThatReach(place, program))
  if (all.length === 0 || all.some((one) => one.length === 0)) return []
  const distinct = [...new Map(all.map((one) => [one.join(' '), one])).values()]
  const [first] = distinct
  if (distinct.length === 1) return first
  return distinct.find(([name = '']) => serving.test(name))
}
