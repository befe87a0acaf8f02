import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { askedTypes, libraryFile, usedExports } from '../../scripts/bundle/libraries.ts'
import { bundleProgram } from '../../scripts/bundle.ts'

mkdirSync('.cache', { recursive: true })
const folder = mkdtempSync(resolve('.cache/bundle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, text: string): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

function output(file: string, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' })
  return stdout + stderr
}

/** Bundles an entry as for the package; returns the files and the output of the program. */
async function bundled(name: string, source: string) {
  const outdir = join(folder, `${name}-dist`)
  const made = await bundleProgram({ [name]: put(`${name}.ts`, source) }, { outdir })
  return {
    files: made.map(({ path }) => relative(outdir, path).replaceAll('\\', '/')),
    output: output(join(outdir, `${name}.cjs`)),
  }
}

test('a program that compiles a template at run time has the real Handlebars next to it', async () => {
  const { files, output } = await bundled(
    'compiles',
    `import { compile } from '${resolve('generators/layers/compile.ts')}'
     import { render } from '${resolve('generators/layers/render.ts')}'
     console.log(render(compile('t', 'Hello, {{name}}!', new Set(['name'])), { name: 'Ada' }))`,
  )
  expect(output).toBe('Hello, Ada!\n')
  expect(files).toEqual(['compiles.cjs', 'libraries/handlebars.cjs'])
})

test.each(['inquirer', 'handlebars', 'resolve'])(
  'the real %s can be imported by our own code',
  async (name) => {
    const { files, output } = await bundled(
      `has-${name}`,
      `import library from '${name}'
     const used = library.prompt ?? library.parse ?? library.sync
     console.log(typeof used, String(used).includes('not in this bundle'))`,
    )
    expect(output).toBe('function false\n')
    expect(files).toEqual([`has-${name}.cjs`, `libraries/${name}.cjs`])
  },
)

test('node-plop in a program includes neither inquirer nor Handlebars, and knows its own path', async () => {
  const { files, output } = await bundled(
    'plops',
    `import nodePlop from 'node-plop'
     nodePlop('', { destBasePath: '.', force: false }).then((plop) =>
       console.log(plop.getGeneratorList().length, import.meta.url))`,
  )
  expect(output).toMatch(/^0 file:\/\/\/.*plops\.cjs\n$/)
  expect(files).toEqual(['plops.cjs'])
})

describe('the target of a dynamic import', () => {
  put('shared.ts', 'export class Shared extends Error {}\nexport const here = import.meta.dirname')
  put('both.ts', "export const both = 'both'")
  put(
    'one.ts',
    "import { Shared } from './shared.ts'\nimport { both } from './both.ts'\nexport const one = () => new Shared(both)",
  )
  put(
    'two.ts',
    "import { here } from './shared.ts'\nimport { both } from './both.ts'\nexport default () => [both, here, import.meta.url]",
  )
  const source = `
    import { basename } from 'node:path'
    import { here, Shared } from './shared.ts'
    async function run() {
      if (process.argv[2] === undefined) return 'nothing'
      const [{ one }, { default: two }] = await Promise.all([import('./one.ts'), import('./two.ts')])
      const [both, there, url] = two()
      return [one() instanceof Shared, one().message, both, there === here, basename(here), /^file:.*two-/.test(url)].join()
    }
    run().then(console.log)`

  test('is a separate file, which a run without it does not read', async () => {
    const { files, output: none } = await bundled('splits', source)
    expect(files).toEqual([
      expect.stringMatching(/^chunk-\w+\.cjs$/),
      expect.stringMatching(/^one-\w+\.cjs$/),
      'splits.cjs',
      expect.stringMatching(/^two-\w+\.cjs$/),
    ])
    expect(none).toBe('nothing\n')
    const dist = join(folder, 'splits-dist')
    expect(output(join(dist, 'splits.cjs'), 'all')).toBe('true,both,both,true,splits-dist,true\n')
    for (const file of files) if (file !== 'splits.cjs') rmSync(join(dist, file))
    expect(output(join(dist, 'splits.cjs'))).toBe('nothing\n')
  })
})

describe('a library has the same exports in a program as in Node:', () => {
  /** Packages of each kind, with the ways to import them. */
  const packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    cjs: {
      'package.json': '{}',
      'index.js': "module.exports = function f() {}\nmodule.exports.named = 'n'",
    },
    babel: {
      'package.json': '{}',
      'index.js': "exports.__esModule = true\nexports.default = 'd'\nexports.named = 'n'",
    },
    esm: {
      'package.json': '{ "type": "module", "exports": { ".": "./main.js", "./sub": "./sub.js" } }',
      'main.js': "export default 'd'\nexport const named = 'n'",
      'sub.js': "export const named = 'sub'\nexport default class Sub { static id = 's' }",
    },
    '@scope/name': {
      'package.json':
        '{ "type": "module", "exports": { ".": "./main.js", "./sub/deep": "./b.js" } }',
      'main.js': "export const named = new URL('.', import.meta.url).protocol",
      'b.js': "export const named = 'deep'",
    },
  }
  for (const [name, files] of Object.entries(packages)) {
    for (const [path, text] of Object.entries(files)) put(`node_modules/${name}/${path}`, text)
  }

  test.each([
    ['cjs', 'import all, { named } from "cjs"\nprint(typeof all, named)'],
    ['babel', 'import all, { named } from "babel"\nprint(JSON.stringify(all), named)'],
    ['esm', 'import all, { named } from "esm"\nprint(all, named)'],
    ['esm/sub', 'import All, { named } from "esm/sub"\nprint(All.id, named)'],
    ['@scope/name', 'import { named } from "@scope/name"\nprint(named)'],
    ['@scope/name/sub/deep', 'import * as all from "@scope/name/sub/deep"\nprint(all.named)'],
    ['esm', 'import("esm").then((all) => print(all.default, all.named))'],
    ['cjs', 'import("cjs").then((all) => print(typeof all.default, all.named))'],
  ])('%s, by %s', async (name, source) => {
    const program = `${source}\nfunction print(...values) { console.log(...values) }`
    const { files, output: ours } = await bundled('imports', program)
    expect(ours).toBe(output(put('imports.mjs', program)))
    expect(ours).toMatch(/^\S.*\n$/)
    expect(files).toEqual(['imports.cjs', libraryFile(name)])
  })
})

test('each library has its own file, whatever its name', () => {
  const names = ['a', 'a-b', 'a/b', '@a/b', '@a/b/c', '@a/b-c', 'a+b', 'a%2Fb', 'a%2Bb', 'a.js']
  expect(new Set(names.map((name) => libraryFile(name).toLowerCase())).size).toBe(names.length)
  for (const name of names) expect(libraryFile(name)).toMatch(/^libraries\/[@\w+%.-]+\.cjs$/)
})

test('a library whose file name is invalid on Windows is rejected', () => {
  expect(() => libraryFile('aux')).toThrow('aux.cjs is a reserved device name on Windows')
})

test.each([...usedExports])(
  'of %s, all that our code imports is in the package',
  (library, names) => {
    const sources = ['generators', 'bin', 'testing'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => readFileSync(join(folder, path), 'utf8')),
    )
    const imports = sources.flatMap((text) =>
      [...text.matchAll(/^import (?!type)(.*) from '([^']+)'$/gm)].filter(
        ([, , from]) => from === library,
      ),
    )
    const imported = imports.flatMap(([, given = '']) =>
      given.replace(/^\{ | \}$/g, '').split(', '),
    )
    expect([...new Set(imported)].sort()).toEqual([...names].sort())
    const others = sources.flatMap(
      (text) => text.match(new RegExp(`import\\('${library}'\\)`)) ?? [],
    )
    expect(others).toEqual([])
  },
)

test('every type of question that is asked is in the package', () => {
  const sources = readdirSync('bin/ask').map((name) => readFileSync(join('bin/ask', name), 'utf8'))
  const asked = sources.flatMap((text) =>
    [...text.matchAll(/\btype: '(\w+)'/g)].map(([, type]) => type),
  )
  expect([...new Set(asked)].sort()).toEqual([...askedTypes].sort())
})
