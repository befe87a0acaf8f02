/** Bundles the package into dist/: `npm run build`. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { build, type Metafile, type Plugin, transform } from 'esbuild'
import { packTemplates } from '../generators/built-in.ts'
import { licencesOf } from './licences.ts'

const outdir = 'dist'
const require = createRequire(import.meta.url)

/** Reads the templates that were compiled now, where the source reads and compiles `templates/`. */
const packedTemplates: Plugin = {
  name: 'packed-templates',
  setup({ onLoad }) {
    onLoad({ filter: /generators[\\/]built-in\.ts$/ }, () => ({
      contents: `
        import { readFileSync } from 'node:fs'
        import { unpack } from './packed.ts'
        export const builtIn = () =>
          unpack(JSON.parse(readFileSync(__dirname + '/templates.json', 'utf8')))`,
      resolveDir: 'generators',
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
    // prompts brings a second edition of itself, for Node 6.
    onResolve({ filter: /^prompts$/ }, () => ({ path: require.resolve('prompts/lib/index.js') }))
  },
}

/** Bundles into chunks: what a run does not need stays unread. */
async function bundle(): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { 'create-go-docker': 'bin/create-go-docker.ts', plopfile: 'bin/plop.ts' },
    outdir,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Identifiers stay as they are: prompts compares the names of its own classes, and a stack trace is worth reading.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    define: { 'import.meta.url': '__filename' },
    metafile: true,
    plugins: [packedTemplates, unreached],
  })
  return metafile
}

/** Turns a chunk into CommonJS, which Node starts with less work than ES modules: 10 % of a run's CPU. */
async function toCommonJs(file: string): Promise<void> {
  const { code } = await transform(await readFile(file, 'utf8'), {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    minifySyntax: true,
  })
  await writeFile(file, code)
}

await rm(outdir, { recursive: true, force: true })
await mkdir(outdir)
const { outputs } = await bundle()
await Promise.all(Object.keys(outputs).map(toCommonJs))
await writeFile(`${outdir}/templates.json`, JSON.stringify(packTemplates()))
// plop looks for a default export, which CommonJS has none of.
const plopfile = "import plopfile from './plopfile.cjs'\n\nexport default plopfile.default\n"
await writeFile(`${outdir}/plopfile.js`, plopfile)
const bundled = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs))
await writeFile(`${outdir}/LICENSES.txt`, await licencesOf(bundled))
await copyFile('bin/result.schema.json', `${outdir}/result.schema.json`)
for (const [path, { bytes }] of Object.entries(outputs)) {
  console.log(`${String(Math.round(bytes / 1000)).padStart(5)} kB  ${basename(path)}`)
}
