import type { Node } from 'web-tree-sitter'
import { assignedToField } from '../config/struct-fields.ts'
import { type Assigned, assignmentsOf } from '../go/assignments.ts'
import { calledFrom } from '../go/calls.ts'
import { type Program, packageAt } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, bare, stringOf } from '../go/syntax.ts'
import { typeOf } from '../go/types.ts'
import { flagDefined } from '../values/flags.ts'

/** Variables that say where a program runs: we set none of them. */
const ofSurroundings = /(?:^|_)(?:ENV|ENVIRONMENT|MODE|STAGE)$/

/** Returns whether a branch of an if is taken where flags and variables are not set. */
export function isTakenByDefault({ node: branch, file }: Place, program: Program): boolean {
  const { parent } = branch
  if (parent?.type !== 'if_statement') return false
  const test = parent.childForFieldName('condition')
  const result = test === null ? undefined : resultOf({ node: test, file }, program)
  const isElse = parent.childForFieldName('alternative')?.id === branch.id
  return result !== undefined && result !== isElse
}

/** Returns the result of a test by default; undefined if it is not known. */
function resultOf({ node, file }: Place, program: Program): boolean | undefined {
  const test = bare(node)
  const within = (child: Node | null | undefined) =>
    child === null || child === undefined ? undefined : resultOf({ node: child, file }, program)
  if (test?.type === 'unary_expression' && test.text.startsWith('!')) {
    const inner = within(test.childForFieldName('operand'))
    return inner === undefined ? undefined : !inner
  }
  if (test?.type !== 'binary_expression') {
    const value = defaultOf(test, file, program)
    return value === 'true' || value === 'false' ? value === 'true' : undefined
  }
  const [left, right] = [test.childForFieldName('left'), test.childForFieldName('right')]
  const operator = test.childForFieldName('operator')?.text
  if (operator === '&&' || operator === '||') {
    const results = [within(left), within(right)]
    const decides = operator === '||'
    if (results.includes(decides)) return decides
    return results.includes(undefined) ? undefined : !decides
  }
  if (operator !== '==' && operator !== '!=') return undefined
  const [value, other] = [defaultOf(bare(left), file, program), stringOf(right)]
  if (value === undefined || other === undefined) return undefined
  return (value === other) === (operator === '==')
}

/** Returns the default of a flag or a variable as text; undefined if it is not known. */
function defaultOf(
  node: Node | undefined,
  file: Place['file'],
  program: Program,
): string | undefined {
  if (node?.type === 'call_expression') return ofCall({ node, file }, program)
  const all = assignedTo(node, file, program)
  const [one, ...others] = all.filter(({ value, definition }) => value ?? definition)
  if (one === undefined || others.length > 0) return undefined
  const call = bare(one.definition ?? one.value)
  return call?.type === 'call_expression'
    ? ofCall({ node: call, file: one.file }, program)
    : undefined
}

function assignedTo(
  node: Node | undefined,
  file: Place['file'],
  program: Program,
): readonly Assigned[] {
  if (node?.type === 'identifier') return assignmentsOf({ node, file }, program)
  const operand = node?.type === 'selector_expression' ? node.childForFieldName('operand') : null
  if (operand === null || packageAt(operand, file, program) !== undefined) return []
  const type = typeOf({ node: operand, file }, program)
  const name = node?.childForFieldName('field')?.text ?? ''
  return type === undefined ? [] : assignedToField(name, type, program)
}

function ofCall(call: Place, program: Program): string | undefined {
  const called = calledFrom(call, program)
  if (called?.path === 'os' && /^(?:Getenv|LookupEnv)$/.test(called.name)) {
    return ofSurroundings.test(stringOf(argumentsOf(call.node)[0]) ?? '') ? '' : undefined
  }
  const value = flagDefined(call)?.default?.node
  return /^(?:true|false)$/.test(value?.text ?? '') ? value?.text : stringOf(value)
}
