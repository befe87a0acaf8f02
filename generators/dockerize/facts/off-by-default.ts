import type { Node } from 'web-tree-sitter'
import { assignedToField } from '../config/struct-fields.ts'
import { settingOf, tagOf } from '../config/struct-tags.ts'
import { type Assigned, assignmentsOf } from '../go/assignments.ts'
import { callersOf } from '../go/calls.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { bare, parentOf } from '../go/syntax.ts'
import { fieldOf, typeOf } from '../go/types.ts'
import { flagAt } from '../values/flags.ts'

/** How many callers are followed up to main. */
const deepest = 4

/** Returns whether a program only gets to a place where a setting, off by default, is on. */
export function isOffByDefault(place: Place, program: Program, depth = 0): boolean {
  const { node, file } = place
  if (file.isOver()) return false
  if (conditionsAround(node).some((one) => isOff({ node: one, file }, program))) return true
  const func = file.declarationAt(node.startIndex)
  if (func === undefined || depth > deepest) return false
  const callers = callersOf({ node: func, file }, program)
  return callers.length > 0 && callers.every((one) => isOffByDefault(one, program, depth + 1))
}

/** Returns the conditions of the ifs whose first block a node is in. */
function conditionsAround(node: Node): readonly Node[] {
  const found: Node[] = []
  for (let at = node, parent = parentOf(at); parent !== null; at = parent, parent = parentOf(at)) {
    const condition = parent.childForFieldName('condition')
    if (condition !== null && parent.childForFieldName('consequence')?.id === at.id)
      found.push(condition)
  }
  return found
}

function isOff({ node, file }: Place, program: Program): boolean {
  const condition = bare(node)
  if (condition?.type === 'identifier')
    return isOffFlag(assignmentsOf({ node: condition, file }, program))
  if (condition?.type !== 'selector_expression')
    return /^os\.Getenv\("\w+"\) *(?:!= *""|== *"[^"]+")$/.test(condition?.text ?? '')
  const operand = condition.childForFieldName('operand')
  const name = condition.childForFieldName('field')?.text ?? ''
  const type = operand === null ? undefined : typeOf({ node: operand, file }, program)
  const field = type === undefined ? undefined : fieldOf(type, name, program)
  if (field === undefined) return false
  const assigned = assignedToField(name, field.owner, program)
  const { env, flag, default: fallback = 'false' } = settingOf(tagOf(field.tag))
  return assigned.length === 0
    ? (env ?? flag) !== undefined && /^(?:false|0|)$/.test(fallback)
    : isOffFlag(assigned)
}

/** Whether nothing but flags that are false by default give a value. */
function isOffFlag(all: readonly Assigned[]): boolean {
  const values = all.flatMap(({ definition, value, file }) => {
    const node = definition ?? bare(value)
    return node === undefined ? [] : [{ node, file }]
  })
  return (
    values.length > 0 &&
    values.every((place) => {
      const flag = flagAt(place)
      return flag !== undefined && (flag.default?.node.text ?? 'false') === 'false'
    })
  )
}
