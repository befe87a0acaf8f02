import { type ConfigLibraries, flagsOf } from '../config/library-calls.ts'
import type { FieldPath } from '../config/struct-fields.ts'
import { settingOf, tagOf } from '../config/struct-tags.ts'
import { wholeKeys } from '../config/sub-vipers.ts'
import type { EnvironmentVariable } from '../facts.ts'
import { everyCallNamed } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { doesImport } from '../go/program.ts'
import { sourceOf } from '../go/source-file.ts'
import { argumentsOf } from '../go/syntax.ts'
import { type Field, structFields, type TypeName, typeNamed, typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'

const getters = [
  ...['Get', 'GetString', 'GetInt', 'GetInt64', 'GetUint', 'GetBool', 'GetDuration', 'GetFloat64'],
  ...['GetStringSlice', 'GetInt32', 'GetUint16'],
]
const deepest = 6
/** How many fields of a configuration are looked at. */
const mostFields = 2000

/** Returns the variables that viper or envconfig read by the names of keys and of struct fields. */
export function variablesOfLibraries(
  evaluator: Evaluator,
  libraries: ConfigLibraries,
): readonly EnvironmentVariable[] {
  const { program } = evaluator
  let seen = 0
  const usesViper = doesImport(program, (path) => path === 'github.com/spf13/viper')
  return [...(usesViper ? ofKeys() : []), ...ofStructs(), ...ofFlags()]

  /** Returns the variables of flags: `EnvVars: []string{"PORT"}`, `Envar("PORT")`. */
  function ofFlags(): readonly EnvironmentVariable[] {
    return flagsOf(program).flatMap(({ defined, place }) => {
      const { env, isRequired, default: fallback } = defined
      if (env === undefined) return []
      const [value] = fallback === undefined ? [] : evaluator.valuesOf(fallback)
      const text = value === undefined ? undefined : textOf(value)
      return evaluator.valuesOf(env).flatMap((one) =>
        (textOf(one) ?? '').split(',').flatMap((name) => {
          if (!/^[A-Za-z_]\w*$/.test(name)) return []
          const required = isRequired === true && (text === undefined || text === '')
          const standard = text === undefined || text === '' ? {} : { default: text }
          return [{ name, required, ...standard, source: sourceOf(place) }]
        }),
      )
    })
  }

  function ofKeys(): readonly EnvironmentVariable[] {
    const bound = ['BindEnv', 'MustBindEnv'].flatMap((name) =>
      everyCallNamed(name, program.files)
        .filter((call) => isLive(call, program))
        .flatMap((call) => namesOf(call.node, call.file, true)),
    )
    const read = getters.flatMap((name) =>
      everyCallNamed(name, program.files)
        .filter((call) =>
          call.file.header.imports.some(({ path }) => path === 'github.com/spf13/viper'),
        )
        .filter((call) => isLive(call, program))
        .flatMap((call) => namesOf(call.node, call.file, false)),
    )
    return [...bound, ...read]
  }

  function namesOf(node: Field['node'], file: Field['file'], isBinding: boolean) {
    const [first, second] = argumentsOf(node)
    const named = isBinding && second !== undefined ? second : first
    if (named === undefined) return []
    return evaluator.valuesOf({ node: named, file }).flatMap((value) => {
      const text = textOf(value)
      if (text === undefined || text === '') return []
      const names =
        named === second
          ? [text]
          : isBinding
            ? [libraries.nameOfKey(text)]
            : // A part of a configuration that is not there reads no variable.
              wholeKeys(text, { node, file }, evaluator).includes(text)
              ? libraries.variablesOfKey(text)
              : []
      const source =
        value.kind === 'text' && value.place?.file !== undefined
          ? value.source
          : sourceOf({ node: named, file })
      return names.map((name) => ({ name, required: false, source }))
    })
  }

  /** Returns the variables of the fields of the structs that a configuration is read into. */
  function ofStructs(): readonly EnvironmentVariable[] {
    const targets = ['Unmarshal', 'UnmarshalExact', 'Process', 'MustProcess', 'Parse'].flatMap(
      (name) =>
        everyCallNamed(name, program.files).flatMap((call) => {
          const isReader = call.file.header.imports.some(({ path }) =>
            /viper$|envconfig$|ardanlabs\/conf/.test(path),
          )
          if (!isReader || !isLive(call, program)) return []
          return argumentsOf(call.node).flatMap((argument) => {
            if (!argument.text.startsWith('&') && name === 'Parse') return []
            const type = typeOf({ node: argument, file: call.file }, program)
            return type === undefined ? [] : [{ type, isViper: name.startsWith('Unmarshal') }]
          })
        }),
    )
    return targets.flatMap(({ type, isViper }) =>
      fieldsBelow(type, [], 0).flatMap((path) => variableOf(path, isViper)),
    )
  }

  function fieldsBelow(type: TypeName, before: FieldPath, depth: number): readonly FieldPath[] {
    return structFields(type, program).flatMap((field) => {
      const path = [...before, field]
      seen += 1
      if (field.type === undefined || depth > deepest || seen > mostFields) return [path]
      const inner = typeNamed({ node: field.type, file: field.file }, program)
      const below = inner === undefined ? [] : fieldsBelow(inner, path, depth + 1)
      return below.length > 0 ? below : [path]
    })
  }

  function variableOf(path: FieldPath, isViper: boolean): readonly EnvironmentVariable[] {
    const name = libraries.variableOf(path)
    const field = path.at(-1)
    if (name === undefined || field === undefined || !/^[A-Za-z_]\w*$/.test(name)) return []
    const source = sourceOf(field)
    // Viper doesn't know the tags that say more.
    if (isViper) return [{ name, required: false, source }]
    // What is validated may come from a file or a literal.
    const pairs = [...tagOf(field.tag)].filter(([key]) => !/^(validate|binding)$/.test(key))
    const tag = new Map(pairs)
    const { required, default: fallback } = settingOf(tag)
    const standard = fallback === undefined || fallback === '' ? {} : { default: fallback }
    // The name in the tag, without a prefix, is enough.
    return [{ name, required: required && !tag.has('envconfig'), ...standard, source }]
  }
}
