import { posix } from 'node:path'
import { excludedBy } from '../go/constraints.ts'
import { type Package, programOf } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import type { Files } from '../repository/view.ts'

/** The files by which a repository builds its programs, besides those of images. */
const recipe = /^(?:(?:GNU)?[Mm]akefile|.*\.mk|[Tt]askfile\.ya?ml|\.?[Jj]ustfile|.*\.sh)$/
const image = /^(?:.*\.)?(?:Dockerfile|Containerfile)(?:\..*)?$/
const workflow = /\.ya?ml$/
const ofTest = /test[^/]*\.sh$/

type Tags = ReadonlySet<string>
const none: Tags = new Set()

/**
 * Returns the build tags with which some mains are built. One that no recipe builds gets those of
 * others that choose between files of a package that both import.
 */
export function tagsOfBuilds(
  mains: readonly Package[],
  all: ReadonlyMap<string, Package>,
  files: Files,
): ReadonlyMap<Package, Tags> {
  const asked = new Map(mains.map((main) => [main, askedTags(main, files)]))
  const found = new Set([...asked.values()].flatMap((tags) => [...(tags ?? none)]))
  const known = [...asked].flatMap(([main, tags]) =>
    tags === undefined || found.size === 0 ? [] : [{ tags, imported: importedBy(main) }],
  )
  return new Map([...asked].map(([main, tags]) => [main, tags ?? shared(main)]))

  function shared(main: Package): Tags {
    if (known.length === 0) return none
    const own = importedBy(main)
    const isShared = (tag: string) => {
      const decided = [...own].filter((one) => isDecidedBy(tag, one))
      const users = known.filter(({ imported }) => decided.some((one) => imported.has(one)))
      return users.length > 0 && users.every(({ tags }) => tags.has(tag))
    }
    return new Set([...found].filter(isShared))
  }

  function importedBy(main: Package): ReadonlySet<Package> {
    const { packages } = programOf(main, all)
    return new Set([...packages.values()].filter((one) => one.path !== main.path))
  }
}

/** Whether a tag decides which files of a package are compiled. */
function isDecidedBy(tag: string, { files }: Package): boolean {
  return files.some(
    ({ tags, header }) => tags.includes(tag) || excludedBy(header.constraint).includes(tag),
  )
}

/**
 * Returns the build tags with which a repository's own recipes always build a main for Linux: its
 * Dockerfiles or, where none builds it, all others, and scripts for tests last; undefined where nothing
 * builds it. One that some builds have is for a variant.
 */
function askedTags(main: Package, files: Files): Tags | undefined {
  const folders = new Set(['.', main.folder, 'build', 'docker', 'deploy', 'scripts'])
  const own = [...folders].flatMap((folder) => files.filesIn(folder))
  const images = own.filter((path) => image.test(posix.basename(path)))
  const others = [
    ...own.filter((path) => recipe.test(posix.basename(path))),
    ...files.filesIn('.github/workflows').filter((path) => workflow.test(path)),
  ]
  const buildsIn = (some: readonly string[]) =>
    some
      .flatMap((path) => commands(files, path, () => commandsIn(files.read(path) ?? '')))
      .filter((command) => builds(command, main))
      .map(tagsOf)
  const isTest = (path: string) => ofTest.test(posix.basename(path))
  const recipes = [images, others.filter((path) => !isTest(path)), others.filter(isTest)]
  const [first, ...more] = recipes.map(buildsIn).find((some) => some.length > 0) ?? []
  if (first === undefined) return undefined
  return new Set(first.filter((tag) => more.every((tags) => tags.includes(tag))))
}

/** All mains of a repository ask for the same files. */
const commands = remember<readonly string[]>()

/** A longer line is none that a person wrote. */
const longestLine = 8192

/** Returns the commands of a text that build programs, each on a line. */
function commandsIn(text: string): readonly string[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .filter((line) => line.length <= longestLine && /\bgo (?:build|install) /.test(line))
}

function builds(command: string, { folder, path }: Package): boolean {
  if (/\bGOOS=(?!linux\b)|\bGOOS: (?!linux\b)|-buildmode|^\s*#/.test(command)) return false
  const after = command.replace(/^.*?\bgo (?:build|install) /, '').split(/&&|\|\||;/)[0] ?? ''
  const names = after
    .replaceAll(/-o[= ]\S+/g, ' ')
    .split(/\s+/)
    .filter((word) => /^\.{1,2}(?:\/|$)/.test(word) || word === path)
  if (names.length === 0) return folder === '.' && !/[$/]/.test(withoutFlags(after))
  return names.some((name) => {
    const below = name.endsWith('/...') ? posix.normalize(name.slice(0, -4)) : undefined
    if (below !== undefined) return below === '.' || `${folder}/`.startsWith(`${below}/`)
    return name === path || posix.normalize(`${name}/`) === posix.normalize(`${folder}/`)
  })
}

function withoutFlags(command: string): string {
  return command.replaceAll(/-\w+(?:[= ](?:"[^"]*"|'[^']*'|[^\s-]\S*))?/g, ' ')
}

function tagsOf(command: string): readonly string[] {
  const [, quoted, plain] = /-tags[= ](?:["']([^"'$]*)["']|([\w.,]+)(?=\s|$))/.exec(command) ?? []
  return (quoted ?? plain ?? '').split(/[\s,]+/).filter((tag) => tag !== '')
}
