import type { Node } from 'web-tree-sitter'
import { callersOf } from './calls.ts'
import type { Program } from './program.ts'
import { remember } from './remember.ts'
import type { Place } from './source-file.ts'
import {
  calleeOf,
  functionsAround,
  named,
  type Parameter,
  parametersOf,
  parentOf,
  resultsOf,
} from './syntax.ts'

const ends =
  /\b(?:Fatal|Fatalf|Fatalln|Panic|Panicf|Panicln|Exit|Exitf)\s*\(|\bpanic\s*\(|\.Fatal\(\)|\bmust\w*\(|\bcheck\w*\(/i
const returns = /\breturn\b[^\n]*\b(err\w*|Err\w*|errors?)\b/
const missing = /IsNotExist|ErrNotExist|ConfigFileNotFoundError/
const exists = /\bos\.Stat\(|\b\w*exists?\w*\(/i
const starting = /^(main|run|start|init|new|load|parse|setup|must|config)/i

/** How many callers an error is followed through. */
const deepest = 5

/**
 * Returns whether a program ends when a call fails: the error is checked, and then there is a fatal
 * call or a panic, or the error is returned by a function that runs at the start, whose callers do the
 * same.
 */
export function endsOnError(place: Place, program: Program, depth = 0): boolean {
  const { node: call, file } = place
  if (isChecked(call) || isPastCheck(call)) return false
  let at = call
  for (const outer of callsAbove(at, 'argument_list')) {
    at = outer
    if (/^(must|check)/i.test(calleeOf(outer)?.text ?? '')) return true
  }
  for (const outer of callsAbove(at, 'selector_expression')) {
    at = outer
    const [around] = callsAbove(outer, 'argument_list')
    if (around !== undefined && /^must/i.test(calleeOf(around)?.text ?? '')) return true
  }
  const [func] = functionsAround(call)
  const name = func?.childForFieldName('name')?.text ?? 'main'
  const list = parentOf(at)
  const around = list === null ? null : parentOf(list)
  if (list?.type === 'return_statement' || around?.type === 'return_statement') return endsCallers()
  const statement = list?.type === 'expression_list' ? around : list
  const check =
    statement?.parent?.type === 'if_statement' ? statement.parent : checkAfter(statement)
  const block = check?.childForFieldName('consequence')?.text ?? ''
  const ofMissing = testOfMissing(check)
  if (ofMissing !== undefined) return endsWhereMissing(ofMissing)
  if (missing.test(block)) return false
  return ends.test(block) || (returnsError(block, func) && endsCallers())

  function endsCallers(): boolean {
    const isLast = func === undefined || func.type === 'func_literal' || depth > deepest
    const callers = isLast || file.isOver() ? [] : callersOf({ node: func, file }, program)
    // Where the name says that it runs at the start, one caller that ends is enough.
    return callers.length === 0
      ? starting.test(name) || (func !== undefined && isAction(func))
      : (depth > 0 || starting.test(name)) &&
          callers.some((caller) => endsOnError(caller, program, depth + 1))
  }
}

/** Whether a function is what a command of cobra or urfave/cli runs, which ends with its error. */
function isAction(func: Node): boolean {
  return parametersOf(func).some(({ type }) =>
    /\b(?:cobra\.Command|cli\.(?:Context|Command))$/.test(type?.text ?? ''),
  )
}

/** Returns the if that asks whether a file is missing: a check itself, or one inside it. */
function testOfMissing(check: Node | undefined): Node | undefined {
  return (
    [check, ...(check?.descendantsOfType('if_statement') ?? [])].find((one) =>
      missing.test(one?.childForFieldName('condition')?.text ?? ''),
    ) ?? undefined
  )
}

/** Whether a program ends where a file is missing, by the if that asks for that. */
function endsWhereMissing(test: Node): boolean {
  const isNegated = /!(?!=)/.test(test.childForFieldName('condition')?.text ?? '')
  return !isNegated && ends.test(test.childForFieldName('consequence')?.text ?? '')
}

/** Returns the calls, inside out, that a node is an argument of, or that call methods of it. */
function* callsAbove(node: Node, as: 'argument_list' | 'selector_expression'): Iterable<Node> {
  const parent = parentOf(node)
  const call = parent?.type === as ? parentOf(parent) : null
  if (call?.type !== 'call_expression') return
  yield call
  yield* callsAbove(call, as)
}

/** Whether a call is only made where a file is known to be there. */
function isChecked(call: Node): boolean {
  for (let at: Node | null = call; at !== null; at = parentOf(at)) {
    if (at.type !== 'if_statement') continue
    const before = [at.childForFieldName('initializer'), at.childForFieldName('condition')]
    const isPart = before.some(
      (part) =>
        part !== null && part.startIndex <= call.startIndex && call.endIndex <= part.endIndex,
    )
    if (!isPart && before.some((part) => exists.test(part?.text ?? ''))) return true
  }
  return false
}

/** Whether a function has returned before a call where the file is not there. */
function isPastCheck(call: Node): boolean {
  for (let at: Node | null = call; at !== null && !isFunction(at); at = parentOf(at)) {
    const parent = parentOf(at)
    if (parent === null || !/block|statement_list/.test(parent.type)) continue
    if (checksIn(parent).some((end) => end <= call.startIndex)) return true
  }
  return false
}

const checks = remember<readonly number[]>()

/** Returns where the statements of a block end that return unless a file is there. */
function checksIn(block: Node): readonly number[] {
  return checks(block.tree, `${block.id}`, () => {
    const all = statementsIn(block)
    return all.flatMap((one, index) => {
      const body = one.type === 'if_statement' ? one.childForFieldName('consequence')?.text : ''
      if (!/\breturn\b/.test(body ?? '') || ends.test(body ?? '')) return []
      const initializer = one.childForFieldName('initializer') ?? all[index - 1]
      const condition = one.childForFieldName('condition')?.text ?? ''
      return exists.test(condition) || exists.test(initializer?.text ?? '') ? [one.endIndex] : []
    })
  })
}

const statements = remember<readonly Node[]>()

function statementsIn(block: Node): readonly Node[] {
  return statements(block.tree, `${block.id}`, () => named(block))
}

function isFunction({ type }: Node): boolean {
  return /^(function_declaration|method_declaration|func_literal)$/.test(type)
}

/** Returns the `if err != nil` after a statement, before the error gets another value. */
function checkAfter(statement: Node | null | undefined): Node | undefined {
  if (statement === null || statement === undefined) return undefined
  const error = /\berr\w*(?= *:?=)/.exec(statement.text)?.[0]
  if (error === undefined) return undefined
  const block = parentOf(statement)
  const end = statement.endIndex
  for (const one of block === null ? [] : statementsIn(block)) {
    if (one.startIndex < end) continue
    const isTest = one.type === 'if_statement'
    const set = isTest ? (one.childForFieldName('initializer')?.text ?? '') : one.text
    const test = isTest ? one.childForFieldName('condition')?.text : undefined
    if (new RegExp(`\\b${error}\\b *(, *\\w+ *)?:?=[^=]`).test(set)) return undefined
    if (new RegExp(`\\b${error} *!= *nil`).test(test ?? '')) return one
  }
  return undefined
}

/** Whether a block returns an error: by its name, or by that of the result (`return`). */
function returnsError(block: string, func: Node | undefined): boolean {
  if (returns.test(block)) return true
  return /\breturn\s*[}\n]/.test(block) && func !== undefined && resultsOf(func).some(isError)
}

function isError({ type }: Parameter): boolean {
  return type?.text === 'error'
}
