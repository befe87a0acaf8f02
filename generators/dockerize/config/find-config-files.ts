import { posix } from 'node:path'
import type { Node } from 'web-tree-sitter'
import { callsOf } from '../go/calls.ts'
import { doesImport, filesMentioning, type Program } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, parentOf } from '../go/syntax.ts'
import type { Files } from '../repository/view.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'
import { type ConfigFile, configEndings, readConfigFile } from './config-file.ts'
import { viperFiles } from './viper-files.ts'

const endings = ['yaml', 'yml', 'json', 'toml', 'ini', 'conf', 'cfg', 'env', 'properties']
/** The end of a string that may be the path of a configuration file. */
const ending = new RegExp(`\\.(?:${endings.join('|')})["\`]`, 'g')

/** Each is parsed once for a repository, because its programs share packages that name it. */
const parsed = remember<ConfigFile>()

/** Returns the configuration files in a repository that a program names. */
export function findConfigFiles(
  program: Program,
  evaluator: Evaluator,
  files: Files,
): readonly ConfigFile[] {
  const names = [
    ...namesInLiterals(program, evaluator, files),
    ...viperFiles(evaluator).flatMap(({ texts }) => texts),
    ...namesForDotenv(program),
    ...namesForSources(program, evaluator),
  ]
  const roots = ['', program.main.folder]
  const paths = names.flatMap((name) => roots.map((root) => posix.join(root, name)))
  // The file for every case has the shortest name: config.yaml beside config-docker.yaml.
  const all = paths.flatMap((path) => [path, ...files.filesIn(path)])
  const sorted = [...new Set(all)].sort(
    (a, b) => posix.basename(a).length - posix.basename(b).length,
  )
  const isOver = () => program.files.some((file) => file.isOver())
  return sorted.flatMap((path) => {
    const isRead = configEndings.test(path) && files.has(path) && files.isShared(path)
    const text = isRead && !isOver() ? files.read(path) : undefined
    return text === undefined ? [] : [parsed(files, path, () => readConfigFile(path, text))]
  })
}

/** Returns the paths in string literals, with what is joined to them, as far as a file has that name. */
function namesInLiterals(
  program: Program,
  evaluator: Evaluator,
  { hasNamed }: Files,
): readonly string[] {
  // To ask for words is quicker than to search.
  const files = new Set(endings.flatMap((word) => filesMentioning(word, program.files)))
  return [...files].flatMap((file) =>
    [...file.text.matchAll(ending)].flatMap(({ index, 0: end }) => {
      const [name = ''] = /[^/"`\s]*$/.exec(file.text.slice(Math.max(index - 100, 0), index)) ?? []
      // An ending alone, and a format, stand for several names.
      const isWhole = name !== '' && !name.includes('%')
      if (isWhole && !hasNamed(`${name}${end.slice(0, -1)}`)) return []
      const node = file.root()?.descendantForIndex(index)
      return node === null || node === undefined ? [] : textsAround({ node, file }, evaluator)
    }),
  )
}

/** Returns the texts of the largest expression around a literal that is a path. */
function textsAround({ node, file }: Place, evaluator: Evaluator): readonly string[] {
  let at: Node | null = node
  while (at !== null && !/string_literal$/.test(at.type)) at = parentOf(at)
  const found: string[] = []
  while (
    at !== null &&
    /string_literal$|^binary_expression$|^call_expression$|^argument_list$/.test(at.type)
  ) {
    if (at.type !== 'argument_list') {
      found.push(...evaluator.valuesOf({ node: at, file }).flatMap((value) => textOf(value) ?? []))
    }
    at = parentOf(at)
  }
  return found
}

function namesForDotenv(program: Program): readonly string[] {
  const loads = callsOf('github.com/joho/godotenv', ['Load', 'Overload', 'Read'], program)
  const isDefault = loads.some(({ node }) => argumentsOf(node).length === 0)
  const isAutomatic = doesImport(program, (path) => path === 'github.com/joho/godotenv/autoload')
  return isDefault || isAutomatic ? ['.env'] : []
}

/** Returns the files and folders that kratos reads: `file.NewSource("../../configs")`. */
function namesForSources(program: Program, evaluator: Evaluator): readonly string[] {
  const path = 'github.com/go-kratos/kratos/v2/config/file'
  return callsOf(path, ['NewSource'], program).flatMap(({ node, file }) => {
    const [first] = argumentsOf(node)
    const values = first === undefined ? [] : evaluator.valuesOf({ node: first, file })
    return values.flatMap((value) => textOf(value) ?? [])
  })
}
