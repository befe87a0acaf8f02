import type { Node } from 'web-tree-sitter'
import { excludedBy } from './constraints.ts'
import {
  declarationOf,
  identifiersOf,
  importersOf,
  type Package,
  type Program,
  packageAt,
  packageNamed,
  programOf,
} from './program.ts'
import type { GoFile } from './source-file.ts'
import { functionsAround, named, parametersOf, receiverParameter } from './syntax.ts'

/** A program as it is built. */
export interface Built {
  readonly program: Program
  /** The files of its packages that are left out, because they need a tag that is not set. */
  readonly leftOut: readonly GoFile[]
}

/** How many tags are set; a person sets one or two. */
const mostTags = 50

/**
 * Returns a main with the packages that it imports, transitively. Of their files that need a build
 * tag, it has those that the repository's own builds ask for, and those without which Go compiles
 * nothing.
 * @param asked the tags of the repository's own builds
 */
export function builtProgram(
  main: Package,
  all: ReadonlyMap<string, Package>,
  asked: ReadonlySet<string>,
): Built {
  const tags = new Set(asked)
  for (;;) {
    const chosen = new Map([...all].map(([path, one]) => [path, withTags(one, tags)]))
    const program = programOf(withTags(main, tags), chosen)
    const hidden = [...program.packages.values()].map((one) => ({
      compiled: one,
      files: hiddenIn(one.path === main.path ? main : all.get(one.path), one, tags),
    }))
    const needed = hidden.flatMap(({ compiled, files }) => {
      const first = files.find((file) => isNeeded(file, compiled, program))
      return first === undefined ? [] : first.tags
    })
    if (needed.length === 0 || tags.size > mostTags)
      return { program, leftOut: hidden.flatMap(({ files }) => files) }
    for (const tag of needed) tags.add(tag)
  }
}

/** Returns a package with the files that are compiled with some tags. */
function withTags(one: Package, tags: ReadonlySet<string>): Package {
  const files = one.files.filter(
    (file) => file.tags.every((tag) => tags.has(tag)) && !isExcluded(file, tags),
  )
  return files.length === one.files.length ? one : { ...one, files }
}

function isExcluded({ header }: GoFile, tags: ReadonlySet<string>): boolean {
  return tags.size > 0 && excludedBy(header.constraint).some((tag) => tags.has(tag))
}

/** Returns the files of a package that more tags would add. */
function hiddenIn(
  all: Package | undefined,
  { files }: Package,
  tags: ReadonlySet<string>,
): readonly GoFile[] {
  if (all === undefined || all.files.length === files.length) return []
  const compiled = new Set(files)
  return all.files.filter((file) => !compiled.has(file) && !isExcluded(file, tags))
}

/** Returns whether a package does not compile without a file. */
function isNeeded(file: GoFile, compiled: Package, program: Program): boolean {
  if (compiled.files.length === 0) return true
  return declaredIn(file).some((name) =>
    name === 'main'
      ? compiled.name === 'main' && !declares(compiled, name)
      : isUsed(name, compiled, program) && !declares(compiled, name),
  )
}

function declares(compiled: Package, name: string): boolean {
  return declarationOf(name, compiled) !== undefined
}

/** Names that mean something without a declaration too. */
const builtIn = /^(?:any|clear|init|max|min|_)$/

/** Returns the names that a file declares for its package. */
function declaredIn(file: GoFile): readonly string[] {
  return named(file.root())
    .filter(({ type }) => /^(?:function|type|const|var)_declaration$/.test(type))
    .flatMap((one) =>
      one.type === 'function_declaration'
        ? [one]
        : one.descendantsOfType(['type_spec', 'type_alias', 'const_spec', 'var_spec']),
    )
    .flatMap((one) => one?.childrenForFieldName('name') ?? [])
    .map(({ text }) => text)
    .filter((name) => !builtIn.test(name))
}

function isUsed(name: string, compiled: Package, program: Program): boolean {
  const inside = identifiersOf(name, compiled.files).some(
    ({ node, file }) =>
      packageNamed(name, file, program) === undefined && isUse(node) && !isLocal(node),
  )
  if (inside) return true
  return importersOf(compiled.path, program).some((file) =>
    file.identifiers(name).some(({ parent }) => {
      const owner = parent?.childForFieldName('operand') ?? parent?.childForFieldName('package')
      return packageAt(owner, file, program) === compiled.path
    }),
  )
}

/** Returns whether an identifier stands for a declaration of its package, unless it is local. */
function isUse(node: Node): boolean {
  if (!/^(?:type_)?identifier$/.test(node.type)) return false
  const { parent } = node
  if (/^(?:qualified_type|(?:variadic_)?parameter_declaration)$/.test(parent?.type ?? ''))
    return parent?.childForFieldName('type')?.id === node.id
  const isKey = parent?.parent?.type === 'keyed_element' && parent.nextSibling?.type === ':'
  return !isKey
}

function isLocal(node: Node): boolean {
  return functionsAround(node).some((func) => {
    const parameters = [receiverParameter(func), ...parametersOf(func)]
    if (parameters.some((one) => one?.name === node.text)) return true
    const declaration = new RegExp(
      `\\b(?:var|const|type) ${node.text}\\b|\\b${node.text}\\b[\\w, ]*:=`,
    )
    return declaration.test(func.text)
  })
}
