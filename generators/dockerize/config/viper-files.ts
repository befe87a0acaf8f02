import { posix } from 'node:path'
import { isGuarded } from '../facts/guarded.ts'
import { callsNamed } from '../go/calls.ts'
import { endsOnError } from '../go/fatal-error.ts'
import { doesImport } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf } from '../go/syntax.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'

/** Paths that a program may read, only one of which needs to be there. */
interface Candidates {
  readonly texts: readonly string[]
  /** Those that it reads if none is there yet: `.env`, or a name with its type. */
  readonly sure: readonly string[]
  readonly place: Place
  readonly required: boolean
  /** Set if they are in several folders, in the first of which it is read. */
  readonly isOneOf?: true
}

/** The endings of files that viper reads. */
const viperEndings = ['yaml', 'yml', 'json', 'toml', 'env', 'ini', 'properties'] as const

/** Returns the files that viper looks for, by the names and folders that it is given. */
export function viperFiles(evaluator: Evaluator): readonly Candidates[] {
  const { program } = evaluator
  if (!doesImport(program, (path) => path === 'github.com/spf13/viper')) return []
  const reading = ['ReadInConfig', 'MergeInConfig'].flatMap((name) => callsNamed(name, program))
  const required = reading.some((call) => endsOnError(call, program) && !isGuarded(call, program))
  const folders = callsNamed('AddConfigPath', program)
  const names = callsNamed('SetConfigName', program).flatMap(textsOf)
  const [type] = callsNamed('SetConfigType', program).flatMap(textsOf)
  const [place] = folders
  const paths = folders.flatMap(textsOf)
  const inFolders = place && {
    place,
    required,
    isOneOf: true as const,
    sure: paths.flatMap((folder) =>
      names.flatMap((name) => {
        const sure = name.startsWith('.')
          ? name
          : type === undefined
            ? undefined
            : `${name}.${type}`
        return sure === undefined ? [] : [posix.join(folder, sure)]
      }),
    ),
    texts: paths.flatMap((folder) =>
      (names.length === 0 ? ['config'] : names).flatMap((name) => [
        posix.join(folder, name),
        ...viperEndings.map((ending) => posix.join(folder, `${name}.${ending}`)),
      ]),
    ),
  }
  const exact = callsNamed('SetConfigFile', program).map((place) => {
    const texts = textsOf(place)
    // Of a flag without a default, nothing is known.
    return { place, texts, sure: texts, required: required && !isGuarded(place, program) }
  })
  return inFolders === undefined ? exact : [...exact, inFolders]

  function textsOf({ node, file }: Place): readonly string[] {
    const [first] = argumentsOf(node)
    const values = first === undefined ? [] : evaluator.valuesOf({ node: first, file })
    return values.flatMap((value) => textOf(value) ?? [])
  }
}
