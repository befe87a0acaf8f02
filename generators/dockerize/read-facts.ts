import { lstatSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { tryTo } from '../disk/disk-error.ts'
import { ProblemsError } from '../problem.ts'
import { tagsOfBuilds } from './facts/asked-tags.ts'
import { factsOfMain } from './facts/main-facts.ts'
import { newestGoOf } from './facts/newest-go.ts'
import { mayNamePrivate, privateModulesOf } from './facts/private-modules.ts'
import type { Facts, LocalModule, Unknown } from './facts.ts'
import { type Module, readModule, usesVendor, workspaceFolders } from './go/module.ts'
import { packagesOf } from './go/packages.ts'
import { createParser } from './go/parser.ts'
import type { Package } from './go/program.ts'
import { lineAt, type Parse, sourceOf } from './go/source-file.ts'
import { isOwnDotenv } from './repository/dotenv.ts'
import {
  createReader,
  type Folder,
  hasEntry,
  listFolder,
  type Reader,
} from './repository/folder.ts'
import { viewOf } from './repository/view.ts'

/** Returns those of some `.env` files that git has; the values in the others are of one machine, or secret. */
type TrackedOf = (paths: readonly string[]) => Promise<ReadonlySet<string>>

/**
 * Reads the facts of the Go module in a directory. Runs, builds and downloads nothing.
 * @param trackedOf asks git; without it, no file counts as tracked
 * @throws ProblemsError when the directory has no go.mod that can be read
 */
export async function readFacts(directory: string, trackedOf?: TrackedOf): Promise<Facts> {
  const root = resolve(directory)
  const reader = createReader(root)
  const text = reader.read('go.mod')
  const module = text === undefined ? undefined : readModule(text, '')
  if (module === undefined) throw noModule(directory, root, text !== undefined)
  const own = listFolder(root, '')
  const dotenv = [...own.files].filter(isOwnDotenv)
  // Git is only asked if the answer may matter.
  const tracked = dotenv.length === 0 ? undefined : await trackedOf?.(dotenv)
  const { parse, dispose } = await createParser()
  try {
    return factsOf({ root, own, tracked }, module, reader, parse)
  } finally {
    dispose()
  }
}

function noModule(directory: string, root: string, isThere: boolean): ProblemsError {
  const entry = isThere ? undefined : tryTo(() => lstatSync(join(root, 'go.mod')))
  const why = isThere
    ? 'it has no module line'
    : entry === undefined
      ? 'there is no such file'
      : entry.isFile()
        ? 'it is too large, or the system refuses to read it'
        : 'it is not a regular file'
  const what = `cannot read ${join(directory, 'go.mod')}: ${why}`
  const others = isThere ? [] : modulesNear(root).map((folder) => join(directory, folder))
  const fix =
    others.length === 0
      ? 'Name the folder of a Go module, or create one with go mod init.'
      : `Name the folder of a module: ${others.join(', ')}.`
  return new ProblemsError([{ what, fix }])
}

/** How many modules are named to a person who chose a folder that is none. */
const mostNamed = 5

/** Returns the folders of the modules below a directory or, if there are none, around it. */
function modulesNear(root: string): readonly string[] {
  const below = [...listFolder(root, '').files]
    .filter((path) => /^[^/]+\/(?:[^/]+\/)*go\.mod$/.test(path) && !/(?:^|\/)testdata\//.test(path))
    .map((path) => dirname(path))
    .slice(0, mostNamed)
  if (below.length > 0) return below
  for (let at = root; !hasEntry(at, '.git') && dirname(at) !== at; ) {
    at = dirname(at)
    if (hasEntry(at, 'go.mod')) return [relative(root, at)]
  }
  return []
}

/** The directory that is read. */
interface Listed {
  /** Its absolute path. */
  readonly root: string
  readonly own: Folder
  /** Those of its `.env` files that git has. */
  readonly tracked: ReadonlySet<string> | undefined
}

function factsOf(
  { root, own, tracked }: Listed,
  module: Module,
  reader: Reader,
  parse: Parse,
): Facts {
  const workspace = workspaceOf(root, module, reader)
  const locals = [...module.replaces, ...(workspace?.modules ?? [])]
  const others = localModules(locals, module, reader)
  const folders = new Map([['', own]])
  for (const { folder } of others) {
    if (folder.startsWith('..')) folders.set(folder, listFolder(root, folder))
  }
  const read = (path: string) => reader.read(path)
  const packages = packagesOf(module, own.files, read, parse)
  const all = new Map<string, Package>(packages.libraries)
  const rejected = [...packages.rejected]
  for (const other of others) {
    const files = (folders.get(other.folder) ?? own).files
    const others = packagesOf(other, files, read, parse)
    for (const [path, one] of others.libraries) all.set(path, one)
    rejected.push(...others.rejected)
  }
  const files = viewOf(
    [...folders.values()].map((one) => one.files),
    read,
    tracked,
  )
  // All are found before any is read, so that none is lost where the time is over.
  const started = packages.mains.flatMap((main) => {
    const source = startOf(main)
    return source === undefined ? [] : [{ main, source }]
  })
  const asked = tagsOfBuilds(packages.mains, all, files)
  const cut: Unknown[] = []
  const mains = started
    .map(({ main, source }) => {
      const found = factsOfMain(main, source, all, files, asked.get(main) ?? new Set(), module)
      if (parse.isOver()) cut.push({ about: 'time', what: cutOff, source })
      return found
    })
    .sort((a, b) => (a.main.path < b.main.path ? -1 : 1))
  return {
    module: module.path,
    go: module.go ?? null,
    toolchain: module.toolchain ?? null,
    newestGo: newestGoOf(module),
    // Go needs no checksum of a module that is a folder.
    requires: [...module.requires.keys()].some(
      (path) => !locals.some((one) => one.module === path),
    ),
    goSum: own.files.has('go.sum'),
    vendor: own.files.has('vendor/modules.txt') && usesVendor(module.go),
    workspace,
    replaces: module.replaces,
    tools: module.tools,
    privateModules: privateModulesOf(
      module,
      [...own.files].filter(mayNamePrivate).flatMap((path) => reader.read(path) ?? []),
    ),
    mains: mains.map(({ main }) => main),
    cgo: mains.some(({ main }) => main.cgo.length > 0),
    embeds: together(mains.flatMap(({ main }) => main.embeds)),
    files: together(mains.flatMap(({ main }) => main.files)),
    services: together(mains.flatMap(({ main }) => main.services)),
    programs: together(mains.flatMap(({ main }) => main.programs)),
    health: together(mains.flatMap(({ main }) => main.health)),
    unknown: [
      ...mains.flatMap(({ main, unknown }) => unknown.map((one) => ({ ...one, main: main.path }))),
      ...[...folders.values()].flatMap(({ skipped }) => skipped),
      ...rejected,
      ...cut,
      ...parse.failed().map((path) => ({
        about: 'code' as const,
        what: 'This file takes too long to be parsed.',
        source: `${path}:1`,
      })),
      ...reader.tooLarge().map((path) => ({
        about: 'code' as const,
        what: 'This file is too large to be read.',
        source: `${path}:1`,
      })),
    ],
  }
}

/** Returns the go.work at or above a directory that uses its module. */
function workspaceOf(root: string, module: Module, reader: Reader): Facts['workspace'] {
  for (let at = root; ; at = dirname(at)) {
    const folder = relative(root, at).replaceAll('\\', '/')
    const path = posix.join(folder, 'go.work')
    const text = reader.read(path)
    if (text !== undefined) return usedBy(text, { root, at, path }, module, reader)
    if (hasEntry(at, '.git') || dirname(at) === at) return null
  }
}

function usedBy(
  text: string,
  { root, at, path }: { readonly root: string; readonly at: string; readonly path: string },
  module: Module,
  reader: Reader,
): Facts['workspace'] {
  const used = workspaceFolders(text).map(({ path: folder, line }) => {
    const below = relative(root, resolve(at, folder)).replaceAll('\\', '/')
    return { path: below === '' ? '.' : below, line }
  })
  if (!used.some((one) => one.path === '.')) return null
  const modules = used.flatMap((one): readonly LocalModule[] => {
    const goMod = one.path === '.' ? undefined : reader.read(posix.join(one.path, 'go.mod'))
    const name = one.path === '.' ? module.path : readModule(goMod ?? '', one.path)?.path
    return name === undefined
      ? []
      : [{ module: name, path: one.path, source: `${path}:${one.line}` }]
  })
  return { path, modules }
}

/** Returns the modules in folders that a work space or a replace names. */
function localModules(
  start: readonly LocalModule[],
  own: Module,
  reader: Reader,
): readonly Module[] {
  const found = new Map<string, Module>()
  const queue = [...start]
  for (const { path } of queue) {
    if (path === '.' || path.startsWith('/') || found.has(path) || found.size > 100) continue
    const module = readModule(reader.read(posix.join(path, 'go.mod')) ?? '', path)
    if (module === undefined || module.path === own.path) continue
    found.set(path, module)
  }
  return [...found.values()]
}

const cutOff = 'Reading the code took too long: only part of this command was read.'

/** Returns where the func main of a package is. */
function startOf({ files }: Package): string | undefined {
  for (const file of files) {
    const node = file
      .identifiers('main')
      .map(({ parent }) => parent)
      .find((one) => one?.type === 'function_declaration')
    if (node !== undefined && node !== null) return sourceOf({ node, file })
  }
  const unparsed = files.find(({ root, text }) => root() === undefined && mainLine(text) > 0)
  return unparsed === undefined ? undefined : `${unparsed.path}:${mainLine(unparsed.text)}`
}

/** Returns the line of func main by the text alone, for code that can't be parsed; 0 without one. */
function mainLine(text: string): number {
  const at = /^func[ \t]+main[ \t]*\(/m.exec(text)?.index
  return at === undefined ? 0 : lineAt(text, at)
}

function together<T extends { readonly source: string }>(all: readonly T[]): readonly T[] {
  const found = new Map(all.map((one) => [JSON.stringify(one), one]))
  return [...found.values()].sort((a, b) => compareSources(a.source, b.source))
}

function compareSources(a: string, b: string): number {
  const [fileA, lineA] = split(a)
  const [fileB, lineB] = split(b)
  if (fileA !== fileB) return fileA < fileB ? -1 : 1
  return lineA - lineB
}

function split(source: string): readonly [string, number] {
  const at = source.lastIndexOf(':')
  return [source.slice(0, at), Number(source.slice(at + 1))]
}
