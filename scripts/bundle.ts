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
  /** The source of the command that has to start quickest. */
  readonly quickest?: string
  /** Expressions that replace names. */
  readonly define?: Readonly<Record<string, string>>
}

/**
 * Bundles a program. What every run reads goes into one file, because one large file is less work
 * for Node than several small ones; what several commands share into another one; each command and
 * each other dynamic import into a file next to it; and each library into a file in `libraries/`.
 * @param entries the names of its entry points → their sources; the first is the program itself
 */
export async function bundleProgram(
  entries: Readonly<Record<string, string>>,
  { outdir, quickest, define = {}, plugins = [] }: ProgramTerms,
): Promise<readonly Bundled[]> {
  const imported: Imported = new Map()
  const parts = await partsOf(entries, quickest, {
    ...options,
    define: { ...options.define, ...define },
    plugins: [...plugins, unreachedByPlop, librariesOutside(imported)],
  })
  const program = await writeParts(parts, outdir, {
    ...options,
    // A tenth of the package, which is worth more than long names in a stack trace.
    minifyIdentifiers: true,
    plugins: [libraryFiles(imported)],
  })
  const libraries = await bundleLibraries(imported, outdir, options)
  return [
    ...filesOf(program).map((file) => ({ ...file, inputs: parts.inputs })),
    ...libraries.flatMap(filesOf),
  ]
}

const options = {
  bundle: true,
  // Node starts CommonJS faster than ES modules, which saves 10% of a run's CPU time.
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  define: { 'import.meta.dirname': '__dirname', 'import.meta.url': 'importMeta.url' },
  inject: [join(import.meta.dirname, 'bundle/import-meta.ts')],
  // Any other use of import.meta would be undefined at run time.
  logOverride: { 'empty-import-meta': 'error' },
} as const satisfies BuildOptions

function filesOf({ outputs }: Metafile): readonly Bundled[] {
  return Object.entries(outputs).map(([path, { bytes, inputs }]) => ({
    path,
    bytes,
    inputs: Object.keys(inputs),
  }))
}
