/** Bundles the package into dist/: `npm run build`. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import { createFlagNames } from '../bin/argv/flag-table.ts'
import { grammar } from '../generators/dockerize/go/grammar.ts'
import { packDockerizeTemplates, packTemplates } from '../generators/layers/built-in.ts'
import { integrityOf } from '../generators/layers/packed.ts'
import { options } from '../generators/questions/options.ts'
import { tableProblems } from '../generators/questions/table-problems.ts'
import { bundleProgram } from './bundle.ts'
import { testingDeclarations } from './declarations.ts'
import { licencesOf } from './licences.ts'

const outdir = 'dist'

/**
 * Makes the package read the templates packed by this build; the source code reads and compiles
 * `templates/`.
 */
const shippedTemplates: Plugin = {
  name: 'shipped-templates',
  setup({ onResolve }) {
    onResolve({ filter: /\/built-in\.ts$/ }, () => ({
      path: resolve('generators/layers/shipped.ts'),
    }))
  },
}

/** Makes the package read the compressed WebAssembly that this build writes. */
const shippedGrammar: Plugin = {
  name: 'shipped-grammar',
  setup({ onResolve }) {
    onResolve({ filter: /\/grammar\.ts$/ }, () => ({
      path: resolve('generators/dockerize/go/shipped-grammar.ts'),
    }))
  },
}

/** Leaves the examples of the audit's rules, which end their files, out of the package. */
const withoutExamples: Plugin = {
  name: 'without-examples',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]audit[\\/]rules[\\/]G\d+\.ts$/ }, async ({ path }) => {
      const [rule] = (await readFile(path, 'utf8')).split(/^export const examples\b/m)
      return { contents: rule ?? '', loader: 'ts' }
    })
  },
}

/** Makes the matcher for vitest use the helpers in the package, and bundle neither. */
const shippedTesting: Plugin = {
  name: 'shipped-testing',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/index\.ts$/ }, () => ({ path: './testing.js', external: true }))
  },
}

const problems = tableProblems(options, createFlagNames())
if (problems.length > 0)
  throw new Error(`the table of options: ${problems.map(({ what }) => what).join('; ')}`)
await rm(outdir, { recursive: true, force: true })
await mkdir(outdir)
const templates = packTemplates()
await writeFile(`${outdir}/templates.json`, templates)
const dockerize = packDockerizeTemplates()
await writeFile(`${outdir}/dockerize.json`, dockerize)
const { engine, go } = grammar()
await writeFile(`${outdir}/tree-sitter.wasm.br`, brotliCompressSync(engine))
await writeFile(`${outdir}/tree-sitter-go.wasm.br`, brotliCompressSync(go))
const bundled = await bundleProgram(
  { program: 'bin/process.ts', plopfile: 'bin/plopfile.ts', testing: 'testing/index.ts' },
  {
    outdir,
    quickest: 'bin/commands/check.ts',
    define: {
      templatesIntegrity: JSON.stringify(integrityOf(templates)),
      dockerizeIntegrity: JSON.stringify(integrityOf(dockerize)),
    },
    plugins: [shippedTemplates, shippedGrammar, withoutExamples],
  },
)
const command = "#!/usr/bin/env node\nrequire('./program.cjs').runProcess()\n"
await writeFile(`${outdir}/create-go-docker.cjs`, command, { mode: 0o755 })
// plop needs a default export, which a CommonJS file doesn't have.
const plopfile = "import all from './plopfile.cjs'\n\nexport default all.default\n"
await writeFile(`${outdir}/plopfile.js`, plopfile)
// A test runner imports ES modules.
await writeFile(`${outdir}/testing.js`, "export * from './testing.cjs'\n")
await build({
  entryPoints: ['testing/vitest.ts'],
  outfile: `${outdir}/testing-vitest.js`,
  format: 'esm',
  bundle: true,
  packages: 'external',
  plugins: [shippedTesting],
})
for (const [file, text] of Object.entries(testingDeclarations())) {
  await writeFile(`${outdir}/${file}`, text)
}
// Only its WebAssembly is in the package, which no bundle names.
const inputs = [...bundled.flatMap((one) => one.inputs), 'node_modules/tree-sitter-go/grammar.js']
await writeFile(`${outdir}/LICENSES.txt`, await licencesOf(inputs))
// Editors and validators read them, for whom spaces say nothing.
await mkdir(`${outdir}/schemas`)
for (const file of await readdir('bin/report/schemas')) {
  const schema: unknown = JSON.parse(await readFile(`bin/report/schemas/${file}`, 'utf8'))
  await writeFile(`${outdir}/schemas/${file}`, JSON.stringify(schema))
}
for (const { path, bytes } of bundled) {
  console.log(`${String(Math.round(bytes / 1000)).padStart(5)} kB  ${relative(outdir, path)}`)
}
