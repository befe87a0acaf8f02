/** Bundles the package into dist/: `npm run build`. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { build, type Plugin } from 'esbuild'
import Handlebars from 'handlebars'
import { knownVariables } from '../generators/built-in.ts'
import {
  integrityOf,
  type LayerFile,
  readLayerFiles,
  repositoryPath,
  templateSuffix,
} from '../generators/layer-files.ts'
import { allLayerNames } from '../generators/layers.ts'
import { compileOptions, variablesOf } from '../generators/render.ts'
import { licencesOf } from './licences.ts'

const outdir = 'dist'
const require = createRequire(import.meta.url)

/** Puts the compiled templates where the source reads and compiles them. */
const compiledTemplates: Plugin = {
  name: 'compiled-templates',
  setup({ onLoad }) {
    onLoad({ filter: /generators[\\/]built-in\.ts$/ }, () => ({
      contents: builtInModule(readLayerFiles('templates', allLayerNames())),
      resolveDir: 'generators',
      loader: 'js',
    }))
  },
}

/**
 * Keeps out what the bundle never reaches: inquirer (prompts asks), Handlebars' compiler (templates are compiled), and what
 * only plop's own `add` actions and `load` need (no tree goes through them).
 */
const unreached: Plugin = {
  name: 'unreached',
  setup({ onResolve, onLoad }) {
    const packages = /^(inquirer|resolve|tinyglobby|isbinaryfile)$/
    onResolve({ filter: packages }, ({ path }) => ({ path, namespace: 'unreached' }))
    onLoad({ filter: /.*/, namespace: 'unreached' }, ({ path }) => ({
      contents: `
        const missing = () => { throw new Error('${path} is not in this bundle') }
        export const globSync = missing
        export const isBinaryFileSync = missing
        export default { registerPrompt() {}, prompt: missing, sync: missing }`,
      loader: 'js',
    }))
    onResolve({ filter: /^handlebars$/ }, () => ({ path: require.resolve('handlebars/runtime') }))
    // prompts brings a second edition of itself, for Node 6.
    onResolve({ filter: /^prompts$/ }, () => ({ path: require.resolve('prompts/lib/index.js') }))
  },
}

/** Returns a module with the same export as generators/built-in.ts, the templates compiled in it. */
function builtInModule(files: readonly LayerFile[]): string {
  const known = knownVariables()
  const layers = [...new Set(files.map(({ layer }) => layer))].map((layer) => {
    const entries = files
      .filter((file) => file.layer === layer)
      .map((file) => `[${JSON.stringify(repositoryPath(file))}, ${templateCode(file, known)}]`)
    return `[${JSON.stringify(layer)}, () => new Map([${entries.join(',\n')}])]`
  })
  return `
import Handlebars from 'handlebars'
const copy = (mode, text) => ({ mode, source: Buffer.from(text) })
const render = (mode, spec) => {
  const template = Handlebars.template(spec)
  return { mode, source: (context) => template(context) }
}
const layers = new Map([${layers.join(',\n')}])
export const builtIn = () => ({
  layers: { get: (name) => layers.get(name)?.() },
  integrity: ${JSON.stringify(integrityOf(files))},
})`
}

function templateCode(file: LayerFile, known: ReadonlySet<string>): string {
  const name = `${file.layer}/${file.path}`
  const text = file.bytes.toString()
  if (!Buffer.from(text).equals(file.bytes)) throw new Error(`${name} is not UTF-8 text`)
  const mode = JSON.stringify(file.mode)
  if (!file.path.endsWith(templateSuffix)) return `copy(${mode}, ${JSON.stringify(text)})`
  const unknown = variablesOf(name, text).find(({ variable }) => !known.has(variable))
  if (unknown !== undefined) throw new Error(`${name}:${unknown.line}: unknown ${unknown.variable}`)
  return `render(${mode}, ${Handlebars.precompile(text, compileOptions)})`
}

await rm(outdir, { recursive: true, force: true })
await mkdir(outdir)
const { metafile } = await build({
  entryPoints: ['bin/create-go-docker.ts', 'generators/plopfile.ts'],
  outdir,
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Identifiers stay as they are: prompts compares the names of its own classes, and a stack trace is worth reading.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  plugins: [compiledTemplates, unreached],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
})
const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))
await writeFile(`${outdir}/LICENSES.txt`, await licencesOf(bundled))
await copyFile('bin/result.schema.json', `${outdir}/result.schema.json`)
const total = Object.entries(metafile.outputs).map(
  ([path, { bytes }]) => `${String(Math.round(bytes / 1000)).padStart(5)} kB  ${path}`,
)
console.log(total.join('\n'))
