import { createRequire } from 'node:module'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const { resolve } = createRequire(import.meta.url)

/**
 * Libraries that few runs need, and what is bundled of each: a file beside the program, which stays unread until it is
 * imported, and is not there when nothing imports it.
 */
const lazyLibraries: Readonly<Record<string, string>> = {
  diff: 'diff',
  execa: 'execa',
  'fs-extra': 'fs-extra',
  ignore: 'ignore',
  // Without its command line, its source-map support and its second edition.
  handlebars: resolve('handlebars/dist/cjs/handlebars.js'),
  // It brings a second edition of itself, for Node 6.
  prompts: resolve('prompts/lib/index.js'),
}

/** Returns the file of a library, safe for scoped names and subpaths: no two have one name. */
export function libraryFile(library: string): string {
  return library.replaceAll('/', '+')
}

/**
 * Keeps out what node-plop never reaches here: inquirer (prompts asks), Handlebars (no tree goes through plop's
 * actions), and those actions and helpers with what they need. Whoever else imports one of them has the real one.
 */
const unreachedByPlop: Plugin = {
  name: 'unreached-by-plop',
  setup({ onResolve, onLoad }) {
    const names = /^(inquirer|handlebars|resolve|\.\/baked-in-helpers\.js|\.\/actions\/index\.js)$/
    onResolve({ filter: names }, ({ path, importer }) =>
      /[\\/]node_modules[\\/]node-plop[\\/]/.test(importer)
        ? { path, namespace: 'unreached' }
        : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'unreached' }, ({ path }) => ({
      contents: `
        const missing = () => { throw new Error('${path} is not in this bundle') }
        export default { registerPrompt() {}, prompt: missing, sync: missing, compile: missing }`,
      loader: 'js',
    }))
  },
}

/** Leaves the lazy libraries out of a program, which reads them from beside itself; `imported` collects their names. */
function besides(imported: Set<string>): Plugin {
  return {
    name: 'besides',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path }) => {
        if (!Object.hasOwn(lazyLibraries, path)) return undefined
        imported.add(path)
        return { path: `./${libraryFile(path)}.cjs`, external: true }
      })
    },
  }
}

const options = {
  outExtension: { '.js': '.cjs' },
  bundle: true,
  // Node starts it with less work than ES modules: 10 % of a run's CPU.
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Identifiers stay as they are: prompts compares the names of its own classes, and a stack trace is worth reading.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
} as const satisfies BuildOptions

/** A bundled file. */
export interface Bundled {
  readonly path: string
  readonly bytes: number
  /** The source files in it, relative to the repository. */
  readonly inputs: readonly string[]
}

/** What a program is bundled with. */
export interface ProgramTerms {
  readonly outdir: string
  /** Expressions that are put in the place of names. */
  readonly define?: Readonly<Record<string, string>>
  readonly plugins?: readonly Plugin[]
}

/**
 * Bundles a program into one file, since Node reads one large file with less work than some small ones, and each lazy
 * library that it imports into a file beside it.
 * @param entry its name → its source
 */
export async function bundleProgram(
  entry: Readonly<Record<string, string>>,
  { outdir, define = {}, plugins = [] }: ProgramTerms,
): Promise<readonly Bundled[]> {
  const imported = new Set<string>()
  const program = await build({
    ...options,
    entryPoints: entry,
    outdir,
    define: { 'import.meta.url': '__filename', 'import.meta.dirname': '__dirname', ...define },
    plugins: [...plugins, unreachedByPlop, besides(imported)],
  })
  const libraries = await build({
    ...options,
    entryPoints: Object.fromEntries(
      [...imported].sort().map((name) => [libraryFile(name), lazyLibraries[name] ?? name]),
    ),
    outdir,
  })
  return [program, libraries].flatMap(({ metafile }) =>
    Object.entries(metafile.outputs).map(([path, { bytes, inputs }]) => ({
      path,
      bytes,
      inputs: Object.keys(inputs),
    })),
  )
}
