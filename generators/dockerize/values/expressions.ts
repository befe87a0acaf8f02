import type { Node } from 'web-tree-sitter'
import { type Place, sourceOf } from '../go/source-file.ts'
import { functionsAround, named, stringOf } from '../go/syntax.ts'
import { textOf, type Value } from './value.ts'

/** Returns the value of a literal; undefined for any other expression. */
export function literalOf(place: Place): Value | undefined {
  const { node } = place
  const isNumber = node.type === 'int_literal'
  if (!isNumber && !node.type.endsWith('string_literal')) return undefined
  const text = isNumber ? decimal(node.text) : (stringOf(node) ?? '')
  return { kind: 'text', text, source: sourceOf(place), place }
}

/**
 * Returns the values of a result that a function returns, without those of functions inside it, and
 * without those beside an error, which mean nothing.
 */
export function returnedBy(func: Node, index: number): readonly Node[] {
  return func
    .descendantsOfType('return_statement')
    .filter((statement) => statement !== null)
    .filter((statement) => functionsAround(statement)[0]?.id === func.id)
    .map((statement) => named(named(statement)[0]))
    .filter((results) => !failed.test(results.at(-1)?.text ?? '') || !isZero(results[index]))
    .flatMap((results) => results[index] ?? [])
}

/** A result that is an error. */
const failed = /^(?:err$|fmt\.Errorf\(|errors\.)/

function isZero(result: Node | undefined): boolean {
  return /^(?:0|""|nil)$/.test(result?.text ?? '')
}

/** Returns the elements of the literal of a slice or an array, or the values of a map's. */
export function elementsIn(literal: Node): readonly Node[] {
  return named(literal.childForFieldName('body')).flatMap((element) => {
    const value = element.type === 'keyed_element' ? named(element)[1] : element
    return value?.type === 'literal_element' ? named(value) : (value ?? [])
  })
}

/** Returns the sums of numbers that are known: `*port + 1`. */
export function added(terms: readonly (readonly Value[])[], place: Place): readonly Value[] {
  const [left = [], right = []] = terms
  return left.flatMap((a) =>
    right.flatMap((b): readonly Value[] => {
      const [x, y] = [textOf(a), textOf(b)]
      if (!/^\d{1,9}$/.test(x ?? '') || !/^\d{1,9}$/.test(y ?? '')) return []
      return [{ kind: 'text', text: String(Number(x) + Number(y)), source: sourceOf(place) }]
    }),
  )
}

function decimal(literal: string): string {
  const digits = literal.replaceAll('_', '')
  const octal = /^0([0-7]+)$/.exec(digits)?.[1]
  try {
    return String(octal === undefined ? BigInt(digits) : BigInt(`0o${octal}`))
  } catch {
    return digits
  }
}
