import type { Node } from 'web-tree-sitter'
import { assignmentsOf } from '../go/assignments.ts'
import { callersOf, callsNamed, everyCallNamed } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { identifiersOf, importersOf, type Program, packageAt } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import {
  above,
  argumentsOf,
  bare,
  calleeOf,
  named,
  receiverOf,
  statementsOf,
} from '../go/syntax.ts'
import { commandWith, kingpinPath } from './commands.ts'
import { isInBranch } from './guarded.ts'

const flagPackage = /(?:^|\/)p?flag$/
const ends =
  /^(?:\w+\.)*(?:os\.Exit\([^0)]|Fatal(?:f|ln)?\(|Exitf?\(|Panic(?:f|ln)?\()|^panic\(|^log\.(?:Fatal|Panic)/
/** What may run instead of what follows, in a branch that ends. */
const runs = /\b\w*(?:serve|run|start|listen|daemon)\w*\(/i
/** How many callers a test is followed through to main. */
const deepest = 3

/**
 * Returns where a program ends because of the arguments that it is started with; undefined if that is
 * nowhere for sure.
 */
export function endsWithoutArgument(
  given: readonly string[],
  program: Program,
): string | undefined {
  const found =
    countTests(given, program)[0] ??
    requiredByCobra(given, program)[0] ??
    requiredByKingpin(given, program)[0]
  return found === undefined ? undefined : sourceOf(found)
}

/** `if flag.NArg() < 1 {`, `if len(flag.Args()) == 0 {`, `if len(os.Args) != 2 {` */
function countTests(given: readonly string[], program: Program): readonly Place[] {
  // Looking at every `len` of a program would take long.
  const files = program.files.filter(({ text }) => /\bos\.Args\b|flag\.Args\(/.test(text))
  const uses = [...callsNamed('NArg', program), ...callsNamed('len', program, files)]
  return uses.flatMap(({ node, file }) => {
    const count = countOf({ node, file }, given, program)
    const test = bare(node)?.parent ?? null
    const result = count === undefined ? undefined : resultOf(test, node, count)
    let condition = test
    while (condition?.parent?.type === 'binary_expression') {
      // Only with `||`, one part is enough.
      if (condition.parent.childForFieldName('operator')?.text !== '||' || result !== true)
        return []
      condition = condition.parent
    }
    const statement = condition?.parent
    if (result === undefined || statement?.type !== 'if_statement') return []
    if (statement.childForFieldName('condition')?.id !== condition?.id) return []
    const block = statement.childForFieldName(result ? 'consequence' : 'alternative')
    const isMain = isInMain({ node: statement, file }, program)
    const isEnd = block !== null && endsIn(block, isMain)
    return isEnd && isAlwaysRun({ node: statement, file }, program, 0) ? [{ node, file }] : []
  })
}

/** Returns how many arguments an expression counts; undefined if it counts something else. */
function countOf(
  { node, file }: Place,
  given: readonly string[],
  program: Program,
): number | undefined {
  if (calleeOf(node)?.text === 'NArg') {
    return flagPackage.test(packageAt(receiverOf(node), file, program) ?? '')
      ? given.length
      : undefined
  }
  const list = bare(argumentsOf(node)[0] ?? null)
  const values =
    list?.type === 'identifier'
      ? assignmentsOf({ node: list, file }, program).map(({ value }) => bare(value))
      : [list]
  const [value] = values
  if (values.length !== 1 || value === undefined) return undefined
  if (/^os\.Args$/.test(value.text)) return given.length + 1
  if (/^os\.Args\[1:\]$/.test(value.text)) return given.length
  const isOfFlags = value.type === 'call_expression' && calleeOf(value)?.text === 'Args'
  return isOfFlags && flagPackage.test(packageAt(receiverOf(value), file, program) ?? '')
    ? given.length
    : undefined
}

/** Returns the result of a comparison of a count with a number. */
function resultOf(test: Node | null, node: Node, count: number): boolean | undefined {
  if (test?.childForFieldName('left')?.id !== node.id) return undefined
  const right = test.childForFieldName('right')
  if (right?.type !== 'int_literal') return undefined
  const other = Number(right.text)
  switch (test.childForFieldName('operator')?.text) {
    case '<':
      return count < other
    case '<=':
      return count <= other
    case '==':
      return count === other
    case '!=':
      return count !== other
    case '>':
      return count > other
    case '>=':
      return count >= other
    default:
      return undefined
  }
}

/** Whether a block ends the program: by its last statement, which in main may be a return. */
function endsIn(block: Node, isMain: boolean): boolean {
  const last = statementsOf(block).at(-1)
  return (
    last !== undefined && (ends.test(last.text) || (isMain && last.type === 'return_statement'))
  )
}

function isInMain({ node, file }: Place, program: Program): boolean {
  const name = file.declarationAt(node.startIndex)?.childForFieldName('name')?.text
  const isLiteral = above(node, 'func_literal') !== undefined
  return name === 'main' && file.package === program.main.path && !isLiteral
}

/** Whether main runs a statement whatever else is set, before anything else could serve. */
function isAlwaysRun(statement: Place, program: Program, depth: number): boolean {
  const { node, file } = statement
  const func = file.declarationAt(node.startIndex)
  const isLiteral = above(node, 'func_literal') !== undefined
  if (func === undefined || isLiteral || isInBranch(statement, func, program)) return false
  const before = statementsOf(func.childForFieldName('body')).filter(
    ({ endIndex }) => endIndex <= node.startIndex,
  )
  if (before.some(({ type, text }) => /^(?:if|\w+_switch)/.test(type) && runs.test(text)))
    return false
  if (isInMain(statement, program)) return true
  const callers = depth < deepest ? callersOf({ node: func, file }, program) : []
  return callers.some((caller) => isAlwaysRun(caller, program, depth + 1))
}

/** `Args: cobra.ExactArgs(1)` of the command that is started. */
function requiredByCobra(given: readonly string[], program: Program): readonly Place[] {
  // Whether a command has no other one above it is sure only where there is one.
  if (given.length === 0 && everyCallNamed('AddCommand', program.files).length > 0) return []
  return identifiersOf('Args', importersOf('github.com/spf13/cobra', program)).flatMap((place) => {
    const { node, file } = place
    const element = above(node, 'keyed_element')
    const [key, value] = named(element)
    if (element === undefined || key?.startIndex !== node.startIndex || value === undefined)
      return []
    const least = /\b(?:ExactArgs|MinimumNArgs|RangeArgs|ExactValidArgs)\((\d+)/.exec(
      value.text,
    )?.[1]
    const isNeeded = Number(least ?? 0) > 0 && /^(?:\w+\.)?\w+\(/.test(value.text)
    if (!isNeeded || !isLive({ node, file }, program)) return []
    const command = commandWith({ node: element, file }, program)
    return command?.join(' ') === given.join(' ') ? [{ node, file }] : []
  })
}

/** `kingpin.Arg("target", "").Required()`, of the program or of the command that is started. */
function requiredByKingpin(given: readonly string[], program: Program): readonly Place[] {
  const files = program.files.filter(({ header }) =>
    header.imports.some(({ path }) => path.includes('kingpin')),
  )
  return callsNamed('Arg', program, files).flatMap(({ node, file }) => {
    const receiver = receiverOf(node)
    if (receiver === undefined || !isRequiredBelow(node)) return []
    const names = kingpinPath({ node: receiver, file }, program, 0)
    const isIt =
      names.length > 0
        ? names.join(' ') === given.slice(0, names.length).join(' ')
        : isKingpin({ node: receiver, file }, program)
    return isIt ? [{ node, file }] : []
  })
}

/** Whether what a call returns is made required: `.Arg(…).Required().String()`. */
function isRequiredBelow(call: Node): boolean {
  const names = methodsOn(call)
  return names.includes('Required') && !names.includes('Envar')
}

/** Returns the names of the methods that are called on a call, one on the other. */
function methodsOn(call: Node): readonly string[] {
  const outer = call.parent?.parent
  if (outer?.type !== 'call_expression' || receiverOf(outer)?.id !== call.id) return []
  return [calleeOf(outer)?.text ?? '', ...methodsOn(outer)]
}

/** Whether an expression is the package kingpin, or what its New returned. */
function isKingpin({ node, file }: Place, program: Program): boolean {
  if (/kingpin/.test(packageAt(node, file, program) ?? '')) return true
  if (node.type !== 'identifier') return false
  return assignmentsOf({ node, file }, program).some(({ value }) =>
    /^kingpin\.New\(/.test(value?.text ?? ''),
  )
}
