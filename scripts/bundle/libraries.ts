import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { unsafePath } from '../../generators/paths.ts'

const { resolve } = createRequire(import.meta.url)

/** Every run needs these packages, so their code goes into the program itself. */
const inProgram: ReadonlySet<string> = new Set(['node-plop'])

/** These libraries compare the names of their own classes. */
const comparesNames: ReadonlySet<string> = new Set(['prompts'])

/** The entry points of libraries for which Node's own choice is not the right one. */
const entries: ReadonlyMap<string, string> = new Map([
  // Its parser alone: nothing in a template can run.
  ['handlebars', resolve('handlebars/dist/cjs/handlebars/compiler/base.js')],
  // It contains a second copy of itself, for Node 6.
  ['prompts', resolve('prompts/lib/index.js')],
  // Only the functions of Node that it makes sturdier: 20 kB less.
  ['fs-extra', join(dirname(resolve('fs-extra')), 'fs/index.js')],
])

/** The types of questions that are asked; a test compares them with the code. */
export const askedTypes: readonly string[] = ['text', 'select', 'multiselect']

/** Leaves out the other questions of prompts: 20 kB of the package. */
const onlyAsked: Plugin = {
  name: 'only-asked',
  setup({ onLoad }) {
    const elements = /[\\/]prompts[\\/]lib[\\/]elements[\\/](\w+)\.js$/
    const needed = new Set(['index', 'prompt', ...askedTypes])
    onLoad({ filter: elements }, ({ path }) =>
      needed.has(elements.exec(path)?.[1] ?? '')
        ? undefined
        : { contents: 'module.exports = undefined', loader: 'js' },
    )
  },
}

/**
 * All that is imported of libraries whose other exports are a good part of them: 25 kB of the package.
 * A test compares it with the imports.
 */
export const usedExports: ReadonlyMap<string, readonly string[]> = new Map([
  ['diff', ['structuredPatch']],
  ['modern-tar', ['unpackTar']],
  ['node-diff3', ['diff3Merge']],
])

/**
 * The libraries that a program imports (`name`, `@scope/name`, `name/sub`), each with the folder of
 * an importer.
 */
export type Imported = Map<string, string>

/**
 * Keeps the libraries that our own code imports out of the program.
 * @param imported receives them
 */
export function librariesOutside(imported: Imported): Plugin {
  return {
    name: 'libraries-outside',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind, importer, resolveDir }) => {
        const ours = !/[\\/]node_modules[\\/]/.test(importer)
        if (!ours || kind === 'entry-point' || /^node:|^[A-Za-z]:[\\/]/.test(path)) return undefined
        if (inProgram.has(packageOf(path))) return undefined
        imported.set(path, resolveDir)
        return { path, external: true }
      })
    },
  }
}

/** Makes a program read each library from its file, on first use. */
export function libraryFiles(imported: Imported): Plugin {
  return {
    name: 'library-files',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind !== 'entry-point' && imported.has(path) ? { path, namespace: 'library' } : undefined,
      )
      onLoad({ filter: /.*/, namespace: 'library' }, ({ path }) => {
        const file = JSON.stringify(`./${libraryFile(path)}`)
        return { contents: `export * from ${file}\nexport { default } from ${file}` }
      })
      onResolve({ filter: /^\./, namespace: 'library' }, ({ path }) => ({ path, external: true }))
    },
  }
}

/** Bundles each library into a file, which exports the same as the library does in Node, or what is used. */
export async function bundleLibraries(
  imported: Imported,
  outdir: string,
  options: BuildOptions,
): Promise<readonly Metafile[]> {
  const libraries = [...imported].sort(([a], [b]) => (a < b ? -1 : 1))
  const results = await Promise.all(
    libraries.map(([library, resolveDir]) => {
      const from = JSON.stringify(entries.get(library) ?? library)
      return build({
        ...options,
        metafile: true,
        stdin: {
          contents: exportsOf(library, from),
          resolveDir,
          // With this suffix, esbuild handles the default export of a CommonJS module as Node does.
          sourcefile: 'library.mts',
          loader: 'ts',
        },
        // A fifth of the package.
        minifyIdentifiers: !comparesNames.has(library),
        plugins: [onlyAsked],
        outfile: `${outdir}/${libraryFile(library)}`,
        logOverride: { ...options.logOverride, 'import-is-undefined': 'silent' },
      })
    }),
  )
  return results.map(({ metafile }) => metafile)
}

function exportsOf(library: string, from: string): string {
  const used = usedExports.get(library)
  if (used !== undefined) return `export { ${used.join(', ')} } from ${from}`
  // A namespace import, because a library may have no default export.
  return `import * as all from ${from}\nexport * from ${from}\nexport default all.default`
}

/**
 * Returns the file of a library: unique, with a name that is valid on every file system.
 * @throws Error when there is no such name
 */
export function libraryFile(library: string): string {
  const name = encodeURIComponent(library).replaceAll('%40', '@').replaceAll('%2F', '+')
  const file = `libraries/${name}.cjs`
  const why = unsafePath(file)
  if (why !== undefined) throw new Error(`cannot bundle ${library} as ${file}: ${why}`)
  return file
}

function packageOf(library: string): string {
  return library
    .split('/')
    .slice(0, library.startsWith('@') ? 2 : 1)
    .join('/')
}
