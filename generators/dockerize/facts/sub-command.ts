import type { Node } from 'web-tree-sitter'
import { filesThatName, type Program } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import type { Place } from '../go/source-file.ts'
import { callOf, receiverParameter } from '../go/syntax.ts'
import { functionsCalled, typeOf } from '../go/types.ts'
import { commandAround, taggedCommands } from './commands.ts'

/** How many functions are looked through from a listener up to main. */
const most = 300

/**
 * Returns the arguments with which a program reaches a place: the names of the sub-commands that lead
 * to it; none if main itself does. Several ways are several lists.
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
    const tagged = func.type === 'method_declaration' ? taggedCommands(func, program) : []
    for (const one of tagged) found.set(one, [one])
    if (tagged.length > 0) continue
    queue.push(...references(program, key, () => referencesTo({ node: func, file }, name, program)))
  }
  return [...found.values()]
}

const references = remember<readonly Place[]>()

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
  return distinct.find((names) => serving.test(names.at(-1) ?? ''))
}
