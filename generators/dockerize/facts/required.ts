import type { Node } from 'web-tree-sitter'
import { escapeRegExp } from '../../escape-reg-exp.ts'
import { grouped } from '../../grouped.ts'
import type { Program } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import type { Place } from '../go/source-file.ts'
import { functionsAround, named, parentOf } from '../go/syntax.ts'
import { isInBranch } from './guarded.ts'

const fatal =
  /\b(?:log(?:rus|ger)?|slog|zap|glog|klog|l|s|logging|sugar)?\.?(?:Fatal|Fatalf|Fatalln|Panic|Panicf|Panicln|Exit|Exitf)\s*\(|\bpanic\s*\(|\bos\.Exit\s*\(|\.Fatal\(\)/
const failing = /^return\b.*(?:\b(?:err|error|Errorf|errors\.|Err[A-Z]\w*|Error)\b|\berr\w*$)/s

/**
 * Returns whether a program ends when a call returns nothing: what the call is assigned to is
 * compared with nothing, and then there is a fatal call, a panic or a returned error.
 */
export function isRequired({ node, file }: Place, program: Program): boolean {
  if (file.isOver()) return false
  const condition = conditionAround(node)
  if (condition !== undefined && isEmptyTest(condition.text, node.text)) {
    const statement = ifOf(condition)
    if (statement !== undefined) return endsIn(statement)
  }
  const switched = switchOn(node)
  if (switched !== undefined) return hasFatalDefault(switched)
  const names = targetsOf(node)
  const [func] = functionsAround(node)
  const all = testsIn(func ?? node.tree.rootNode)
  const naming = names.flatMap((name) => all.get(wordsOf(name).at(-1) ?? '') ?? [])
  return naming.some(({ node: one, text }) => {
    if (one.startIndex < node.startIndex - 400) return false
    if (one.type === 'expression_switch_statement') return text === names[0] && hasFatalDefault(one)
    return (
      isTestOf(text, names) &&
      isAfter(one, node) &&
      endsIn(one, names) &&
      !isInBranch({ node: one, file }, scopeOf(one, node), program)
    )
  })
}

/** An if or a switch statement, and the text of what it tests. */
interface Test {
  readonly node: Node
  readonly text: string
}

const tests = remember<ReadonlyMap<string, readonly Test[]>>()

/** Returns the ifs and switches in a function, by each word of what they test. */
function testsIn(scope: Node): ReadonlyMap<string, readonly Test[]> {
  return tests(scope.tree, `${scope.id}`, () => {
    const all = scope.descendantsOfType(['if_statement', 'expression_switch_statement'])
    return grouped(
      all.flatMap((node) => {
        const test = node?.childForFieldName(node.type === 'if_statement' ? 'condition' : 'value')
        if (node === null || test === null || test === undefined) return []
        const { text } = test
        return [...new Set(wordsOf(text))].map((word) => [word, { node, text }] as const)
      }),
    )
  })
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{Nd}_]+/gu) ?? []
}

/** Returns the nearest block around a statement that has the call in it too. */
function scopeOf(statement: Node, call: Node): Node | undefined {
  for (let at = parentOf(statement); at !== null; at = parentOf(at)) {
    if (at.startIndex <= call.startIndex && at.endIndex >= call.endIndex) return at
  }
  return undefined
}

function isAfter(statement: Node, call: Node): boolean {
  return statement.endIndex > call.startIndex
}

/** Whether a condition compares a call with nothing. */
function isEmptyTest(text: string, call: string): boolean {
  const plain = text.replaceAll(' ', '')
  if (plain.includes('&&')) return false
  const value = call.replaceAll(' ', '')
  return [`${value}==""`, `${value}==\`\``, `len(${value})==0`, `len(${value})<1`].some((one) =>
    plain.includes(one),
  )
}

function isTestOf(text: string, names: readonly string[]): boolean {
  // With another condition, the program may well do without it.
  if (text.includes('&&')) return false
  return names.some((name, index) => {
    const word = escapeRegExp(name)
    // The second result says whether there is one; a result alone may be a bool with a default.
    const canBeAbsent = index === 0 ? '' : `|(^|[^\\w.])!${word}\\b`
    return new RegExp(
      `(^|[^\\w.])${word} *== *(""|\`\`)|len\\(${word}\\) *(== *0|< *1)${canBeAbsent}|TrimSpace\\(${word}\\) *== *""`,
    ).test(text)
  })
}

/** Returns the condition of an if statement that a node is part of. */
function conditionAround(node: Node): Node | undefined {
  let at: Node = node
  for (let parent = parentOf(node); parent !== null; parent = parentOf(at)) {
    if (parent.type === 'if_statement') {
      return parent.childForFieldName('condition')?.id === at.id ? at : undefined
    }
    if (/statement|declaration|block/.test(parent.type)) return undefined
    at = parent
  }
  return undefined
}

function ifOf(condition: Node): Node | undefined {
  return condition.parent?.type === 'if_statement' ? condition.parent : undefined
}

function switchOn(node: Node): Node | undefined {
  let at: Node = node
  for (let parent = parentOf(node); parent !== null; parent = parentOf(at)) {
    if (parent.type === 'expression_switch_statement') {
      return parent.childForFieldName('value')?.id === at.id ? parent : undefined
    }
    if (/statement|declaration|block/.test(parent.type)) return undefined
    at = parent
  }
  return undefined
}

/** Whether every value that a switch does not name ends the program, nothing included. */
function hasFatalDefault(statement: Node): boolean {
  const cases = named(statement)
  const names = cases
    .filter(({ type }) => type === 'expression_case')
    .map((one) => one.childForFieldName('value')?.text ?? '')
  const other = cases.find(({ type }) => type === 'default_case')
  return (
    other !== undefined && fatal.test(other.text) && !names.some((name) => /(^|, *)""/.test(name))
  )
}

/** Returns the names that the results of a call are assigned to. */
function targetsOf(node: Node): readonly string[] {
  let at = node
  let list = parentOf(at)
  // Through conversions: strings.TrimSpace(os.Getenv("X")).
  while (list?.type === 'argument_list' || list?.type === 'call_expression') {
    at = list
    list = parentOf(at)
  }
  if (list?.type !== 'expression_list') return []
  const statement = parentOf(list)
  const left = statement?.childForFieldName('left')
  if (left !== null && left !== undefined) {
    const index = named(list).findIndex(({ id }) => id === at.id)
    const all = named(left).map(({ text }) => text)
    return named(list).length === 1 ? all : [all[index] ?? '']
  }
  return statement?.childrenForFieldName('name').map(({ text }) => text) ?? []
}

/** Whether an if statement ends the program, instead of giving a variable another value. */
function endsIn(statement: Node, names: readonly string[] = []): boolean {
  const block = statement.childForFieldName('consequence')
  if (block === null) return false
  const isSet = block
    .descendantsOfType('assignment_statement')
    .some((one) => names.includes(one?.childForFieldName('left')?.text.split(',')[0] ?? ''))
  if (isSet) return false
  if (fatal.test(block.text)) return true
  return block
    .descendantsOfType('return_statement')
    .some((one) => one !== null && failing.test(one.text) && !/, *nil$/.test(one.text))
}
