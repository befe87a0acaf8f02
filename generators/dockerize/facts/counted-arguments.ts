import type { Node } from 'web-tree-sitter'
import { assignedValues, assignmentsOf } from '../go/assignments.ts'
import { callsNamed, givenFor } from '../go/calls.ts'
import { identifiersOf, type Program, packageAt } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, bare, calleeOf, callOf, parameterIndex, receiverOf } from '../go/syntax.ts'
import { functionsCalled } from '../go/types.ts'
import { endsAt } from './ending-tests.ts'

const flagPackage = /(?:^|\/)p?flag$/

/** Returns the tests of the number of arguments that end a program: `if flag.NArg() < 1 {` */
export function countTests(given: readonly string[], program: Program): readonly Place[] {
  // Looking at every `len` of a program would take long.
  const files = program.files.filter(
    ({ mentions, text }) => mentions('Args') && /\bos\.Args\b|flag\.Args\(/.test(text),
  )
  const receiving = files.flatMap((file) => filesThatReceive(file, program))
  const uses = [
    ...callsNamed('NArg', program),
    ...callsNamed('len', program, [...new Set([...files, ...receiving])]),
  ]
  return uses.filter(({ node, file }) => {
    const count = countOf({ node, file }, given, program)
    const test = bare(node)?.parent ?? null
    const result = count === undefined ? undefined : resultOf(test, node, count)
    if (test === null || result === undefined) return false
    return endsAt({ node: test, file }, result, given, program)
  })
}

/** Returns the files of the functions that get the list of arguments: `parse(flag.Args())`. */
function filesThatReceive(file: Place['file'], program: Program): readonly Place['file'][] {
  return identifiersOf('Args', [file]).flatMap(({ node }) => {
    const list = callOf(node) ?? node.parent
    const call = list?.parent?.type === 'argument_list' ? list.parent.parent : undefined
    if (call?.type !== 'call_expression') return []
    return functionsCalled({ node: call, file }, program).map((called) => called.file)
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
  const [list] = argumentsOf(node)
  return list === undefined ? undefined : lengthOf({ node: list, file }, given, program)
}

/** Returns the length of a list, if that is one of arguments. */
function lengthOf(
  place: Place,
  given: readonly string[],
  program: Program,
  isPassed = false,
): number | undefined {
  const values = valuesOf(place, program)
  const [value] = values
  if (values.length !== 1 || value === undefined) {
    // Every call of a function has to pass the same.
    const passed = isPassed || values.length > 0 ? [] : passedTo(place, program)
    const [length, ...others] = passed.map((one) => lengthOf(one, given, program, true))
    return others.every((one) => one === length) ? length : undefined
  }
  const { node, file } = value
  if (/^os\.Args$/.test(node.text)) return given.length + 1
  if (/^os\.Args\[1:\]$/.test(node.text)) return given.length
  const isOfFlags = node.type === 'call_expression' && calleeOf(node)?.text === 'Args'
  return isOfFlags && flagPackage.test(packageAt(receiverOf(node), file, program) ?? '')
    ? given.length
    : undefined
}

/** Returns what a variable is set to, or else the expression itself. */
function valuesOf({ node, file }: Place, program: Program): readonly Place[] {
  const expression = bare(node)
  if (expression?.type === 'identifier')
    return assignedValues(assignmentsOf({ node: expression, file }, program))
  return expression === undefined ? [] : [{ node: expression, file }]
}

/** Returns what is passed for a parameter that nothing else is assigned to. */
function passedTo({ node, file }: Place, program: Program): readonly Place[] {
  const func = file.declarationAt(node.startIndex)
  const index = func === undefined ? -1 : parameterIndex(node.text, func)
  if (func === undefined || index === -1) return []
  return givenFor({ node: func, file }, index, program)
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
