import { calledFrom } from '../go/calls.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, calleeOf, receiverOf, stringOf } from '../go/syntax.ts'
import { typeOf } from '../go/types.ts'
import type { Value } from './value.ts'

type Evaluate = (argument: Place) => readonly Value[]

/**
 * Returns the values of a result of a call that takes an address apart; undefined for other calls. The
 * port of an address stands for it all, because that is what somebody sets.
 */
export function partCalled(
  { node, file }: Place,
  index: number,
  program: Program,
  evaluate: Evaluate,
): readonly Value[] | undefined {
  const callee = calleeOf(node)?.text
  const [first, second] = argumentsOf(node)
  if (callee === 'SplitHostPort' && index === 1)
    return first === undefined ? [] : evaluate({ node: first, file })
  if (callee === 'Cut' && calledFrom({ node, file }, program)?.path === 'strings') {
    const separator = stringOf(second)
    if (first === undefined || separator === undefined || separator === '') return []
    return evaluate({ node: first, file }).flatMap((value) => cut(value, separator, index))
  }
  const receiver = receiverOf(node)
  if (callee !== 'Port' || index > 0 || receiver === undefined) return undefined
  return isUrl({ node: receiver, file }, program) ? evaluate({ node: receiver, file }) : undefined
}

/** Returns the URL whose host and port a selector is: `u.Host`. */
export function urlOfHost({ node, file }: Place, program: Program): Place | undefined {
  const operand = node.childForFieldName('operand')
  if (operand === null || node.childForFieldName('field')?.text !== 'Host') return undefined
  return isUrl({ node: operand, file }, program) ? { node: operand, file } : undefined
}

function isUrl(place: Place, program: Program): boolean {
  const type = typeOf(place, program)
  return type?.package === 'net/url' && type.name === 'URL'
}

/** Returns what is before a separator, or what is behind it. */
function cut(value: Value, separator: string, index: number): readonly Value[] {
  if (value.kind === 'setting') {
    if (value.default === undefined) return index === 0 ? [value] : []
    return cut(value.default, separator, index).map((one) => ({ ...value, default: one }))
  }
  if (value.kind !== 'text' || index > 1) return []
  const at = value.text.indexOf(separator)
  // A port with what is before it is still the whole address.
  if (separator === ':') return index === 1 && at !== -1 ? [value] : []
  if (index === 0) return [{ ...value, text: at === -1 ? value.text : value.text.slice(0, at) }]
  return at === -1 ? [] : [{ ...value, text: value.text.slice(at + separator.length) }]
}
