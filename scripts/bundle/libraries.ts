import { createRequire } from 'node:module'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { unsafePath } from '../../generators/paths.ts'

const { resolve } = createRequire(import.meta.url)

/** The package that every run needs: its code stands in the program itself. */
const inProgram: ReadonlySet<string> = new Set(['node-plop'])

/** What is bundled of a library where that is not the file that Node would import. */
const entries: ReadonlyMap<string, string> = new Map([
  // Without its command line, its source-map support and its second edition.
  ['handlebars', resolve('handlebars/dist/cjs/handlebars.js')],
  // It brings a second edition of itself, for Node 6.
  ['prompts', resolve('prompts/lib/index.js')],
])

/** The libraries that a program imports (`name`, `@scope/name`, `name/sub`), and the folder of one that does. */
export type Imported = Map<string, string>

/**
 * Leaves the libraries that our own code imports out of a program.
 * @param imported is filled with them
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

/** Has a program read each of the libraries from its file, when it first needs it. */
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

/** Bundles libraries, each into its file; it exports what Node gives whoever imports the library. */
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
          // Through a namespace, since a library may have no default export.
          contents: `import * as all from ${from}\nexport * from ${from}\nexport default all.default`,
          resolveDir,
          // By this suffix esbuild takes Node's view of what a CommonJS module exports by default.
          sourcefile: 'library.mts',
          loader: 'ts',
        },
        outfile: `${outdir}/${libraryFile(library)}`,
        logOverride: { ...options.logOverride, 'import-is-undefined': 'silent' },
      })
    }),
  )
  return results.map(({ metafile }) => metafile)
}

/**
 * Returns the file of a library: another one for each, by a name that every file system takes.
 * @throws Error when there is none
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
