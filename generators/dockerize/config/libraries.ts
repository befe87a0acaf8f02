import { calledFrom, callsNamed, callsOf } from '../go/calls.ts'
import { doesImport, type Program, withoutMajor } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, calleeOf, stringOf } from '../go/syntax.ts'
import { structFields, type TypeName, typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'
import type { ConfigLibraries } from './library-calls.ts'
import type { FieldPath } from './struct-fields.ts'
import { keysOf, tagOf } from './struct-tags.ts'
import { variablePrefixes } from './variable-prefixes.ts'

const tagReaders =
  /^(github\.com\/(caarlos0\/env|ilyakaznacheev\/cleanenv|kelseyhightower\/envconfig|sethvargo\/go-envconfig|vrischmann\/envconfig|jinzhu\/configor|qiangxue\/go-env|[\w-]+\/go-flags|alecthomas\/kong|alexflint\/go-arg|Netflix\/go-env|codingconcepts\/env|ardanlabs\/conf|joeshaw\/envdecode|gookit\/config|cristalhq\/aconfig|JeremyLoy\/config|hairyhenderson\/go-envconfig))(\/|$)/
const viper = 'github.com/spf13/viper'
const envconfig = 'github.com/kelseyhightower/envconfig'

/** Returns whether a package reads variables by struct tags. */
export function isTagReader(path: string): boolean {
  return tagReaders.test(path)
}

/** Returns whether a program imports a library that reads variables by struct tags. */
export function readsTags(program: Program): boolean {
  return doesImport(program, isTagReader)
}

/** Returns how the configuration libraries of a program name its variables. */
export function librariesOf(program: Program, evaluator: Evaluator): ConfigLibraries {
  const hasTags = readsTags(program)
  const usesViper = doesImport(program, (path) => path === viper)
  const usesEnvconfig = doesImport(program, (path) => path === envconfig)
  const usesConf = doesImport(program, (path) => withoutMajor(path) === 'github.com/ardanlabs/conf')
  const automatic = usesViper && callsNamed('AutomaticEnv', program).length > 0
  const viperPrefix = usesViper ? firstText('SetEnvPrefix', 0) : undefined
  const bindings = usesViper
    ? ['BindEnv', 'MustBindEnv'].flatMap((name) => callsNamed(name, program))
    : []
  const roots = unmarshalled(usesViper ? unmarshals(program) : [], evaluator)
  const replaced = usesViper ? replacements(program) : []
  const processed = usesEnvconfig ? processedStructs(program, evaluator) : []
  return {
    readsTags: hasTags,
    prefixFor: hasTags ? variablePrefixes(program, evaluator) : () => '',
    usesViper,
    namesFields: usesViper || usesEnvconfig || usesConf,
    variableOf,
    nameOfKey: environmentName,
    variablesOfKey: (key) => [...boundVariables(key), ...automaticVariable(key)],
  }

  function variableOf(path: FieldPath): string | undefined {
    const [root] = path
    if (usesConf)
      return [firstText('Parse', 0) ?? '', ...path.map(({ name }) => words(name))]
        .filter((part) => part !== '')
        .join('_')
    const prefix = processed.find(({ type }) => type === root?.owner?.name)?.prefix
    if (prefix !== undefined) {
      const names = path
        .filter(({ isEmbedded }) => !isEmbedded)
        .map(({ name, tag }) => {
          const tags = tagOf(tag)
          return tags.get('envconfig') ?? (tags.get('split_words') === 'true' ? words(name) : name)
        })
      return [prefix, ...names]
        .filter((part) => part !== '')
        .join('_')
        .toUpperCase()
    }
    if (!usesViper) return undefined
    const key = keyOf(path)
    return key === undefined ? undefined : [...boundVariables(key), ...automaticVariable(key)][0]
  }

  function keyOf(path: FieldPath): string | undefined {
    const start = path.findLastIndex(({ owner }) => keyOfRoot(owner) !== undefined)
    // A struct that viper fills nowhere gets its values from code, by keys that have their own names.
    if (start === -1 && !roots.isPartial) return undefined
    const below = path
      .slice(Math.max(start, 0))
      .filter(({ isEmbedded, tag }) => !isEmbedded || !tag.includes('squash'))
      .map(({ name, tag }) => keysOf(name, tagOf(tag))[0] ?? name)
    const above = keyOfRoot(path[start]?.owner) ?? ''
    return [...(above === '' ? [] : [above]), ...below].join('.')
  }

  /** Returns the key of viper that a type is read from, empty for all keys. */
  function keyOfRoot(owner: TypeName | undefined): string | undefined {
    return owner === undefined ? undefined : roots.keys.get(`${owner.package}.${owner.name}`)
  }

  function boundVariables(key: string): readonly string[] {
    return bindings.flatMap(({ node, file }) => {
      const [first, ...names] = argumentsOf(node)
      if (first === undefined) return []
      const isIt = texts({ node: first, file }).some(
        (one) => one.toLowerCase() === key.toLowerCase(),
      )
      if (!isIt) return []
      return names.length === 0
        ? [environmentName(key)]
        : names.flatMap((name) => texts({ node: name, file }))
    })
  }

  function automaticVariable(key: string): readonly string[] {
    const name = environmentName(key)
    return automatic && /^\w+$/.test(name) ? [name] : []
  }

  function environmentName(key: string): string {
    const name = replaced.reduce((text, [from, to]) => text.replaceAll(from, to), key)
    return (
      viperPrefix === undefined || viperPrefix === '' ? name : `${viperPrefix}_${name}`
    ).toUpperCase()
  }

  function texts(place: Place): readonly string[] {
    return evaluator.valuesOf(place).flatMap((value) => textOf(value) ?? [])
  }

  function firstText(name: string, index: number): string | undefined {
    for (const { node, file } of callsNamed(name, program)) {
      const argument = argumentsOf(node)[index]
      const [text] = argument === undefined ? [] : texts({ node: argument, file })
      if (text !== undefined) return text
    }
    return undefined
  }
}

function words(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase()
}

/** Returns the pairs of the first strings.NewReplacer of a program. */
function replacements(program: Program): readonly (readonly [string, string])[] {
  const [call] = callsOf('strings', ['NewReplacer'], program)
  const texts = call === undefined ? [] : argumentsOf(call.node).map((one) => stringOf(one) ?? '')
  return texts.flatMap((text, index) =>
    index % 2 === 0 && text !== '' ? [[text, texts[index + 1] ?? ''] as const] : [],
  )
}

function processedStructs(program: Program, evaluator: Evaluator) {
  return callsOf(envconfig, ['Process', 'MustProcess'], program).flatMap(({ node, file }) => {
    const [prefix, target] = argumentsOf(node)
    const type = target === undefined ? undefined : typeOf({ node: target, file }, program)
    if (prefix === undefined || type === undefined) return []
    const [value] = evaluator.valuesOf({ node: prefix, file })
    return [{ type: type.name, prefix: (value === undefined ? undefined : textOf(value)) ?? '' }]
  })
}

/** The structs that viper reads a configuration into. */
interface Roots {
  /** The key that each type is read from, empty for all keys. */
  readonly keys: ReadonlyMap<string, string>
  /** Whether there are others, whose types are not known. */
  readonly isPartial: boolean
}

/** Returns the calls of a program by which viper reads its keys into structs. */
function unmarshals(program: Program): readonly Place[] {
  return ['Unmarshal', 'UnmarshalExact', 'UnmarshalKey']
    .flatMap((name) => callsNamed(name, program))
    .filter((call) => {
      const { path } = calledFrom(call, program) ?? { path: viper }
      return path === viper && call.file.header.imports.some((one) => one.path === viper)
    })
}

function unmarshalled(calls: readonly Place[], evaluator: Evaluator): Roots {
  const { program } = evaluator
  const keys = new Map<string, string>()
  let isPartial = false
  for (const { node, file } of calls) {
    const given = argumentsOf(node)
    const isKey = calleeOf(node)?.text === 'UnmarshalKey'
    const [key] = isKey ? given : []
    const target = given[isKey ? 1 : 0]
    const type = target === undefined ? undefined : typeOf({ node: target, file }, program)
    if (type === undefined || structFields(type, program).length === 0) {
      isPartial ||= !isKey
      continue
    }
    const [value] = key === undefined ? [] : evaluator.valuesOf({ node: key, file })
    const text = key === undefined ? '' : value === undefined ? undefined : textOf(value)
    if (text !== undefined) keys.set(`${type.package}.${type.name}`, text)
  }
  return { keys, isPartial }
}
