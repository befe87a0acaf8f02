import { posix } from 'node:path'
import { grouped } from '../../grouped.ts'
import { elementProblem } from '../../paths.ts'
import type { Unknown } from '../facts.ts'
import { excludedBy, inclusionOf } from './constraints.ts'
import { readHeader } from './header.ts'
import type { Package } from './program.ts'
import { type GoFile, goFile, type Parse } from './source-file.ts'

/** A module whose packages are read. */
interface Source {
  readonly path: string
  readonly folder: string
}

/** The packages of a module: those that others may import, and those that are programs. */
export interface Packages {
  readonly libraries: ReadonlyMap<string, Package>
  readonly mains: readonly Package[]
  /** The folders whose Go files are no package, because Go rejects their names. */
  readonly rejected: readonly Unknown[]
}

/**
 * Returns the packages of a module for Linux, without tests, with the files that need a build tag.
 * @param files the paths of its files, relative to the directory that is read
 */
export function packagesOf(
  module: Source,
  files: Iterable<string>,
  read: (path: string) => string | undefined,
  parse: Parse,
): Packages {
  const included: (readonly [string, GoFile])[] = []
  const alternatives = new Set<string>()
  const { paths, rejected } = goFilesOf(module, files)
  for (const path of paths) {
    const file = readFile(module, path, read, parse)
    if (file === undefined) continue
    // A tag may ask for it as well: `nosqlite || !cgo`.
    const isPlain = file === 'without C' || excludedBy(file.header.constraint).includes('cgo')
    if (isPlain) alternatives.add(posix.dirname(path))
    if (file === 'without C') continue
    included.push([`${posix.dirname(path)} ${file.header.package}`, file])
  }
  const packages = [...grouped(included).values()].flatMap((files) =>
    packageOf(files, alternatives),
  )
  return {
    libraries: new Map(
      packages.filter(({ name }) => name !== 'main').map((one) => [one.path, one]),
    ),
    mains: withoutHelpers(packages.filter(({ name }) => name === 'main')),
    rejected,
  }
}

/** The programs of a module without those that only its tests run, unless it has no others. */
function withoutHelpers(mains: readonly Package[]): readonly Package[] {
  const others = mains.filter(
    ({ folder }) =>
      !/(^|\/)(tests?|testing|testutils?|test-?helpers?|testsupport|fixtures|e2e|integration-?tests?)(\/|$)/.test(
        folder,
      ),
  )
  return others.length === 0 ? mains : others
}

function packageOf(all: readonly GoFile[], alternatives: ReadonlySet<string>): readonly Package[] {
  // What needs no tag stands first, so that it says where a program starts.
  const files = [...all].sort((a, b) => Number(a.tags.length > 0) - Number(b.tags.length > 0))
  const [first] = files
  if (first === undefined) return []
  const { path, package: importPath, header } = first
  const folder = posix.dirname(path)
  const hasAlternative = alternatives.has(folder)
  return [{ path: importPath, folder, name: header.package, files, hasAlternative }]
}

/** Returns the Go files of a module that are neither tests nor in another module. */
function goFilesOf(
  { folder }: Source,
  files: Iterable<string>,
): { readonly paths: readonly string[]; readonly rejected: readonly Unknown[] } {
  const all = [...files]
  const nested = new Set(
    all.filter((path) => posix.basename(path) === 'go.mod').map((path) => posix.dirname(path)),
  )
  const root = folder === '' ? '.' : folder
  const known = new Map<string, boolean>([[root, true]])
  const rejected: Unknown[] = []
  const paths = all.filter(
    (path) =>
      /^[^_.].*\.go$/.test(posix.basename(path)) &&
      !/_test\.go$/.test(path) &&
      isIn(posix.dirname(path)),
  )
  return { paths, rejected }

  function isIn(directory: string): boolean {
    const before = known.get(directory)
    if (before !== undefined) return before
    const name = posix.basename(directory)
    const isHidden = /^[_.]/.test(name) || name === 'testdata' || name === 'vendor'
    const above = posix.dirname(directory)
    const isBelow = !isHidden && !nested.has(directory) && above !== directory && isIn(above)
    const problem = isBelow ? folderProblem(name) : undefined
    if (problem !== undefined) {
      const what = `Go takes this folder for no package: ${problem}.`
      rejected.push({ about: 'code', what, source: `${directory}:1` })
    }
    const result = isBelow && problem === undefined
    known.set(directory, result)
    return result
  }
}

/** Returns why Go refuses to build what is in a folder; undefined if it does not. */
function folderProblem(name: string): string | undefined {
  if (/^[+~-]/.test(name)) return `${name} starts with ${name.charAt(0)}`
  // A plus is only allowed here.
  return elementProblem(name.replaceAll('+', '-'))
}

function readFile(
  module: Source,
  path: string,
  read: (path: string) => string | undefined,
  parse: Parse,
): GoFile | 'without C' | undefined {
  const name = posix.basename(path)
  if (inclusionOf(name, undefined) === 'never') return undefined
  const text = read(path)
  const header = text === undefined ? undefined : readHeader(text)
  if (text === undefined || header === undefined || header.package === 'documentation')
    return undefined
  const inclusion = inclusionOf(name, header.constraint)
  if (inclusion === 'never')
    return excludedBy(header.constraint).includes('cgo') ? 'without C' : undefined
  const below = posix.relative(module.folder, posix.dirname(path))
  return goFile(
    {
      path,
      text,
      header,
      package: below === '' ? module.path : `${module.path}/${below}`,
      tags: inclusion === 'always' ? [] : inclusion,
    },
    parse,
  )
}
