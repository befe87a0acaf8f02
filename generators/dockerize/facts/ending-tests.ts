import { callersOf } from '../go/calls.ts'
import { endsOnError } from '../go/fatal-error.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { above, named, statementsOf } from '../go/syntax.ts'
import { commandAround, isStarted } from './commands.ts'
import { isInBranch } from './guarded.ts'

const ends =
  /^(?:\w+\.)*(?:os\.Exit\([^0)]|Fatal(?:f|ln)?\(|Exitf?\(|Panic(?:f|ln)?\()|^panic\(|^log\.(?:Fatal|Panic)/
const error = /^(?:fmt\.Errorf|errors\.\w+)\(|^(?:\w+\.)?[eE]rr[A-Z]?\w*$/
/** What may run instead of what follows, in a branch that ends. */
const runs = /\b\w*(?:serve|run|start|listen|daemon)\w*\(/i
/** How many callers a test is followed through to main. */
const deepest = 3

/** Returns whether a program that gets some arguments always ends where a test has a result. */
export function endsAt(
  test: Place,
  result: boolean,
  given: readonly string[],
  program: Program,
): boolean {
  const { file } = test
  let condition = test.node
  while (condition.parent?.type === 'binary_expression') {
    // Only with `||`, one part is enough.
    if (condition.parent.childForFieldName('operator')?.text !== '||' || !result) return false
    condition = condition.parent
  }
  const node = condition.parent
  if (node?.type !== 'if_statement') return false
  if (node.childForFieldName('condition')?.id !== condition.id) return false
  const block = node.childForFieldName(result ? 'consequence' : 'alternative')
  const statement = { node, file }
  const last = statementsOf(block).at(-1)
  if (last === undefined) return false
  const isReturn = last.type === 'return_statement'
  if (ends.test(last.text) || (isReturn && isInMain(statement, program)))
    return isAlwaysRun(statement, false, 0)
  return isReturn && error.test(named(named(last)[0]).at(-1)?.text ?? '')
    ? isAlwaysRun(statement, true, 0)
    : false

  /** Whether main runs a statement whatever else is set, before anything else could serve. */
  function isAlwaysRun(one: Place, isError: boolean, depth: number): boolean {
    const func = one.file.declarationAt(one.node.startIndex)
    const isLiteral = above(one.node, 'func_literal') !== undefined
    if (func === undefined || isLiteral || isInBranch(one, func, program)) return false
    const command = commandAround(one, program)
    if (command !== undefined && !isStarted(command, given)) return false
    const before = statementsOf(func.childForFieldName('body')).filter(
      ({ endIndex }) => endIndex <= one.node.startIndex,
    )
    if (before.some(({ type, text }) => /^(?:if|\w+_switch)/.test(type) && runs.test(text)))
      return false
    if (isInMain(one, program)) return !isError || depth > 0
    const callers = depth < deepest ? callersOf({ node: func, file: one.file }, program) : []
    return callers.some(
      (caller) =>
        (!isError || endsOnError(caller, program)) && isAlwaysRun(caller, isError, depth + 1),
    )
  }
}

function isInMain({ node, file }: Place, program: Program): boolean {
  const name = file.declarationAt(node.startIndex)?.childForFieldName('name')?.text
  const isLiteral = above(node, 'func_literal') !== undefined
  return name === 'main' && file.package === program.main.path && !isLiteral
}
