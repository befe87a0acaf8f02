import { posix } from 'node:path'
import { viperFiles } from '../config/viper-files.ts'
import type { RuntimeFile } from '../facts.ts'
import { calledFrom, callersOf, callsNamed, callsOf, everyCallNamed } from '../go/calls.ts'
import { endsOnError } from '../go/fatal-error.ts'
import { isLive } from '../go/live.ts'
import { filesMentioning, identifiersOf, importsOf, withoutMajor } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { above, argumentsOf, expressionIn, named, parametersOf, receiverOf } from '../go/syntax.ts'
import { homeFolder, isBelowHome } from '../home.ts'
import type { Files } from '../repository/view.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf, type Value } from '../values/value.ts'
import { fileDrivers, type PathUse, pathFunctions, pathMethods } from './file-calls.ts'
import { isGuarded } from './guarded.ts'
import { folderOf, isConditional, isSuffixOfNothing, pathIn, patternOf } from './path-values.ts'

/** Folders of the system, which no volume should cover because of a name that is not known. */
const ofSystem =
  /^\/(bin|boot|dev|etc|home|lib\w*|opt|proc|root|run|sbin|sys|usr|usr\/local|var)\/$/

/** Folders of the host's own programs, which a program only writes to in order to install itself there. */
const ofHost = /^\/(?:etc\/systemd|usr\/lib\w*|lib\w*)\//

/** A program that knows of `~` and asks for the home directory puts the one in the place of the other. */
const tilde = /["'`]~/
const asksForHome = /\bUserHomeDir\(|\buser\.Current\(|\bhomedir\.|\bos\.Getenv\("HOME"\)/

/** Returns the files and folders that a program reads or writes, as far as their paths are known. */
export function runtimeFilesOf(evaluator: Evaluator, repository: Files): readonly RuntimeFile[] {
  const { program } = evaluator
  const findsHome = program.files.some(({ text }) => tilde.test(text) && asksForHome.test(text))
  // First, because calls may take all of what an evaluator may do.
  const databases = ofDatabases()
  const found = [
    ...calls().flatMap(({ place, use }) => {
      const making = use.makesFolders === true ? { makesFolders: true as const } : {}
      return ofCall(place, use).map((file) => ({ ...file, ...making }))
    }),
    ...databases,
    ...ofLogs(),
    ...ofViper(),
  ]
  const unique = new Map<string, RuntimeFile>()
  for (const file of found) {
    const key = `${file.access} ${posix.normalize(file.path)}`
    const before = unique.get(key)
    const says = before === undefined || (file.required && !before.required) || file.makesFolders
    if (says) unique.set(key, file)
  }
  const all = [...unique.values()]
  return all.map((file) => (mayBeOwn(file, all) ? { ...file, required: false } : file))

  function calls(): readonly { readonly place: Place; readonly use: PathUse }[] {
    const functions = importsOf(program).flatMap(({ path }) => {
      const plain = withoutMajorParts(path)
      const table = Object.hasOwn(pathFunctions, plain) ? (pathFunctions[plain] ?? {}) : {}
      return Object.entries(table).flatMap(([name, use]) =>
        callsOf(path, [name], program).map((place) => ({ place, use })),
      )
    })
    const methods = Object.entries(pathMethods).flatMap(([name, use]) =>
      everyCallNamed(name, program.files)
        .filter(
          (place) =>
            receiverOf(place.node) !== undefined &&
            calledFrom(place, program) === undefined &&
            isLive(place, program),
        )
        .map((place) => ({ place, use })),
    )
    return [...functions, ...methods]
  }

  function ofCall(place: Place, use: PathUse): readonly RuntimeFile[] {
    const given = argumentsOf(place.node)
    const { file } = place
    if (file.isOver() || isEmbedded(place)) return []
    const access = accessOf(place, use)
    const required =
      access === 'read' &&
      (use.isFatal === true || endsOnError(place, program)) &&
      !isGuarded(place, program)
    const paths = use.at === 'all' ? given : use.at.flatMap((index) => given[index] ?? [])
    if (given.length === 0 && calledFrom(place, program)?.path === 'github.com/joho/godotenv') {
      return toFile('.env', access, required, place)
    }
    return paths.flatMap((argument) => {
      const values = withHome(valuesByCall({ node: argument, file }))
      const folders = new Set(values.flatMap((value) => folderOf(value) ?? []))
      // Through a name that stands for several folders, another thing may have come here.
      const isSure = folders.size === 1 || /^(call|binary)_expression$/.test(argument.type)
      return values.flatMap((value) => {
        const text = withoutPrefix(value) ?? textOf(value)
        const own = use.hasAlias === true ? text?.replace(/:\/.*$/, '') : text
        if (access === 'write' && isSuffixOfNothing(value)) return []
        if (own !== undefined) return toFile(own, access, required, place)
        const folder = folderOf(value)
        if (folder === undefined) {
          const pattern = access === 'write' ? patternOf(value) : undefined
          return pattern === undefined ? [] : toFile(pattern, access, false, place)
        }
        const isNew = access === 'write' && isSure && !ofSystem.test(folder)
        return toFile(folder, access, false, place).filter(({ at }) => isNew || at !== null)
      })
    })
  }

  /**
   * Returns a path without a folder before it that the program sets only on some condition, if it is in
   * the repository: `dir = "/usr/share/app"` of `Join(dir, "templates")`.
   */
  function withoutPrefix(value: Value): string | undefined {
    const [first, ...others] = value.kind === 'joined' ? value.parts : []
    if (first?.kind !== 'text' || !isConditional(first.place?.node)) return undefined
    const text = textOf({ kind: 'joined', parts: others })?.replace(/^\/+/, '')
    return text !== undefined && repository.at(text, program.main.folder) !== null
      ? text
      : undefined
  }

  /** Returns the values of a path, those of several parameters only as they are passed together. */
  function valuesByCall(path: Place): readonly Value[] {
    const all = evaluator.valuesOf(path)
    const node = path.file.declarationAt(path.node.startIndex)
    if (all.length < 3 || node === undefined || parametersOf(node).length < 2) return all
    const func = { node, file: path.file }
    const callers = callersOf(func, program)
    if (callers.length === 0 || callers.length >= all.length) return all
    return callers.flatMap((caller) => {
      const given = argumentsOf(caller.node).map((one) => ({ node: one, file: caller.file }))
      return evaluator.valuesOf(path, { func, arguments: given, outer: undefined })
    })
  }

  /** Whether goose reads its migrations from the binary. */
  function isEmbedded(place: Place): boolean {
    return (
      withoutMajorParts(calledFrom(place, program)?.path ?? '') === 'github.com/pressly/goose' &&
      callsNamed('SetBaseFS', program).some(({ node }) => argumentsOf(node)[0]?.text !== 'nil')
    )
  }

  /** Returns the files of viper that are there or, where it ends without any, the one to create. */
  function ofViper(): readonly RuntimeFile[] {
    const all = viperFiles(evaluator)
    const present = all
      .flatMap(({ texts, place, required, isOneOf }) =>
        texts
          .flatMap((text) => toFile(text, 'read', required, place))
          .map((file) => (isOneOf === undefined ? file : { ...file, isOneOf })),
      )
      .filter(({ at }) => at !== null)
    const [first] = all.flatMap(({ sure, place, required }) =>
      required ? sure.flatMap((text) => toFile(text, 'read', true, place)) : [],
    )
    return present.length > 0 || first === undefined ? present : [first]
  }

  /** Returns the file of `sql.Open("sqlite3", "./data.db")`, and that of gorm v1. */
  function ofDatabases(): readonly RuntimeFile[] {
    return ['Open', 'Connect', 'MustConnect', 'MustOpen'].flatMap((name) =>
      everyCallNamed(name, program.files).flatMap((place) => {
        const [driver, source] = argumentsOf(place.node)
        if (driver === undefined || source === undefined) return []
        const at = (node: Place['node']) =>
          evaluator.valuesOf({ node, file: place.file }).flatMap((value) => textOf(value) ?? [])
        if (!at(driver).some((text) => fileDrivers.has(text)) || !isLive(place, program)) return []
        return at(source).flatMap((text) => toFile(text, 'write', false, place))
      }),
    )
  }

  /** Returns the file of a `lumberjack.Logger{Filename: …}`. */
  function ofLogs(): readonly RuntimeFile[] {
    const files = filesMentioning('lumberjack', program.files)
    return identifiersOf('Filename', files).flatMap(({ node, file }) => {
      const element = node.parent?.parent
      const [key, value] = named(element)
      if (element?.type !== 'keyed_element' || key?.startIndex !== node.startIndex) return []
      const isLogger = /lumberjack/.test(file.header.imports.map(({ path }) => path).join(' '))
      const expression = expressionIn(value)
      if (!isLogger || expression === undefined) return []
      const place = { node, file }
      return evaluator
        .valuesOf({ node: expression, file })
        .flatMap((one) => toFile(textOf(one) ?? '', 'write', false, place))
    })
  }

  function toFile(
    text: string,
    access: RuntimeFile['access'],
    required: boolean,
    place: Place,
  ): readonly RuntimeFile[] {
    const path = pathIn(findsHome ? text.replace(/^~(?=\/)/, homeFolder) : text)
    if (path === undefined || (access === 'write' && ofHost.test(path))) return []
    const at = repository.at(path, program.main.folder)
    return [{ path, at, access, required: access === 'read' && required, source: sourceOf(place) }]
  }
}

/** Returns paths without those for a user that has no home directory, if one is below it. */
function withHome(paths: readonly Value[]): readonly Value[] {
  return paths.some((value) => isBelowHome(textOf(value) ?? ''))
    ? paths.filter((value) => value.kind !== 'text' || !isAfterError(value.place?.node))
    : paths
}

/** Whether a literal stands in a branch for what went wrong. */
function isAfterError(literal: Place['node'] | undefined): boolean {
  const branch = literal === undefined ? undefined : above(literal, 'if_statement')
  return /\berr\w* *!= *nil/.test(branch?.childForFieldName('condition')?.text ?? '')
}

/** Whether a program may have written a file before: it writes to its folder in the home directory. */
function mayBeOwn({ path, required }: RuntimeFile, all: readonly RuntimeFile[]): boolean {
  const isWithin = (other: RuntimeFile) =>
    other.access === 'write' && `${path}/`.startsWith(`${other.path}/`)
  return required && isBelowHome(path) && all.some(isWithin)
}

function withoutMajorParts(path: string): string {
  return withoutMajor(path).replaceAll(/\/v\d+(?=\/)/g, '')
}

/** os.OpenFile reads where its flags say so. */
function accessOf({ node }: Place, use: PathUse): RuntimeFile['access'] {
  const flags = argumentsOf(node)[1]?.text ?? ''
  return use.access === 'write' && /^os\.O_RDONLY$|^0$/.test(flags) ? 'read' : use.access
}
