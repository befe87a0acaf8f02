import type { Node } from 'web-tree-sitter'
import { filesThatName, type Program, packageAt } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import type { Place } from '../go/source-file.ts'
import { above, callOf, receiverParameter } from '../go/syntax.ts'
import { functionsCalled, typeOf } from '../go/types.ts'
import { commandAround, isStarted, taggedCommands, topCommands } from './commands.ts'

/** How many functions are looked through from a listener up to main. */
const most = 300

/** How a program reaches a place. */
interface Ways {
  /** The names of the sub-commands that lead to it; none if main itself does. */
  readonly found: readonly (readonly string[])[]
  /** Whether there may be more, because not every function was looked through. */
  readonly isCut: boolean
}

const ways = remember<Ways>()

/** Returns the arguments with which a program reaches a place. */
function commandsThatReach(place: Place, program: Program): Ways {
  return ways(program, `${place.file.path} ${place.node.id}`, () => findWays(place, program))
}

function findWays(place: Place, program: Program): Ways {
  const found = new Map<string, readonly string[]>()
  let isCut = false
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
    if (name === 'main' && file.package === program.main.path) return { found: [[]], isCut: false }
    const key = `${file.path} ${func.startIndex}`
    isCut ||= seen.size > most || file.isOver()
    if (seen.has(key) || seen.size > most) continue
    seen.add(key)
    const tagged = func.type === 'method_declaration' ? taggedCommands(func, program) : []
    for (const one of tagged) found.set(one, [one])
    if (tagged.length > 0) continue
    queue.push(...references(program, key, () => referencesTo({ node: func, file }, name, program)))
  }
  return { found: [...found.values()], isCut }
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
          .filter((one) => (isMethod ? isOfMethod(one, other) : isOfFunction(one, other)))
          .map((one) => ({ node: one, file: other })),
  )

  /** Whether a name is that of this function, and no method's, field's or other package's. */
  function isOfFunction(one: Node, other: Place['file']): boolean {
    if (one.type !== 'field_identifier') return other.package === file.package
    return packageAt(one.parent?.childForFieldName('operand'), other, program) === file.package
  }

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
/** Those that hardly mean anything else. */
const clearlyServing = /^serv(?:e|er)$/i

/** Returns the arguments that start the server of a program; undefined if several could. */
export function argumentsFor(
  places: readonly Place[],
  program: Program,
): readonly string[] | undefined {
  const reached = places.map((place) => commandsThatReach(place, program))
  const all = reached.flatMap(({ found }) => found)
  if (places.length === 0 || all.some((one) => one.length === 0)) return []
  const distinct = [...new Map(all.map((one) => [one.join(' '), one])).values()].sort(
    (a, b) => a.length - b.length,
  )
  const sure = distinct.find((names) => names.every((name) => serving.test(name)))
  if (sure !== undefined) return sure
  // What was not followed to its end may start elsewhere.
  const isWhole = all.length > 0 && !reached.some(({ isCut }) => isCut)
  const [named, ...others] = topCommands(program).filter((name) =>
    (isWhole ? clearlyServing : serving).test(name),
  )
  if (named !== undefined && others.length === 0) return [named]
  if (distinct.length < 2) return distinct[0] ?? []
  return distinct.find((names) => serving.test(names.at(-1) ?? ''))
}

/** Returns whether a program reaches a place only with other arguments than some. */
export function isOfOtherCommand(
  place: Place,
  given: readonly string[],
  program: Program,
): boolean {
  if (given.length === 0) return false
  const { found, isCut } = commandsThatReach(place, program)
  const isReached = found.some((names) => isStarted(names, given))
  return found.length > 0 && !isCut && !isReached
}

/** Returns whether main itself may reach a place, whatever the arguments are. */
export function isReachedByMain(place: Place, program: Program): boolean {
  // What a function without a name does, others may call.
  const literal = above(place.node, 'func_literal')
  if (literal !== undefined && literal.parent?.type !== 'call_expression') return false
  return commandsThatReach(place, program).found.some(({ length }) => length === 0)
}
