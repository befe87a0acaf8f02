import { type Place, sourceOf } from '../go/source-file.ts'
import { argumentsOf, calleeOf, receiverOf } from '../go/syntax.ts'
import { homeFolder } from '../home.ts'
import { type FlagDefinition, flagDefined } from './flags.ts'
import { elementsOf, folded, joined, type Setting, split, textOf, type Value } from './value.ts'

type Called = { readonly path: string; readonly name: string } | undefined
type Evaluate = (argument: Place) => readonly Value[]

/** Functions that return their first argument, as far as it matters here. */
const transparent = new Set(
  [
    ...['strconv.Itoa', 'strconv.Atoi', 'strconv.ParseInt', 'strconv.ParseUint'],
    ...['strconv.FormatInt', 'strconv.FormatUint', 'strings.TrimSpace', 'strings.ToLower'],
    ...['strings.ToUpper', 'strings.TrimSuffix', 'os.ExpandEnv', 'path/filepath.Clean'],
    ...['github.com/spf13/cast.ToString', 'github.com/spf13/cast.ToInt', 'path/filepath.FromSlash'],
    ...['path/filepath.Abs', 'strings.Trim', 'strings.TrimRight', 'net/url.Parse'],
    ...['net.ParseIP', 'net/netip.ParseAddr', 'net/netip.MustParseAddr'],
    ...['net/netip.ParseAddrPort', 'net/netip.MustParseAddrPort'],
    ...['net.UDPAddrFromAddrPort', 'net.TCPAddrFromAddrPort'],
  ].map(String),
)

/** Functions that return a folder of the user, or one for temporary files. */
const folders: ReadonlyMap<string, string> = new Map([
  ['os.Getwd', '.'],
  ['os.TempDir', '/tmp'],
  ['os.UserHomeDir', homeFolder],
  ['os.UserConfigDir', `${homeFolder}/.config`],
  ['os.UserCacheDir', `${homeFolder}/.cache`],
  ['github.com/mitchellh/go-homedir.Dir', homeFolder],
])

/** What stands between the names of a path, as a byte. */
const separator = /^(?:os\.PathSeparator|filepath\.Separator)$/

const conversions = new Set([
  ...['string', 'int', 'int16', 'int32', 'int64', 'uint', 'uint16', 'uint32', 'uint64', 'any'],
])

/**
 * Returns the values of a call of the standard library or of a flag package; undefined if it is
 * another one.
 */
export function knownCall(
  place: Place,
  called: Called,
  valuesOf: Evaluate,
): readonly Value[] | undefined {
  const { node, file } = place
  const evaluate: Evaluate = (argument) =>
    separator.test(argument.node.text) ? [literal('/', argument)] : valuesOf(argument)
  const given = argumentsOf(node).map((argument) => ({ node: argument, file }))
  const [first, second] = given
  const name = called === undefined ? '' : `${called.path}.${called.name}`
  if (first !== undefined) {
    if (transparent.has(name)) return evaluate(first)
    const callee = calleeOf(node)?.text ?? ''
    if (called === undefined && receiverOf(node) === undefined && conversions.has(callee)) {
      return evaluate(first)
    }
  }
  const folder = folders.get(name)
  if (folder !== undefined) return [literal(folder, place)]
  const defined = flagDefined(place)
  switch (name) {
    case 'github.com/mitchellh/go-homedir.Expand':
      return first === undefined ? [] : evaluate(first).map(expanded)
    case 'strings.Replace':
    case 'strings.ReplaceAll':
      return first === undefined || second?.node.text !== '"~"'
        ? undefined
        : evaluate(first).map(expanded)
    case 'fmt.Sprintf':
      return first === undefined ? [] : formatted(first, given.slice(1), evaluate)
    case 'fmt.Sprint':
      return joined(given.map(evaluate))
    case 'net.ResolveTCPAddr':
    case 'net.ResolveUDPAddr':
      return second === undefined ? [] : evaluate(second)
    case 'strings.Split':
      return first === undefined || second === undefined ? [] : pieces(first, second, evaluate)
    case 'net.IPv4':
      return joined(
        given.flatMap((one, at) => [...(at > 0 ? [[literal('.', place)]] : []), evaluate(one)]),
      )
    case 'net/netip.AddrPortFrom':
    case 'net.JoinHostPort':
      if (first === undefined || second === undefined) return []
      return joined([evaluate(first), [literal(':', place)], evaluate(second)])
    case 'strings.Join':
    case 'path.Join':
    case 'path/filepath.Join':
      return name === 'strings.Join' ? [] : joinedPath(given.map(evaluate), place)
    case 'cmp.Or':
      return folded(given.flatMap(evaluate))
    default:
      return defined === undefined ? undefined : flagSetting(defined, place, evaluate)
  }
}

function literal(text: string, place: Place): Value {
  return { kind: 'text', text, source: sourceOf(place) }
}

/** Returns a path with the home directory in the place of its `~`. */
function expanded(value: Value): Value {
  if (value.kind === 'setting' && value.default !== undefined) {
    return { ...value, default: expanded(value.default) }
  }
  return value.kind === 'text'
    ? { ...value, text: value.text.replace(/^~(?=\/|$)/, homeFolder) }
    : value
}

/** Returns the paths that `path.Join` makes of some parts. */
export function joinedPath(parts: readonly (readonly Value[])[], place: Place): readonly Value[] {
  const slash = [literal('/', place)]
  // Go leaves out what is empty.
  const kept = parts.filter((part) => part.length === 0 || part.some((one) => textOf(one) !== ''))
  return joined(
    kept.flatMap((part, index) => {
      const isLast = index === kept.length - 1
      const bare = part.map((value) => withoutSlashes(value, index > 0, !isLast))
      return index === 0 ? [bare] : [slash, bare]
    }),
  )
}

function withoutSlashes(value: Value, atStart: boolean, atEnd: boolean): Value {
  if (value.kind !== 'text') return value
  const text = atStart ? value.text.replace(/^\/+/, '') : value.text
  return { ...value, text: atEnd ? text.replace(/\/+$/, '') : text }
}

/** Returns a setting for each variable whose name is known. */
export function variables(names: readonly Value[], place: Place): readonly Setting[] {
  return names.flatMap((value) => {
    const env = textOf(value)
    const source = value.kind === 'text' ? value.source : sourceOf(place)
    return env === undefined || env === '' ? [] : [{ kind: 'setting' as const, env, source }]
  })
}

function formatted(format: Place, given: readonly Place[], evaluate: Evaluate): readonly Value[] {
  // A format without arguments is mostly no format: `fmt.Sprintf(":" + port)`.
  if (given.length === 0) return evaluate(format)
  const texts = evaluate(format).filter((value) => value.kind === 'text')
  return texts.flatMap((template) => {
    const pieces = template.text.split(/(%%|%[-+# 0]*\d*(?:\.\d+)?[a-zA-Z])/)
    let next = 0
    return joined(
      pieces.map((piece) => {
        if (piece === '%%') return [{ ...template, text: '%' }]
        if (!piece.startsWith('%') || piece.length < 2) return [{ ...template, text: piece }]
        const argument = given[next]
        next += 1
        return argument === undefined ? [] : evaluate(argument)
      }),
    )
  })
}

function pieces(list: Place, separator: Place, evaluate: Evaluate): readonly Value[] {
  const [by] = evaluate(separator).map(textOf)
  // What is between other marks is part of one value: a host, a port, a path.
  return /^[,; ]$/.test(by ?? '') ? evaluate(list).flatMap((one) => split(one, by ?? '')) : []
}

/** Returns the default of a flag; of one that has a list, its elements. */
function defaultsOf({ default: given }: FlagDefinition, evaluate: Evaluate): readonly Value[] {
  if (given === undefined) return []
  const { node, file } = given
  // urfave/cli has a type of its own for lists.
  const isWrapped = /^New\w*Slice$/.test(calleeOf(node)?.text ?? '')
  const all = isWrapped ? argumentsOf(node) : [node]
  return all.flatMap((one) => evaluate({ node: one, file }))
}

/** Whether a call or a literal defines a flag that may have several values. */
function hasList({ node }: Place): boolean {
  const type = calleeOf(node)?.text ?? node.childForFieldName('type')?.text ?? ''
  return /Slice|Array|Strings/.test(type)
}

/** Returns the names that a flag may have, each with its short ones: `address, a` of urfave/cli v1. */
export function flagNamesOf(
  { name }: FlagDefinition,
  evaluate: Evaluate,
): readonly (readonly string[])[] {
  return evaluate(name).flatMap((value) => {
    const text = textOf(value)
    return text === undefined ? [] : [text.split(',').map((one) => one.trim())]
  })
}

/** Returns the setting of a flag that is defined; undefined if its name is not known. */
export function flagSetting(
  defined: FlagDefinition,
  place: Place,
  evaluate: Evaluate,
): readonly Setting[] | undefined {
  const names = flagNamesOf(defined, evaluate)
  const [fallback, ...others] = defaultsOf(defined, evaluate)
  const [env] = defined.env === undefined ? [] : evaluate(defined.env)
  const variable = env === undefined ? undefined : textOf(env)?.split(',')[0]
  const settings = names.flatMap(([flag]): readonly Setting[] => {
    if (flag === undefined) return []
    const setting = {
      kind: 'setting' as const,
      flag,
      source: sourceOf(place),
      ...(variable === undefined ? {} : { env: variable }),
      ...(fallback === undefined ? {} : { default: fallback }),
    }
    return fallback !== undefined && others.length > 0 && hasList(place)
      ? elementsOf(setting, [fallback, ...others])
      : [setting]
  })
  // A call that has a flag's shape by chance has no literal name.
  return settings.length === 0 ? undefined : settings
}
