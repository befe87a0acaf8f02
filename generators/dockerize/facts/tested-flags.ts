import type { Node } from 'web-tree-sitter'
import { flagsOf } from '../config/library-calls.ts'
import { assignedToField } from '../config/struct-fields.ts'
import { type Assigned, assignmentsOf } from '../go/assignments.ts'
import { callsOf } from '../go/calls.ts'
import { identifiersOf, type Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, bare, calleeOf, named, stringOf } from '../go/syntax.ts'
import { typeOf } from '../go/types.ts'
import { endsAt } from './ending-tests.ts'
import type { NeededArgument } from './required-arguments.ts'

/** A flag that is empty unless it is given. */
interface EmptyFlag extends Place {
  readonly name: string
}

/** Returns the flags that a program tests, and ends without: `if *path == "" { log.Fatal(…) }`. */
export function testedFlags(given: readonly string[], program: Program): readonly NeededArgument[] {
  const flags = emptyFlags(program)
  const definitions = new Set(flags.map(keyOf))
  return flags
    .filter((flag) => isTested(flag, definitions))
    .map((one) => ({ ...one, flag: one.name }))

  function isTested(flag: EmptyFlag, known: ReadonlySet<string>): boolean {
    const target = targetOf(flag.node)
    const name = target?.type === 'selector_expression' ? target.childForFieldName('field') : target
    if (name === null || name === undefined) return false
    const compared = new RegExp(`\\b${name.text}\\)* *(?:== *(?:""|\`\`|0)|< *1)`)
    const own = (program.packages.get(flag.file.package)?.files ?? [flag.file]).filter(
      ({ mentions, text }) => mentions(name.text) && compared.test(text),
    )
    return identifiersOf(name.text, own).some(({ node, file }) => {
      const isField = node.parent?.childForFieldName('field')?.id === node.id
      const value = isField ? node.parent : node
      const test = value === null ? undefined : emptyTest(value)
      if (value === null || test === undefined || isField !== (target?.id !== name.id)) return false
      return (
        isOnly({ node: value, file }, flag, known) &&
        endsAt({ node: test, file }, true, given, program)
      )
    })
  }

  /** Whether nothing but flags that are empty gives a variable or a field a value. */
  function isOnly({ node, file }: Place, flag: EmptyFlag, known: ReadonlySet<string>): boolean {
    const keys = assignedTo({ node, file }, program).flatMap((one) => {
      const value = one.definition ?? one.value
      return value === undefined ? [] : [keyOf({ node: value, file: one.file })]
    })
    return keys.includes(keyOf(flag)) && keys.every((key) => known.has(key))
  }
}

function keyOf({ node, file }: Place): string {
  return `${file.path} ${node.id}`
}

function assignedTo({ node, file }: Place, program: Program): readonly Assigned[] {
  if (node.type === 'identifier') return assignmentsOf({ node, file }, program)
  const [operand, field] = named(node)
  const type = operand === undefined ? undefined : typeOf({ node: operand, file }, program)
  return type === undefined ? [] : assignedToField(field?.text ?? '', type, program)
}

/** Returns the flags of packages flag, pflag and kingpin that have no default and no variable. */
function emptyFlags(program: Program): readonly EmptyFlag[] {
  const strings = flagsOf(program).flatMap(({ defined, place }) => {
    const { name, default: fallback, env } = defined
    const flag = stringOf(name.node)
    const isEmpty = fallback === undefined || /^(?:""|``|nil)$/.test(fallback.node.text)
    const isText = /^String/.test(calleeOf(place.node)?.text ?? '')
    return flag !== undefined && isEmpty && isText && env === undefined
      ? [{ ...place, name: flag }]
      : []
  })
  const lists = ['flag', 'github.com/spf13/pflag'].flatMap((path) =>
    callsOf(path, ['Var'], program).flatMap((place) => {
      const flag = stringOf(argumentsOf(place.node)[1])
      return flag === undefined ? [] : [{ ...place, name: flag }]
    }),
  )
  return [...strings, ...lists]
}

/** Returns the variable or the field that gets the value of a flag. */
function targetOf(call: Node): Node | undefined {
  const [first] = argumentsOf(call)
  if (first?.text.startsWith('&')) return bare(first)
  const { parent } = call
  const statement =
    parent?.type === 'expression_list' && named(parent).length === 1 ? parent.parent : null
  const left = statement?.childForFieldName('left')
  return named(left)[0] ?? statement?.childForFieldName('name') ?? undefined
}

/** Returns the comparison of a value with nothing: `*x == ""`, `len(x) == 0`. */
function emptyTest(value: Node): Node | undefined {
  let at = value
  while (
    /^(?:unary_expression|parenthesized_expression)$/.test(at.parent?.type ?? '') &&
    at.parent !== null
  )
    at = at.parent
  const call = at.parent?.type === 'argument_list' ? at.parent.parent : null
  const outer = call === null ? at : call
  const test = outer.parent
  if (test?.type !== 'binary_expression' || test.childForFieldName('left')?.id !== outer.id)
    return undefined
  const text = test.text.replaceAll(/\s/g, '')
  const isLength = /^len\(/.test(text)
  if (call !== null && !isLength && !text.startsWith('strings.TrimSpace(')) return undefined
  return (isLength ? /(?:==0|<1)$/ : /==(?:""|``)$/).test(text) ? test : undefined
}
