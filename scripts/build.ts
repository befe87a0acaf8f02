/** Bundles the package into dist/: `npm run build`. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { packTemplates } from '../generators/layers/built-in.ts'
import { licencesOf } from './licences.ts'

const outdir = 'dist'

/** Reads the templates that were compiled now, where the source reads and compiles `templates/`. */
const packedTemplates: Plugin = {
  name: 'packed-templates',
  setup({ onLoad }) {
    onLoad({ filter: /layers[\\/]built-in\.ts$/ }, () => ({
      contents: `
        import { readFileSync } from 'node:fs'
        import { unpack } from './packed.ts'
        export const builtIn = () =>
          unpack(JSON.parse(readFileSync(__dirname + '/templates.json', 'utf8')))`,
      resolveDir: 'generators/layers',
      loader: 'js',
    }))
  },
}

/**
 * Keeps out what the bundle never reaches: inquirer (prompts asks), Handlebars (templates are compiled), and plop's own
 * actions and helpers with what they need (no tree goes through them).
 */
const unreached: Plugin = {
  name: 'unreached',
  setup({ onResolve, onLoad }) {
    const packages =
      /^(inquirer|handlebars|resolve|\.\/baked-in-helpers\.js|\.\/actions\/index\.js)$/
    onResolve({ filter: packages }, ({ path }) => ({ path, namespace: 'unreached' }))
    onLoad({ filter: /.*/, namespace: 'unreached' }, ({ path }) => ({
      contents: `
        const missing = () => { throw new Error('${path} is not in this bundle') }
        export default { registerPrompt() {}, prompt: missing, sync: missing, compile: missing }`,
      loader: 'js',
    }))
  },
}

/** Libraries that few runs need, by what is bundled of them: each is a file that stays unread until it is imported. */
const lazyLibraries: Readonly<Record<string, string>> = {
  diff: 'diff',
  execa: 'execa',
  'fs-extra': 'fs-extra',
  ignore: 'ignore',
  // It brings a second edition of itself, for Node 6.
  prompts: createRequire(import.meta.url).resolve('prompts/lib/index.js'),
}

/** Leaves those libraries out of the programs, which read them from beside themselves. */
const besides: Plugin = {
  name: 'besides',
  setup({ onResolve }) {
    onResolve({ filter: /^[a-z-]+$/ }, ({ path }) =>
      Object.hasOwn(lazyLibraries, path) ? { path: `./${path}.cjs`, external: true } : undefined,
    )
  },
}

/** Bundles entry points, each into one file: Node reads one large file with less work than some small ones. */
async function bundle(
  entryPoints: Readonly<Record<string, string>>,
  plugins: Plugin[],
): Promise<Metafile['outputs']> {
  const { metafile } = await build({
    entryPoints,
    outdir,
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
    define: { 'import.meta.url': '__filename' },
    metafile: true,
    plugins,
  })
  return metafile.outputs
}

await rm(outdir, { recursive: true, force: true })
await mkdir(outdir)
const programs = { 'create-go-docker': 'bin/create-go-docker.ts', plopfile: 'bin/plopfile.ts' }
const outputs = {
  ...(await bundle(programs, [packedTemplates, unreached, besides])),
  ...(await bundle(lazyLibraries, [])),
}
await writeFile(`${outdir}/templates.json`, JSON.stringify(packTemplates()))
// plop looks for a default export, which CommonJS has none of.
const plopfile = "import plopfile from './plopfile.cjs'\n\nexport default plopfile.default\n"
await writeFile(`${outdir}/plopfile.js`, plopfile)
const bundled = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs))
await writeFile(`${outdir}/LICENSES.txt`, await licencesOf(bundled))
await copyFile('bin/report/schemas/result.schema.json', `${outdir}/result.schema.json`)
for (const [path, { bytes }] of Object.entries(outputs)) {
  console.log(`${String(Math.round(bytes / 1000)).padStart(5)} kB  ${basename(path)}`)
}
