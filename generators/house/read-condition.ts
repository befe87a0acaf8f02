import type { Condition } from './condition.ts'

/** A condition that was read, or why its text is invalid. */
export type ConditionReading = { readonly condition: Condition } | { readonly problem: string }

/** The maximum length of the text of a condition. */
export const conditionLength = 500

/** How deep parentheses and negations may be nested. */
const maximumDepth = 20

/** A token of a condition, and its 1-based position. */
interface Token {
  readonly text: string
  readonly at: number
}

/** A part of a condition, and the tokens after it. */
interface Part {
  readonly condition: Condition
  readonly rest: readonly Token[]
}

/** A condition that can't be read; the message says where and why. */
class ConditionError extends Error {
  override name = 'ConditionError'
}

/**
 * Reads the text of a condition: variables, `!`, `&&`, `||` and parentheses. As in Go, `!` binds
 * more tightly than `&&`, and `&&` more tightly than `||`. Whether the variables exist is not
 * checked here: see `unknownIn`.
 */
export function readCondition(text: string): ConditionReading {
  if (text.length > conditionLength) {
    return { problem: `it is longer than ${conditionLength} characters` }
  }
  try {
    const { condition, rest } = anyOf(tokensOf(text), 0)
    if (rest.length > 0) throw unexpected(rest, '&&, || or the end')
    return { condition }
  } catch (error) {
    if (error instanceof ConditionError) return { problem: error.message }
    throw error
  }
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(/[A-Za-z][A-Za-z0-9]*|&&|\|\||\S/g)].map(({ 0: token, index }) => ({
    text: token,
    at: index + 1,
  }))
}

function anyOf(tokens: readonly Token[], depth: number): Part {
  return joined('any', '||', allOf, tokens, depth)
}

function allOf(tokens: readonly Token[], depth: number): Part {
  return joined('all', '&&', single, tokens, depth)
}

/** Reads parts with an operator between them; a single part stands for itself. */
function joined(
  kind: 'all' | 'any',
  operator: string,
  read: (tokens: readonly Token[], depth: number) => Part,
  tokens: readonly Token[],
  depth: number,
): Part {
  const first = read(tokens, depth)
  const parts = [first.condition]
  let rest = first.rest
  while (rest[0]?.text === operator) {
    const next = read(rest.slice(1), depth)
    parts.push(next.condition)
    rest = next.rest
  }
  return { condition: parts.length === 1 ? first.condition : { kind, of: parts }, rest }
}

/** Reads a variable, a negation or parentheses. */
function single(tokens: readonly Token[], depth: number): Part {
  if (depth > maximumDepth) {
    throw new ConditionError(`it is nested more than ${maximumDepth} levels deep`)
  }
  const [first, ...rest] = tokens
  if (first?.text === '!') {
    const { condition, rest: after } = single(rest, depth + 1)
    return { condition: { kind: 'not', of: condition }, rest: after }
  }
  if (first?.text === '(') {
    const inner = anyOf(rest, depth + 1)
    if (inner.rest[0]?.text !== ')') throw unexpected(inner.rest, 'a closing parenthesis')
    return { condition: inner.condition, rest: inner.rest.slice(1) }
  }
  if (first === undefined || !/^[A-Za-z]/.test(first.text)) {
    throw unexpected(tokens, 'a variable, ! or an opening parenthesis')
  }
  return { condition: { kind: 'variable', name: first.text }, rest }
}

function unexpected([found]: readonly Token[], expected: string): ConditionError {
  return new ConditionError(
    found === undefined
      ? `it ends where ${expected} is expected`
      : `it has ${found.text} at character ${found.at}, where ${expected} is expected`,
  )
}
