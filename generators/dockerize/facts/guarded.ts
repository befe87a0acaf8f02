import type { Node } from 'web-tree-sitter'
import { callersOf } from '../go/calls.ts'
import { filesThatName, type Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { above, parentOf, statementsOf } from '../go/syntax.ts'
import { commandAround } from './commands.ts'
import { isTakenByDefault } from './taken-by-default.ts'

/** How many callers are followed up to main. */
const deepest = 6
/** Tests of the error before, of the system, and of whether something was done already. */
const harmless = /\berr\w* *[!=]= *nil|\bruntime\.GOOS\b|== *nil\b/
const exists = /\bos\.Stat\(|exist/i
/** A test of a setting, after which a function may have nothing to do. */
const ofSetting = /^!|[!=]=/
const ofArguments = /\bargs\b|\blen\(|version|help/i

/**
 * Returns whether a program may well do without a call: it, or every call that leads to it, stands in
 * a branch that tests something else.
 */
export function isGuarded(place: Place, program: Program, seen: readonly string[] = []): boolean {
  const { node, file } = place
  if (file.isOver()) return false
  const func = file.declarationAt(node.startIndex)
  if (isInBranch(place, func, program) || hasReturned(node, func)) return true
  const key = `${file.path} ${func?.startIndex}`
  if (func === undefined || seen.length > deepest) return false
  // A function that calls itself needs another one first.
  if (seen.includes(key)) return true
  const callers = callersOf({ node: func, file }, program)
  if (callers.length === 0) return isChosen({ node: func, file }, program)
  return callers.every((caller) => isGuarded(caller, program, [...seen, key]))
}

/** Returns whether a statement stands in a branch below a function that tests something else. */
export function isInBranch(statement: Place, func: Node | undefined, program: Program): boolean {
  const { node, file } = statement
  return branchesAround(node, func).some((branch) => isGuard({ node: branch, file }, program))
}

/** Whether a function other than main has returned before, where a setting says so. */
function hasReturned(node: Node, func: Node | undefined): boolean {
  if (func === undefined || func.childForFieldName('name')?.text === 'main') return false
  return statementsOf(func.childForFieldName('body')).some((one) => {
    if (one.type !== 'if_statement' || one.endIndex > node.startIndex) return false
    const test = one.childForFieldName('condition')?.text ?? ''
    const last = one.childForFieldName('consequence')?.text.trimEnd().split('\n').at(-2)?.trim()
    return (
      ofSetting.test(test) &&
      !ofArguments.test(test) &&
      !harmless.test(test) &&
      /^return$|^return (.*, *)?nil$/.test(last ?? '')
    )
  })
}

/** Whether a function is only one of several in a map: `map[string]func(){"a": a.New}`. */
function isChosen({ node, file }: Place, program: Program): boolean {
  const name = node.childForFieldName('name')?.text
  if (name === undefined || node.type !== 'function_declaration') return false
  const uses = filesThatName(name, file.package, program)
    .flatMap((other) => other.identifiers(name))
    .filter(({ parent }) => parent?.id !== node.id)
  return (
    uses.length > 0 &&
    uses.every((use) => {
      const literal = above(use, 'composite_literal')
      return literal?.childForFieldName('type')?.type === 'map_type'
    })
  )
}

/** Returns the blocks of ifs and the cases of switches around a node, innermost first. */
function branchesAround(node: Node, func: Node | undefined): readonly Node[] {
  const found: Node[] = []
  for (let at: Node | null = node; at !== null && at.id !== func?.id; at = parentOf(at)) {
    const parent = parentOf(at)
    const isBlock =
      parent?.type === 'if_statement' &&
      ['consequence', 'alternative'].some((name) => parent.childForFieldName(name)?.id === at?.id)
    const isCase = /^(expression_case|type_case|default_case)$/.test(at.type)
    if (isBlock || (isCase && !isPartOf(node, at.childForFieldName('value')))) found.push(at)
  }
  return found
}

function isPartOf(node: Node, outer: Node | null): boolean {
  return outer !== null && node.startIndex >= outer.startIndex && node.endIndex <= outer.endIndex
}

function isGuard({ node: branch, file }: Place, program: Program): boolean {
  const { parent } = branch
  if (parent === null || parent.type === 'select_statement') return false
  const test = parent.childForFieldName(parent.type === 'if_statement' ? 'condition' : 'value')
  const before = parent.childForFieldName('initializer')
  if (exists.test(`${before?.text} ${test?.text}`)) return true
  if (harmless.test(test?.text ?? '')) return false
  if (isTakenByDefault({ node: branch, file }, program)) return false
  // The name of a sub-command is what the program is started with.
  const [inner, outer] = [branch, parent].map((node) => commandAround({ node, file }, program))
  return inner?.join(' ') === outer?.join(' ')
}
