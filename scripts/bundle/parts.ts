import { isBuiltin } from 'node:module'
import { basename, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

/**
 * A program split at its dynamic imports, into ES modules that import each other as `./name.js`. A
 * part is eager if every run reads it, and lazy if only a dynamic import leads to it.
 */
export interface Parts {
  readonly entry: string
  /** Part → its code. */
  readonly code: ReadonlyMap<string, string>
  readonly lazy: readonly string[]
  /** The eager parts that lazy ones import → the names that each exports. */
  readonly shared: ReadonlyMap<string, readonly string[]>
  /** The source files of all parts. */
  readonly inputs: readonly string[]
}

/**
 * Splits a program. A package that it imports dynamically and that is bundled counts as eager,
 * which saves reading a file.
 */
export async function partsOf(
  entry: Readonly<Record<string, string>>,
  options: BuildOptions,
): Promise<Parts> {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: entry,
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
  const [name = ''] = Object.keys(entry)
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output] as const),
  )
  const eager = eagerIn(outputs, `${name}.js`)
  const lazy = [...outputs.keys()].filter((part) => !eager.has(part)).sort()
  const wanted = new Set(lazy.flatMap((part) => importsOf(outputs.get(part)).map(({ to }) => to)))
  return {
    entry: `${name}.js`,
    code: new Map(outputFiles.map(({ path, text }) => [basename(path), withRequire(text)])),
    lazy,
    shared: new Map(
      [...eager]
        .filter((part) => wanted.has(part))
        .sort()
        .map((part) => [part, outputs.get(part)?.exports ?? []]),
    ),
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

type Output = Metafile['outputs'][string]

function eagerIn(outputs: ReadonlyMap<string, Output>, entry: string): ReadonlySet<string> {
  const eager = new Set<string>()
  const add = (part: string): void => {
    if (eager.has(part)) return
    eager.add(part)
    for (const { to, isLazy } of importsOf(outputs.get(part))) {
      const isPackage = /(^|\/)node_modules\//.test(outputs.get(to)?.entryPoint ?? '')
      if (!isLazy || isPackage) add(to)
    }
  }
  add(entry)
  return eager
}

function importsOf(output: Output | undefined) {
  return (output?.imports ?? [])
    .filter(({ external }) => external !== true)
    .map(({ path, kind }) => ({ to: basename(path), isLazy: kind === 'dynamic-import' }))
}

/**
 * Writes the parts of a program as CommonJS: the eager ones in one file, and each lazy one in a
 * file next to it.
 */
export async function writeParts(
  parts: Parts,
  outdir: string,
  options: BuildOptions,
): Promise<readonly Metafile[]> {
  const common = { ...options, outdir, metafile: true as const, outExtension: { '.js': '.cjs' } }
  const supported = { 'dynamic-import': false }
  const program = await build({
    ...common,
    supported,
    entryPoints: { [parts.entry.replace(/\.js$/, '')]: 'program' },
    plugins: [...(options.plugins ?? []), eagerParts(parts)],
  })
  const lazy = await build({
    ...common,
    supported,
    entryPoints: Object.fromEntries(parts.lazy.map((part) => [part.replace(/\.js$/, ''), part])),
    plugins: [...(options.plugins ?? []), lazyParts(parts)],
  })
  return [program.metafile, lazy.metafile]
}

/** The name of the program's export with the parts that lazy ones import. */
const exported = 'parts'

/**
 * Combines the eager parts. Those that lazy ones import are collected only when one asks for them.
 */
function eagerParts(parts: Parts): Plugin {
  const shared = [...parts.shared]
  return {
    name: 'eager-parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^program$/ }, ({ kind, path }) =>
        kind === 'entry-point' ? { path, namespace: 'program' } : undefined,
      )
      onLoad({ filter: /.*/, namespace: 'program' }, () => ({
        contents: [
          `export * from './${parts.entry}'`,
          ...shared.map(([part], index) => `import * as part${index} from './${part}'`),
          `export const ${exported} = {`,
          ...shared.map(([part, names], index) => {
            const getters = names.map((name) => `get ${name}() { return part${index}.${name} }`)
            return `get '${part}'() { return { ${getters.join(', ')} } },`
          }),
          '}',
        ].join('\n'),
      }))
      resolveParts(onResolve, parts, (part) => ({ path: part, namespace: 'part' }))
      onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => codeOf(parts, path))
    },
  }
}

/** Makes lazy parts use the eager ones from the program, so that each class exists only once. */
function lazyParts(parts: Parts): Plugin {
  return {
    name: 'lazy-parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ kind, path }) =>
        kind === 'entry-point' && parts.code.has(path) ? { path, namespace: 'part' } : undefined,
      )
      onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => codeOf(parts, path))
      resolveParts(onResolve, parts, (part) => ({ path: part, namespace: 'shared' }))
      const program = `./${parts.entry.replace(/\.js$/, '.cjs')}`
      onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({
        contents: `module.exports = require('${program}').${exported}['${path}']`,
      }))
      onResolve({ filter: /^\./, namespace: 'shared' }, ({ path }) => ({ path, external: true }))
    },
  }
}

/** Resolves imports between parts: a lazy part is a file; `eager` decides about the others. */
function resolveParts(
  onResolve: Parameters<Plugin['setup']>[0]['onResolve'],
  { code, lazy }: Parts,
  eager: (part: string) => { readonly path: string; readonly namespace: string },
): void {
  for (const namespace of ['program', 'part']) {
    onResolve({ filter: /^\.\//, namespace }, ({ path }) => {
      const part = path.slice(2)
      if (!code.has(part)) return undefined
      if (lazy.includes(part)) return { path: path.replace(/\.js$/, '.cjs'), external: true }
      return eager(part)
    })
  }
}

function codeOf({ code }: Parts, part: string) {
  return { contents: code.get(part) ?? '', resolveDir: resolve('.'), loader: 'js' as const }
}
