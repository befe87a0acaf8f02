import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleProgram, libraryFile } from '../../scripts/bundle.ts'

mkdirSync('.cache', { recursive: true })
const folder = mkdtempSync(resolve('.cache/bundle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Bundles an entry as the package is, and runs it. */
async function ran(name: string, source: string) {
  const entry = join(folder, `${name}.ts`)
  const outdir = join(folder, name)
  writeFileSync(entry, source)
  const bundled = await bundleProgram({ [name]: entry }, { outdir })
  const { stdout, stderr } = spawnSync(process.execPath, [join(outdir, `${name}.cjs`)], {
    encoding: 'utf8',
  })
  return { bundled: bundled.map(({ path }) => path.split('/').at(-1)), outdir, stdout, stderr }
}

describe('a program that compiles a template when it runs', () => {
  let run: Awaited<ReturnType<typeof ran>>
  beforeAll(async () => {
    run = await ran(
      'compiles',
      `import { compile } from '${resolve('generators/layers/compile.ts')}'
       import { render } from '${resolve('generators/layers/render.ts')}'
       console.log(render(compile('t', 'Hello, {{name}}!', new Set(['name'])), { name: 'Ada' }))`,
    )
  })

  test('has the real Handlebars, beside it', () => {
    expect(run.stderr).toBe('')
    expect(run.stdout).toBe('Hello, Ada!\n')
    expect(run.bundled).toEqual(['compiles.cjs', 'handlebars.cjs'])
  })

  test('has no library that it does not import', () => {
    expect(existsSync(join(run.outdir, 'diff.cjs'))).toBe(false)
  })
})

test('node-plop in a program brings neither inquirer nor Handlebars', async () => {
  const { bundled, stdout, stderr } = await ran(
    'plops',
    `import nodePlop from 'node-plop'
     nodePlop('', { destBasePath: '.', force: false }).then((plop) => console.log(plop.getGeneratorList().length))`,
  )
  expect(stderr).toBe('')
  expect(stdout).toBe('0\n')
  expect(bundled).toEqual(['plops.cjs'])
})

test('each library has a file of its own, whatever its name', () => {
  const names = ['a', 'a-b', 'a/b', '@a/b', '@a/b/c', '@a/b-c']
  expect(new Set(names.map(libraryFile)).size).toBe(names.length)
  for (const name of names) expect(libraryFile(name)).toMatch(/^[@\w+-]+$/)
})
