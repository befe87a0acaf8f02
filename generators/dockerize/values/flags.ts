import type { Place } from '../go/source-file.ts'
import { argumentsOf, calleeOf, expressionIn, named, receiverOf } from '../go/syntax.ts'

/** The arguments of a call that defines a flag. */
export interface FlagDefinition {
  /** The variable that gets the value. */
  readonly target?: Place
  readonly name: Place
  readonly default?: Place
  /** The name of an environment variable. */
  readonly env?: Place
  readonly isRequired?: boolean
}

const types =
  '(?:String|Int|Int8|Int16|Int32|Int64|Uint|Uint8|Uint16|Uint32|Uint64|Bool|Duration|Float32|Float64|StringSlice|StringArray|IP|TCPAddr|TCP|URL|Strings|ExistingFile|File|Text)'
const definition = new RegExp(`^(${types})(Var)?(P)?$`)

/** The names of functions that define flags, in the packages flag, pflag and kingpin. */
export const flagFunctions: readonly string[] = [
  'String',
  'Int',
  'Int64',
  'Uint',
  'Uint16',
  'Uint32',
  'Uint64',
  'StringSlice',
  'TCP',
].flatMap((type) => [type, `${type}Var`, `${type}P`, `${type}VarP`])

/**
 * Returns the flag that a call defines: `flag.String(name, default, usage)`, `StringVar(&x, name,
 * …)`, the same of pflag and cobra, and `kingpin.Flag(name, usage).Default(…).String()`.
 */
export function flagDefined({ node, file }: Place): FlagDefinition | undefined {
  const [, , hasTarget, hasShort] = definition.exec(calleeOf(node)?.text ?? '') ?? []
  if (calleeOf(node) === undefined || !definition.test(calleeOf(node)?.text ?? '')) return undefined
  const given = argumentsOf(node)
  const kingpin = kingpinFlag({ node, file })
  if (kingpin !== undefined) {
    const [target] = given
    return { ...kingpin, ...(target === undefined ? {} : { target: { node: target, file } }) }
  }
  const at = hasTarget === undefined ? 0 : 1
  const count = at + 3 + (hasShort === undefined ? 0 : 1)
  const name = given[at]
  const value = given[count - 2]
  const [target] = given
  if (given.length !== count || name === undefined || value === undefined) return undefined
  return {
    name: { node: name, file },
    default: { node: value, file },
    ...(at === 0 || target === undefined ? {} : { target: { node: target, file } }),
  }
}

/** Returns the flag at the start of a chain of calls. */
function kingpinFlag({ node, file }: Place): FlagDefinition | undefined {
  let fallback: Place | undefined
  let env: Place | undefined
  let isRequired = false
  for (let call = receiverOf(node); call?.type === 'call_expression'; call = receiverOf(call)) {
    const name = calleeOf(call)?.text
    const [first] = argumentsOf(call)
    if (name === 'Required') isRequired = true
    if (first === undefined) continue
    if (name === 'Default') fallback = { node: first, file }
    if (name === 'Envar') env = { node: first, file }
    if (name !== 'Flag') continue
    return {
      name: { node: first, file },
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(env === undefined ? {} : { env }),
      ...(isRequired ? { isRequired } : {}),
    }
  }
  return undefined
}

/** Returns the flag that a call or a literal defines. */
export function flagAt(place: Place): FlagDefinition | undefined {
  return (
    flagLiteral(place) ?? (place.node.type === 'call_expression' ? flagDefined(place) : undefined)
  )
}

/** The names of the structs that define flags in urfave/cli. */
export const flagStructs: readonly string[] = [
  ...['StringFlag', 'IntFlag', 'Int64Flag', 'UintFlag', 'Uint16Flag', 'Uint64Flag'],
  ...['StringSliceFlag', 'BoolFlag', 'DurationFlag', 'PathFlag'],
]

/** Returns the flag that a literal of urfave/cli defines: `&cli.StringFlag{Name: "port", …}`. */
export function flagLiteral({ node, file }: Place): FlagDefinition | undefined {
  const type = node.childForFieldName('type')?.text.split('.').at(-1)
  if (type === undefined || !flagStructs.includes(type)) return undefined
  const values = new Map(
    named(node.childForFieldName('body')).flatMap((element) => {
      const [key, value] = named(element)
      const expression = expressionIn(value)
      return key === undefined || expression === undefined
        ? []
        : [[key.text, { node: expression, file }] as const]
    }),
  )
  const name = values.get('Name')
  if (name === undefined) return undefined
  const list = values.get('EnvVars') ?? values.get('Sources')
  const env = values.get('EnvVar') ?? (list === undefined ? undefined : firstString(list))
  const [fallback, target] = [values.get('Value'), values.get('Destination')]
  return {
    name,
    ...(env === undefined ? {} : { env }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(target === undefined ? {} : { target }),
    isRequired: values.get('Required')?.node.text === 'true',
  }
}

function firstString({ node, file }: Place): Place | undefined {
  const [first] = node.descendantsOfType('interpreted_string_literal')
  return first === null || first === undefined ? undefined : { node: first, file }
}
