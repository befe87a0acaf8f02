import type { Node } from 'web-tree-sitter'
import { grouped } from '../../grouped.ts'
import { remember } from './remember.ts'
import type { GoFile, Place } from './source-file.ts'
import { functionsAround, parametersOf, parentOf, receiverParameter } from './syntax.ts'

/** A package of the module, or of a local module that it uses. */
export interface Package {
  /** Its import path. */
  readonly path: string
  /** Its folder, relative to the directory that is read. */
  readonly folder: string
  readonly name: string
  readonly files: readonly GoFile[]
  /** Whether it has files for a build without C, in the place of those that use C. */
  readonly hasAlternative: boolean
}

/** A `package main` with the packages that it imports, transitively. */
export interface Program {
  readonly main: Package
  readonly packages: ReadonlyMap<string, Package>
  readonly files: readonly GoFile[]
}

/** Returns a main with the packages that it imports, transitively. */
export function programOf(main: Package, all: ReadonlyMap<string, Package>): Program {
  const packages = new Map([[main.path, main]])
  for (const { files } of packages.values()) {
    for (const { path } of files.flatMap(({ header }) => header.imports)) {
      const imported = all.get(path)
      if (imported !== undefined && imported.name !== 'main') packages.set(path, imported)
    }
  }
  return { main, packages, files: [...packages.values()].flatMap(({ files }) => files) }
}

/** Returns whether any file of a program imports a package that matches. */
export function doesImport(program: Program, matches: (path: string) => boolean): boolean {
  return [...importersIn(program).keys()].some(matches)
}

/** Returns a path without the suffix of its major version: `/v5`, `.v3`. */
export function withoutMajor(path: string): string {
  return path.replace(/(?:\/v\d+|\.v\d+)$/, '')
}

/**
 * Returns the import path that an expression stands for; undefined if it is no package, or the
 * function around it has a parameter or a variable of that name.
 */
export function packageAt(node: Node | null | undefined, file: GoFile, program: Program) {
  if (node === null || node === undefined || file.isOver()) return undefined
  if (!/^(?:package_)?identifier$/.test(node.type)) return undefined
  const path = packageNamed(node.text, file, program)
  return path === undefined || isShadowed(node) ? undefined : path
}

function isShadowed(node: Node): boolean {
  return functionsAround(node).some((func) => {
    const parameters = [receiverParameter(func), ...parametersOf(func)]
    if (parameters.some((one) => one?.name === node.text)) return true
    const before = func.text.slice(0, Math.max(startOfScope(node) - func.startIndex, 0))
    return new RegExp(`\\b${node.text}(, *\\w+)? *:=`).test(before)
  })
}

/** A variable is known only after the statement that declares it: `gin := gin.Default()`. */
function startOfScope(node: Node): number {
  let at: Node | null = node
  while (at !== null && !/^(short_var_declaration|block|func_literal)$/.test(at.type))
    at = parentOf(at)
  return at?.type === 'short_var_declaration' ? at.startIndex : node.startIndex
}

/** Returns the import path of a package by its name in a file; undefined if there is none. */
export function packageNamed(name: string, file: GoFile, program: Program): string | undefined {
  const { imports } = file.header
  const renamed = imports.find((one) => one.name === name)
  if (renamed !== undefined) return renamed.path
  return imports.find(({ name: other, path }) => {
    if (other !== undefined) return false
    const own = program.packages.get(path)
    return own === undefined ? probableNames(path).includes(name) : own.name === name
  })?.path
}

const knownNames = new Map<string, readonly string[]>()

function probableNames(path: string): readonly string[] {
  const known = knownNames.get(path) ?? namesFrom(path)
  knownNames.set(path, known)
  return known
}

function namesFrom(path: string): readonly string[] {
  const last = withoutMajor(path).split('/').at(-1) ?? ''
  return [
    last,
    last.replace(/^go-/, ''),
    last.replace(/[-.]go$/, ''),
    last.replaceAll('-', ''),
    last.replaceAll('-', '_'),
  ]
}

const mentioning = remember<readonly GoFile[]>()

/** Returns those of some files whose text may have a word. */
export function filesMentioning(word: string, files: readonly GoFile[]): readonly GoFile[] {
  return mentioning(files, word, () => files.filter(({ mentions }) => mentions(word)))
}

const identifiers = remember<readonly Place[]>()

/** Returns every identifier with a name in some files. */
export function identifiersOf(name: string, files: readonly GoFile[]): readonly Place[] {
  return identifiers(files, name, () =>
    filesMentioning(name, files).flatMap((file) =>
      file.identifiers(name).map((node) => ({ node, file })),
    ),
  )
}

const importing = remember<ReadonlyMap<string, readonly GoFile[]>>()

/** Returns the files of a program that import a package. */
export function importersOf(path: string, program: Program): readonly GoFile[] {
  return importersIn(program).get(path) ?? []
}

/** Returns every import path of a program, with the files that import it. */
function importersIn(program: Program): ReadonlyMap<string, readonly GoFile[]> {
  return importing(program, '', () =>
    grouped(
      program.files.flatMap((file) =>
        [...new Set(file.header.imports.map(({ path }) => path))].map(
          (path) => [path, file] as const,
        ),
      ),
    ),
  )
}

/** An import path of a program, and the first place where it is imported. */
interface FirstImport {
  readonly path: string
  /** `path:line`. */
  readonly source: string
}

const firstImports = remember<readonly FirstImport[]>()

/** Returns every import path of a program, once, in the order of its files. */
export function importsOf(program: Program): readonly FirstImport[] {
  return firstImports(program, '', () =>
    [...importersIn(program)].flatMap(([path, [file]]) => {
      const line = file?.header.imports.find((one) => one.path === path)?.line
      return file === undefined || line === undefined
        ? []
        : [{ path, source: `${file.path}:${line}` }]
    }),
  )
}

const namingFiles = remember<readonly GoFile[]>()

/** Returns the files that can name what a package exports: its own, and those that import it. */
export function filesThatName(name: string, path: string, program: Program): readonly GoFile[] {
  const own = program.packages.get(path)?.files ?? []
  if (!/^\p{Lu}/u.test(name)) return own
  return namingFiles(program, path, () => {
    return [...own, ...importersOf(path, program)]
  })
}

/** A declaration at the top level of a package. */
export interface Declaration extends Place {
  readonly kind: 'value' | 'function' | 'type'
}

const kinds: ReadonlyMap<string, Declaration['kind']> = new Map([
  ['const_spec', 'value'],
  ['var_spec', 'value'],
  ['function_declaration', 'function'],
  ['type_spec', 'type'],
  ['type_alias', 'type'],
])

const declarations = remember<readonly Declaration[]>()

/** Returns the declaration of a name at the top level of a package. */
export function declarationOf(name: string, { files }: Package): Declaration | undefined {
  return declarations(files, name, () => findDeclaration(name, files))[0]
}

function findDeclaration(name: string, files: readonly GoFile[]): readonly Declaration[] {
  for (const { node, file } of identifiersOf(name, filesThatMayDeclare(name, files))) {
    const { parent } = node
    const kind = kinds.get(parent?.type ?? '')
    if (parent === null || kind === undefined || !isTopLevel(parent)) continue
    const names = parent.childrenForFieldName('name')
    if (names.some(({ id }) => id === node.id)) return [{ kind, node: parent, file }]
  }
  return []
}

const declaring = remember<readonly GoFile[]>()

/** Returns the files where a name stands as in a declaration, so that others needn't be parsed. */
function filesThatMayDeclare(name: string, files: readonly GoFile[]): readonly GoFile[] {
  return declaring(files, name, () =>
    filesMentioning(name, files).filter(({ text }) =>
      ['type ', 'func ', 'var ', 'const ', '\t', '\n  ', ', '].some((before) =>
        text.includes(`${before}${name}`),
      ),
    ),
  )
}

function isTopLevel(declaration: Node): boolean {
  let at = declaration.parent
  while (at !== null && /_(spec_list|declaration)$/.test(at.type)) {
    if (/^(function|method)_declaration$/.test(at.type)) return false
    at = parentOf(at)
  }
  return declaration.type === 'function_declaration' || at === null || at.type === 'source_file'
}

const methods = remember<readonly Place[]>()

/** Returns the methods of a program with a name. */
export function methodsNamed(name: string, program: Program): readonly Place[] {
  return methods(program, name, () => {
    const files = filesMentioning(name, program.files).filter(
      ({ text, isProtocol }) =>
        !isProtocol && (text.includes(`) ${name}(`) || text.includes(`)${name}(`)),
    )
    return identifiersOf(name, files).flatMap(({ node, file }) => {
      const { parent } = node
      const isMethod =
        parent?.type === 'method_declaration' && parent.childForFieldName('name')?.id === node.id
      return isMethod && parent !== null ? [{ node: parent, file }] : []
    })
  })
}
