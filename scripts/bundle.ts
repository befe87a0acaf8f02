import { join } from 'node:path'
import type { BuildOptions, Metafile } from 'esbuild'
import {
  bundleLibraries,
  type Imported,
  librariesOutside,
  libraryFiles,
} from './bundle/libraries.ts'
import { partsOf, writeParts } from './bundle/parts.ts'
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
 * Bundles a program: what every run reads into one file, since Node reads one large file with less work than some small
 * ones; what stands behind a dynamic import into a file beside it; and each library into a file below `libraries/`.
 * @param entry its name → its source
 */
export async function bundleProgram(
  entry: Readonly<Record<string, string>>,
  { outdir, define = {}, plugins = [] }: ProgramTerms,
): Promise<readonly Bundled[]> {
  const imported: Imported = new Map()
  const parts = await partsOf(entry, {
    ...options,
    define: { ...options.define, ...define },
    plugins: [...plugins, unreachedByPlop, librariesOutside(imported)],
  })
  const program = await writeParts(parts, outdir, { ...options, plugins: [libraryFiles(imported)] })
  const libraries = await bundleLibraries(imported, outdir, options)
  return [
    ...program.flatMap(filesOf).map((file) => ({ ...file, inputs: parts.inputs })),
    ...libraries.flatMap(filesOf),
  ]
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
