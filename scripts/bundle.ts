import { join } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { bundleLibraries, type Imported, lazyLibraries } from './bundle/libraries.ts'
import { unreachedByPlop } from './bundle/unreached.ts'

/** A bundled file. */
export interface Bundled {
  readonly path: string
  readonly bytes: number
  /** The source files in it, relative to the repository. */
  readonly inputs: readonly string[]
}

/** What a program is bundled with. */
export interface ProgramTerms extends Pick<BuildOptions, 'plugins'> {
  readonly outdir: string
  /** Expressions that are put in the place of names. */
  readonly define?: Readonly<Record<string, string>>
}

/**
 * Bundles a program into one file, since Node reads one large file with less work than some small ones, and each library
 * that it imports into a file below `libraries/`, which stays unread until it is imported.
 * @param entry its name → its source
 */
export async function bundleProgram(
  entry: Readonly<Record<string, string>>,
  { outdir, define = {}, plugins = [] }: ProgramTerms,
): Promise<readonly Bundled[]> {
  const imported: Imported = new Map()
  const program = await build({
    ...options,
    entryPoints: entry,
    outdir,
    outExtension: { '.js': '.cjs' },
    define: { ...options.define, ...define },
    plugins: [...plugins, unreachedByPlop, lazyLibraries(imported)],
  })
  const libraries = await bundleLibraries(imported, outdir, options)
  return [program.metafile, ...libraries].flatMap(filesOf)
}

const options = {
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
  define: { 'import.meta.dirname': '__dirname', 'import.meta.url': 'importMetaUrl' },
  inject: [join(import.meta.dirname, 'bundle/import-meta-url.ts')],
  // Whatever else is read of import.meta would not be there at run time.
  logOverride: { 'empty-import-meta': 'error' },
} as const satisfies BuildOptions

function filesOf({ outputs }: Metafile): readonly Bundled[] {
  return Object.entries(outputs).map(([path, { bytes, inputs }]) => ({
    path,
    bytes,
    inputs: Object.keys(inputs),
  }))
}
