import { assignedValues, assignmentsOf } from '../go/assignments.ts'
import { calledFrom, callsNamed, callsOf } from '../go/calls.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, bare, expressionIn, named } from '../go/syntax.ts'
import { isSameType, type TypeName, typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'
import type { FieldPath } from './struct-fields.ts'

/** What stands before the variables of a struct; of all of them, if the struct is not known. */
interface Prefix {
  readonly type: TypeName | undefined
  readonly text: string
}

/**
 * Returns a function that tells what stands before the variable that the tag of a field names, by the
 * call that reads its struct: `env.ParseWithOptions(&c, env.Options{Prefix: "APP_"})`.
 */
export function variablePrefixes(
  program: Program,
  evaluator: Evaluator,
): (path: FieldPath) => string {
  const all = [...ofOptions(), ...ofFirstArguments()]
  return (path) => {
    // Of two structs that are read, the inner one is read by itself.
    const [own] = path
      .toReversed()
      .flatMap((one) => all.filter(({ type }) => type !== undefined && isOf(one, type)))
    if (own !== undefined) return own.text
    const general = all.filter(({ type }) => type === undefined)
    const [text, ...others] = new Set((general.length > 0 ? general : all).map((one) => one.text))
    return text !== undefined && others.length === 0 ? text : ''
  }

  /** Returns the prefixes in the options of caarlos0/env. */
  function ofOptions(): readonly Prefix[] {
    return ['Parse', 'ParseWithOptions']
      .flatMap((name) => callsNamed(name, program))
      .filter((call) => /\bcaarlos0\/env\b/.test(calledFrom(call, program)?.path ?? ''))
      .map((call) => {
        const given = argumentsOf(call.node).map((node) => ({ node, file: call.file }))
        const [target] = given
        const type = target === undefined ? undefined : typeOf(target, program)
        return { type, text: given.flatMap(prefixIn)[0] ?? '' }
      })
  }

  /** Returns the prefix in options, or in the variable that holds them. */
  function prefixIn(place: Place): readonly string[] {
    const node = bare(place.node)
    const { file } = place
    if (node?.type === 'identifier')
      return assignedValues(assignmentsOf({ node, file }, program)).flatMap((one) =>
        bare(one.node)?.type === 'composite_literal' ? prefixIn(one) : [],
      )
    if (node?.type !== 'composite_literal') return []
    return named(node.childForFieldName('body')).flatMap((element) => {
      const [key, value] = named(element)
      const inner = expressionIn(value)
      return key?.text === 'Prefix' && inner !== undefined ? textsOf({ node: inner, file }) : []
    })
  }

  /** Returns the prefixes of qiangxue/go-env and sethvargo/go-envconfig. */
  function ofFirstArguments(): readonly Prefix[] {
    const calls = [
      ...callsOf('github.com/qiangxue/go-env', ['New'], program),
      ...callsOf('github.com/sethvargo/go-envconfig', ['PrefixLookuper'], program),
    ]
    return calls.flatMap(({ node, file }) => {
      const [first] = argumentsOf(node)
      const [text] = first === undefined ? [] : textsOf({ node: first, file })
      return text === undefined ? [] : [{ type: undefined, text }]
    })
  }

  function textsOf(place: Place): readonly string[] {
    return evaluator.valuesOf(place).flatMap((value) => textOf(value) ?? [])
  }
}

function isOf({ owner }: FieldPath[number], type: TypeName): boolean {
  return owner !== undefined && isSameType(owner, type)
}
