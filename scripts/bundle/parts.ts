import { mkdirSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { common, homesOf } from './homes.ts'

/**
 * A program split at its dynamic imports, into ES modules that import each other as `./name.js`,
 * and the file that each of these parts goes to.
 */
export interface Parts {
  /** Part → its code. */
  readonly code: ReadonlyMap<string, string>
  /** Part → the names that it exports. */
  readonly names: ReadonlyMap<string, readonly string[]>
  /** Part → its file: the part that it is named after, or `common`. */
  readonly homes: ReadonlyMap<string, string>
  /** Part → the parts that it imports, from its file or another one. */
  readonly imports: ReadonlyMap<string, readonly string[]>
  /** The source files of all parts. */
  readonly inputs: readonly string[]
}

/**
 * Splits a program.
 * @param entries the names of its entry points → their sources; the first is the program itself
 * @param quickest the source of the command that has to start quickest
 */
export async function partsOf(
  entries: Readonly<Record<string, string>>,
  quickest: string | undefined,
  options: BuildOptions,
): Promise<Parts> {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: entries,
    format: 'esm',
    splitting: true,
    metafile: true,
    write: false,
    outdir: '.',
    // Each import must be on its own line, where `withRequire` finds it.
    minifyWhitespace: false,
    // import.meta is replaced later, when each part is a file.
    define: Object.fromEntries(
      Object.entries(options.define ?? {}).filter(([name]) => !name.startsWith('import.meta')),
    ),
    inject: [],
  })
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output] as const),
  )
  const imports = new Map(
    [...outputs].map(([part, output]) => [part, importsOf(output, outputs)] as const),
  )
  return {
    code: new Map(
      outputFiles.map(({ path, text }) => [basename(path), withRealImports(withRequire(text))]),
    ),
    names: new Map([...outputs].map(([part, output]) => [part, output.exports] as const)),
    homes: homesOf(
      Object.keys(entries).map((name) => `${name}.js`),
      imports,
      (part) => quickest !== undefined && outputs.get(part)?.entryPoint === quickest,
    ),
    imports: new Map([...imports].map(([part, all]) => [part, all.map(({ to }) => to)])),
    inputs: Object.keys(metafile.inputs),
  }
}

/**
 * Loads Node's own modules with `require`: for an import, esbuild would copy the whole module in
 * each file that has one.
 */
function withRequire(code: string): string {
  return code.replaceAll(
    /^import (?:\* as )?(\w+|\{[^}]*\}) from "([^"]+)";$/gm,
    (statement, names: string, module: string) =>
      isBuiltin(module)
        ? `const ${names.replaceAll(' as ', ': ')} = require("${module}");`
        : statement,
  )
}

/** Stands for `import` where it stays one, because only that loads the module of an address. */
const realImport = '__realImport'

/** Marks each import of a module that is only known at run time; the others become `require`. */
function withRealImports(code: string): string {
  return code.replaceAll(/\bimport\((?!["'`])/g, `${realImport}(`)
}

type Outputs = ReadonlyMap<string, Metafile['outputs'][string]>

/** A package that is imported dynamically and bundled counts as static, which saves reading a file. */
function importsOf({ imports }: Metafile['outputs'][string], outputs: Outputs) {
  return imports
    .filter(({ external }) => external !== true)
    .map(({ path, kind }) => {
      const to = basename(path)
      const isPackage = /(^|\/)node_modules\//.test(outputs.get(to)?.entryPoint ?? '')
      return { to, isLazy: kind === 'dynamic-import' && !isPackage }
    })
}

/** Writes the files of a program, as CommonJS. */
export async function writeParts(
  parts: Parts,
  outdir: string,
  options: BuildOptions,
): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    ...options,
    outdir,
    metafile: true,
    write: false,
    outExtension: { '.js': '.cjs' },
    supported: { 'dynamic-import': false },
    entryPoints: Object.fromEntries(
      [...new Set(parts.homes.values())].sort().map((home) => [home.replace(/\.js$/, ''), home]),
    ),
    plugins: [...(options.plugins ?? []), filesOfParts(parts)],
  })
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text.replaceAll(realImport, 'import'))
  }
  return metafile
}

/** The name of a file's export with its parts that other files import. */
const exported = 'parts'

/**
 * Combines the parts of each file, and makes the files use each other's parts, so that each class
 * exists only once.
 */
function filesOfParts(parts: Parts): Plugin {
  const { code, homes } = parts
  const files = new Set(homes.values())
  return {
    name: 'files-of-parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ kind, path }) =>
        kind === 'entry-point' && files.has(path) ? { path, namespace: 'output' } : undefined,
      )
      onLoad({ filter: /.*/, namespace: 'output' }, ({ path }) => ({
        contents: fileContents(path, parts),
      }))
      onResolve({ filter: /^\.\//, namespace: 'output' }, ({ path }) => ({
        path: path.slice(2),
        namespace: 'part',
      }))
      onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => {
        return { contents: code.get(path) ?? '', resolveDir: resolve('.'), loader: 'js' as const }
      })
      onResolve({ filter: /^\.\//, namespace: 'part' }, ({ path, importer }) => {
        const part = path.slice(2)
        const home = homes.get(part)
        if (home === undefined) return undefined
        if (home === homes.get(importer)) return { path: part, namespace: 'part' }
        if (home === part) return { path: commonJs(part), external: true }
        return { path: part, namespace: 'elsewhere' }
      })
      onResolve({ filter: /^\.\//, namespace: 'elsewhere' }, ({ path }) => ({
        path,
        external: true,
      }))
      onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => ({
        contents: elsewhereContents(path, parts),
      }))
    },
  }
}

/** Returns a file that has what its own part exports, and the parts that other files import. */
function fileContents(file: string, { homes, imports, names }: Parts): string {
  const inFile = [...homes.keys()].filter((part) => homes.get(part) === file)
  const shared = inFile
    .filter((part) => part !== file)
    .filter((part) =>
      [...imports].some(([other, all]) => homes.get(other) !== file && all.includes(part)),
    )
    .sort()
  return [
    ...(file === common ? [] : [`export * from './${file}'`]),
    ...(names.get(file)?.includes('default') ? [`export { default } from './${file}'`] : []),
    ...shared.map((part, index) => `import * as part${index} from './${part}'`),
    ...(shared.length === 0 ? [] : [`export const ${exported} = {`]),
    ...shared.map((part, index) => {
      const getters = (names.get(part) ?? []).map(
        (name) => `get ${name}() { return part${index}.${name} }`,
      )
      // Collected only when a file asks for them.
      return `get '${part}'() { return { ${getters.join(', ')} } },`
    }),
    ...(shared.length === 0 ? [] : ['}']),
  ].join('\n')
}

/** Returns a module that takes a part from the file that has it. */
function elsewhereContents(part: string, { homes, names }: Parts): string {
  const file = commonJs(homes.get(part) ?? '')
  const all = (names.get(part) ?? []).join(', ')
  return `export const { ${all} } = require('${file}').${exported}['${part}']`
}

function commonJs(part: string): string {
  return `./${part.replace(/\.js$/, '.cjs')}`
}
