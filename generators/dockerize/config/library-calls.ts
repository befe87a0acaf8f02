import { calledFrom, callsNamed, everyCallNamed } from '../go/calls.ts'
import { callsThroughValues } from '../go/function-values.ts'
import { isLive } from '../go/live.ts'
import { doesImport, identifiersOf, type Program } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { above, argumentsOf, calleeOf, receiverOf, stringOf } from '../go/syntax.ts'
import { homeFolder } from '../home.ts'
import { isDotenv } from '../repository/dotenv.ts'
import type { Evaluator } from '../values/evaluate.ts'
import {
  type FlagDefinition,
  flagDefined,
  flagFunctions,
  flagLiteral,
  flagStructs,
} from '../values/flags.ts'
import type { Frame } from '../values/frame.ts'
import { flagNamesOf, flagSetting, variables } from '../values/known-calls.ts'
import { folded, textOf, type Value } from '../values/value.ts'
import { type ConfigFile, lookUp } from './config-file.ts'
import type { FieldPath } from './struct-fields.ts'
import { wholeKeys } from './sub-vipers.ts'

/** How the configuration libraries that a program imports name its variables. */
export interface ConfigLibraries {
  /** Whether one reads struct tags that name variables and flags. */
  readonly readsTags: boolean
  /** Returns what stands before the variable that the tag of a field names. */
  readonly prefixFor: (path: FieldPath) => string
  readonly usesViper: boolean
  /** Whether one names the variables of fields without tags. */
  readonly namesFields: boolean
  /** Returns the variable of a field that needs no tag. */
  readonly variableOf: (path: FieldPath) => string | undefined
  /** Returns the variable that viper gives a key. */
  readonly nameOfKey: (key: string) => string
  /** Returns the variables of a key of viper. */
  readonly variablesOfKey: (key: string) => readonly string[]
}

interface Context {
  readonly evaluator: Evaluator
  readonly frame: Frame | undefined
  readonly libraries: ConfigLibraries
  readonly files: () => readonly ConfigFile[]
}

const environmentReaders = new Set(['os.Getenv', 'os.LookupEnv', 'syscall.Getenv'])
const getter =
  /^(?:Get|Global)?(?:String|StringSlice|StringArray|Strings|Int|Int32|Int64|Uint|Uint16|Uint32|Uint64)?$/
const iniGetter = /^(?:String|Value|Int|Int64|Uint|Must(?:String|Int|Int64|Uint))$/

/**
 * Returns the values of a call that reads a setting by its name: a variable, a key of viper, koanf,
 * beego or an INI file, a flag of cobra or urfave/cli; undefined if it is another call.
 */
export function valuesOfLibraryCall(call: Place, context: Context): readonly Value[] | undefined {
  const { evaluator, frame } = context
  const called = calledFrom(call, evaluator.program)
  const given = argumentsOf(call.node)
  const [first] = given
  if (first !== undefined && (isReader(called) || isInjectedReader(call, evaluator.program))) {
    return ofVariables(evaluator.valuesOf({ node: first, file: call.file }, frame), call, context)
  }
  const name = calleeOf(call.node)?.text ?? ''
  const ini = iniGetter.test(name) ? ofIni(call, context) : undefined
  if (ini !== undefined) return ini
  if (first === undefined || given.length > 2 || !getter.test(name)) return undefined
  const isLibrary = called === undefined || /viper|koanf|beego|config/.test(called.path)
  if (receiverOf(call.node) === undefined || !isLibrary) return undefined
  const keys = evaluator
    .valuesOf({ node: first, file: call.file }, frame)
    .flatMap((value) => textOf(value) ?? [])
  const found = keys.flatMap((key) => ofKey(key, call, context))
  return found.length === 0 ? undefined : found
}

function isReader(called: ReturnType<typeof calledFrom>): boolean {
  return environmentReaders.has(`${called?.path}.${called?.name}`)
}

/** Whether a call is that of a parameter or a variable that stands for os.Getenv. */
function isInjectedReader({ node, file }: Place, program: Program): boolean {
  if (calleeOf(node)?.type !== 'identifier' && calleeOf(node)?.type !== 'field_identifier')
    return false
  return environmentCalls(program).has(`${file.path} ${node.id}`)
}

const injected = remember<ReadonlySet<string>>()

function environmentCalls(program: Program): ReadonlySet<string> {
  return injected(program, '', () => {
    const calls = ['Getenv', 'LookupEnv'].flatMap((name) => callsThroughValues('os', name, program))
    return new Set(calls.map(({ node, file }) => `${file.path} ${node.id}`))
  })
}

function ofVariables(names: readonly Value[], call: Place, { files }: Context): readonly Value[] {
  if (names.length === 1 && names.some((name) => textOf(name) === 'HOME'))
    return [{ kind: 'text', text: homeFolder, source: sourceOf(call) }]
  const dotenv = files().filter(({ path }) => isDotenv(path))
  return variables(names, call).map((setting) => {
    const [found] = lookUp(dotenv, [setting.env ?? ''])
    return found === undefined ? setting : { ...setting, default: { kind: 'text', ...found } }
  })
}

function ofKey(name: string, call: Place, context: Context): readonly Value[] {
  const { evaluator, frame } = context
  const isViper = doesImport(evaluator.program, (path) => path.startsWith('github.com/spf13/viper'))
  const keys = isViper ? wholeKeys(name, call, evaluator, frame) : [name]
  return keys.flatMap((key) => ofWholeKey(key, { isViper, isBelow: key !== name }, call, context))
}

function ofWholeKey(
  key: string,
  { isViper, isBelow }: { readonly isViper: boolean; readonly isBelow: boolean },
  call: Place,
  { evaluator, libraries, files }: Context,
): readonly Value[] {
  const { program } = evaluator
  const found = lookUp(files(), key.split('.')).map((one) => ({ kind: 'text' as const, ...one }))
  const defaults = isViper ? ofDefaults(key, evaluator) : []
  // A part of a configuration that is not there reads no variable.
  const reads = isViper && !isBelow
  const settings = reads
    ? libraries
        .variablesOfKey(key)
        .map((env) => ({ kind: 'setting' as const, env, source: sourceOf(call) }))
    : []
  const all = flagsNamed(program, evaluator, key)
  // Each command of a program may have a flag with this name.
  const own = all.filter(({ place }) => place.file === call.file)
  const flags = valuesOfFlags(own.length > 0 ? own : all, evaluator)
  return folded([...found, ...flags, ...settings, ...defaults])
}

/** Returns the values of a key of viper from flags and defaults: `viper.SetDefault("port", 8080)`. */
export function valuesOfViperKey(key: string, evaluator: Evaluator): readonly Value[] {
  const flags = flagsNamed(evaluator.program, evaluator, key)
  return [...valuesOfFlags(flags, evaluator), ...ofDefaults(key, evaluator)]
}

function ofDefaults(key: string, evaluator: Evaluator): readonly Value[] {
  const wanted = key.toLowerCase()
  return defaultsIn(evaluator.program).flatMap(({ call, name, literal, value }) => {
    const names = literal === undefined ? evaluator.valuesOf(name).map(textOf) : [literal]
    const isIt = names.some(
      (one) =>
        one !== undefined &&
        wanted.endsWith(one.toLowerCase()) &&
        wholeKeys(one, call, evaluator).some((whole) => whole.toLowerCase() === wanted),
    )
    return isIt ? evaluator.valuesOf(value) : []
  })
}

/** A default that a program sets: `viper.SetDefault("port", 8080)`. */
interface Default {
  readonly call: Place
  readonly name: Place
  /** The name, if it is a literal. */
  readonly literal: string | undefined
  readonly value: Place
}

const defaults = remember<readonly Default[]>()

function defaultsIn(program: Program): readonly Default[] {
  return defaults(program, '', () =>
    callsNamed('SetDefault', program).flatMap(({ node, file }) => {
      const [name, value] = argumentsOf(node)
      if (name === undefined || value === undefined) return []
      const literal = stringOf(name)
      const call = { node, file }
      return [{ call, name: { node: name, file }, literal, value: { node: value, file } }]
    }),
  )
}

/** A flag that a program defines, and where. */
interface DefinedFlag {
  readonly defined: FlagDefinition
  readonly place: Place
}

/** Returns the flags of a program with a name. */
export function flagsNamed(
  program: Program,
  evaluator: Evaluator,
  name: string,
): readonly DefinedFlag[] {
  return flagsOf(program).filter(({ defined }) =>
    flagNamesOf(defined, (one) => evaluator.valuesOf(one))
      .flat()
      .includes(name),
  )
}

function valuesOfFlags(all: readonly DefinedFlag[], evaluator: Evaluator): readonly Value[] {
  return all.flatMap(
    ({ defined, place }) => flagSetting(defined, place, (one) => evaluator.valuesOf(one)) ?? [],
  )
}

const flags = remember<readonly DefinedFlag[]>()

/** Returns every flag that a program defines. */
export function flagsOf(program: Program): readonly DefinedFlag[] {
  return flags(program, '', () => {
    const files = program.files.filter(({ header }) =>
      header.imports.some(({ path }) => /flag|cobra|kingpin|\bcli\b/.test(path)),
    )
    const calls = flagFunctions.flatMap((name) =>
      everyCallNamed(name, files).flatMap((place) => {
        const defined = flagDefined(place)
        return defined === undefined || !isLive(place, program) ? [] : [{ defined, place }]
      }),
    )
    const literals = flagStructs.flatMap((name) =>
      identifiersOf(name, files).flatMap(({ node, file }) => {
        const literal = above(node, 'composite_literal')
        const place = literal === undefined ? undefined : { node: literal, file }
        const defined = place === undefined ? undefined : flagLiteral(place)
        return defined === undefined || place === undefined ? [] : [{ defined, place }]
      }),
    )
    return [...calls, ...literals]
  })
}

/** `file.Section("server").Key("PORT").MustInt(8000)` of go-ini. */
function ofIni(call: Place, { evaluator, frame, files }: Context): readonly Value[] | undefined {
  const key = receiverOf(call.node)
  if (key?.type !== 'call_expression' || calleeOf(key)?.text !== 'Key') return undefined
  const section = receiverOf(key)
  const textIn = (node: Place['node'] | undefined) => {
    const [first] = node?.type === 'call_expression' ? argumentsOf(node) : []
    const [value] =
      first === undefined ? [] : evaluator.valuesOf({ node: first, file: call.file }, frame)
    return value === undefined ? undefined : textOf(value)
  }
  const [name, group] = [textIn(key), textIn(section)]
  if (name === undefined) return undefined
  const keys = group === undefined || group === '' ? [name] : [group, name]
  const found = lookUp(files(), keys).map((one) => ({ kind: 'text' as const, ...one }))
  const [fallback] = argumentsOf(call.node)
  if (found.length > 0) return found
  return fallback === undefined
    ? []
    : evaluator.valuesOf({ node: fallback, file: call.file }, frame)
}
