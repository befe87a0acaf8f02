import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkPack } from '../../../bin/npm/pack-check.ts'
import { UnavailableError } from '../../../generators/unavailable.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { putLayer, smallest } from '../../generators/house/layers.ts'

const { signal } = new AbortController()

/** Packs a layer of three files, to which `make` adds; returns the findings. */
async function packed(
  make: (folder: string) => void,
  manifest: object = smallest,
): Promise<readonly string[]> {
  return inScratch(async (folder) => {
    putLayer(folder, smallest, {
      'a.txt': 'a\n',
      '.github/CODEOWNERS.hbs': '*\n',
      'b/run.sh': '#!',
    })
    chmodSync(join(folder, 'files/b/run.sh'), 0o755)
    put(folder, { 'package.json': JSON.stringify(manifest), 'README.md': 'x\n' })
    make(folder)
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      npm_config_cache: join(folder, 'cache'),
    }
    const found = await checkPack(folder, { env, signal })
    return found.map(
      ({ severity, rule, file, message }) => `${severity} ${rule} ${file} ${message}`,
    )
  })
}

test('a layer without odd names is packed as it is, and no script of it runs', async () => {
  const names = ['prepack', 'prepare', 'postpack', 'prepublishOnly']
  const scripts = Object.fromEntries(names.map((name) => [name, 'echo x > files/a.txt']))
  const make = (folder: string) => put(folder, { 'files/.gitignore.hbs': '*.exe\n' })
  expect(await packed(make, { ...smallest, scripts, files: ['layer.json', 'files'] })).toEqual([])
})

test('what npm never packs is said to be lost because of its name', async () => {
  const odd = ['.gitignore', '.npmrc', 'b/.npmignore', 'b/x.orig', '.DS_Store', '._x', '.x.swp']
  const names = [...odd, 'CVS/x', '.svn/x', '.hg/x', 'npm-debug.log', '.lock-wscript']
  const files = Object.fromEntries(names.map((name) => [`files/${name}`, 'a.txt\n']))
  const found = await packed((folder) => put(folder, files))
  expect([...found].sort()).toEqual(
    [
      ...names.map(
        (name) =>
          `error pack/lost files/${name} npm never packs files/${name}, because of its name`,
      ),
      // The .gitignore names it.
      'error pack/lost files/a.txt npm does not pack files/a.txt',
    ].sort(),
  )
})

test('what package.json and .npmignore leave out is said, and another version', async () => {
  const ignoring = (folder: string) => put(folder, { 'files/b/.npmignore': '*.sh\n' })
  const manifest = { ...smallest, version: '1.0.1', files: ['files/b'] }
  expect([...(await packed(ignoring, manifest))].sort()).toEqual([
    'error pack/lost files/.github/CODEOWNERS.hbs npm does not pack files/.github/CODEOWNERS.hbs',
    'error pack/lost files/a.txt npm does not pack files/a.txt',
    'error pack/lost files/b/.npmignore npm never packs files/b/.npmignore, because of its name',
    'error pack/lost files/b/run.sh npm does not pack files/b/run.sh',
    'error pack/lost layer.json npm does not pack layer.json',
    'warning pack/version package.json package.json has the version 1.0.1, but layer.json has 1.0.0',
  ])
})

test.each<[string, (folder: string) => void, string]>([
  [
    'a layer without a package.json',
    (folder) => rmSync(join(folder, 'package.json')),
    'error layer/invalid package.json package.json has no name and version',
  ],
  [
    'a layer that cannot be read',
    (folder) => {
      rmSync(join(folder, 'layer.json'))
      mkdirSync(join(folder, 'layer.json'))
    },
    "error layer/invalid null the layer's layer.json cannot be used: it is not a regular file",
  ],
])('%s is not packed', async (_, make, message) => {
  expect(await packed(make)).toEqual([expect.stringContaining(message)])
})

test('that npm is not there is said', async () => {
  await inScratch(async (folder) => {
    putLayer(folder, smallest, { a: 'a' })
    put(folder, { 'package.json': JSON.stringify(smallest) })
    const check = checkPack(folder, { env: { PATH: folder }, signal })
    await expect(check).rejects.toThrow(`npm cannot pack ${folder}: `)
    await expect(check).rejects.toThrow(UnavailableError)
  })
})
