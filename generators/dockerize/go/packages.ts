import { posix } from 'node:path'
import { excludes, inclusionOf } from './constraints.ts'
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
}

/**
 * Returns the packages of a module for Linux, without tests.
 * @param files the paths of its files, relative to the directory that is read
 */
export function packagesOf(
  module: Source,
  files: Iterable<string>,
  read: (path: string) => string | undefined,
  parse: Parse,
): Packages {
  const byPackage = new Map<string, GoFile[]>()
  const alternatives = new Set<string>()
  for (const path of goFilesOf(module, files)) {
    const file = readFile(module, path, read, parse)
    if (file === undefined) continue
    if (file === 'without C') {
      alternatives.add(posix.dirname(path))
      continue
    }
    const key = `${posix.dirname(path)} ${file.header.package}`
    byPackage.set(key, [...(byPackage.get(key) ?? []), file])
  }
  const packages = [...byPackage.values()].flatMap((files) => packageOf(files, alternatives))
  return {
    libraries: new Map(
      packages.filter(({ name }) => name !== 'main').map((one) => [one.path, one]),
    ),
    mains: withoutHelpers(packages.filter(({ name }) => name === 'main')),
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
  const files = all.filter(
    ({ tags }) => !all.some(({ header }) => tags.some((tag) => excludes(header.constraint, tag))),
  )
  const [first] = files
  if (first === undefined) return []
  const { path, package: importPath, header } = first
  const folder = posix.dirname(path)
  const hasAlternative = alternatives.has(folder)
  return [{ path: importPath, folder, name: header.package, files, hasAlternative }]
}

/** Returns the Go files of a module that are neither tests nor in another module. */
function goFilesOf({ folder }: Source, files: Iterable<string>): readonly string[] {
  const all = [...files]
  const nested = new Set(
    all.filter((path) => posix.basename(path) === 'go.mod').map((path) => posix.dirname(path)),
  )
  const root = folder === '' ? '.' : folder
  const known = new Map<string, boolean>([[root, true]])
  return all.filter(
    (path) =>
      /^[^_.].*\.go$/.test(posix.basename(path)) &&
      !/_test\.go$/.test(path) &&
      isIn(posix.dirname(path)),
  )

  function isIn(directory: string): boolean {
    const before = known.get(directory)
    if (before !== undefined) return before
    const name = posix.basename(directory)
    const isHidden = /^[_.]/.test(name) || name === 'testdata' || name === 'vendor'
    const above = posix.dirname(directory)
    const result = !isHidden && !nested.has(directory) && above !== directory && isIn(above)
    known.set(directory, result)
    return result
  }
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
  if (inclusion === 'never') return excludes(header.constraint, 'cgo') ? 'without C' : undefined
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
