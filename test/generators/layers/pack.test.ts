import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packDockerizeTemplates, packTemplates } from '../../../generators/layers/built-in.ts'
import { readLayerFiles } from '../../../generators/layers/files.ts'
import { packLayer } from '../../../generators/layers/pack.ts'
import {
  canonicalBytes,
  integrityOf,
  type PackedTemplates,
  unpackTemplates,
} from '../../../generators/layers/packed.ts'
import { TemplateError } from '../../../generators/layers/render.ts'
import { serviceVersions, versions } from '../../../generators/layers/versions.ts'

const known = new Set(['name'])
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layer-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, content: string | Uint8Array): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00])

test('a folder is packed as text, bytes and slices, in the order of the paths, with its modes', () => {
  put('b/run.sh', '#!/bin/sh\n')
  chmodSync(join(folder, 'b/run.sh'), 0o755)
  put('Z.hbs', 'Hi {{name}}\n')
  put('a.png', image)
  expect(packLayer(folder, known)).toEqual([
    ['Z.hbs', { mode: '100644', text: 'Hi {{name}}\n', pieces: [[0, 3], 'name', [11, 12]] }],
    ['a.png', { mode: '100644', base64: image.toString('base64') }],
    ['b/run.sh', { mode: '100755', text: '#!/bin/sh\n' }],
  ])
})

test('an unpacked layer has the bytes and modes of the folder', () => {
  put('a.png', image)
  put('bom.txt', '\uFEFFx\r\n')
  put('.gitignore.hbs', '{{name}}\n')
  const packed = { layers: { ours: packLayer(folder, known) }, versions: { goVersion: '1.2' } }
  const { layers, versions } = unpackTemplates(canonicalBytes(packed))
  expect(versions).toEqual({ goVersion: '1.2' })
  expect([...(layers.get('ours') ?? [])]).toEqual([
    ['.gitignore', { mode: '100644', source: { text: '{{name}}\n', pieces: ['name', [8, 9]] } }],
    ['a.png', { mode: '100644', source: image }],
    ['bom.txt', { mode: '100644', source: Buffer.from('\uFEFFx\r\n') }],
  ])
})

test('the digest of a folder depends on exactly its bytes, paths and modes', () => {
  const digest = () => integrityOf(canonicalBytes(packLayer(folder, known)))
  const digests: string[] = []
  const change = (act: () => void): void => {
    act()
    digests.push(digest())
    expect(digest()).toBe(digests.at(-1))
  }
  // An object would sort numeric names differently.
  change(() => put('10', 'x'))
  change(() => put('9', 'x'))
  change(() => put('9', 'y'))
  change(() => put('9', image))
  change(() => chmodSync(join(folder, '9'), 0o755))
  change(() => put('9.sh.hbs', '{{name}}'))
  expect(new Set(digests).size).toBe(digests.length)
  const [first = '', ...others] = packLayer(folder, known).map(([path]) => path)
  expect([first, ...others]).toEqual(['10', '9', '9.sh.hbs'])
})

test.each<[string, () => void, string]>([
  ['a template that is not UTF-8', () => put('a.hbs', image), 'template a.hbs: it is not UTF-8'],
  [
    'a template that is not in the language',
    () => put('a.hbs', '{{#each name}}x{{/each}}'),
    'template a.hbs, line 1: only',
  ],
  [
    'two files of one path',
    () => {
      put('go.mod', '')
      put('go.mod.hbs', '')
    },
    'templates go.mod and go.mod.hbs: both are go.mod',
  ],
  [
    'a link out of the folder',
    () => symlinkSync('/etc/hostname', join(folder, 'a')),
    'it is not a regular file',
  ],
  ['a link to a folder', () => symlinkSync('/etc', join(folder, 'a')), 'it is not a regular file'],
])('rejects %s', (_title, make, message) => {
  make()
  const packing = () => packLayer(folder, known)
  expect(packing).toThrow(TemplateError)
  expect(packing).toThrow(message)
})

test.each([
  ['service', packTemplates, versions],
  ['dockerize', packDockerizeTemplates, { ...versions, ...serviceVersions }],
])(
  'the templates of %s are packed with every version that they may print, sorted',
  (_, pack, all) => {
    const { versions: packed }: PackedTemplates = JSON.parse(pack().toString())
    expect(packed).toEqual(all)
    expect(Object.keys(packed)).toEqual(Object.keys(all).sort())
  },
)

test('the built-in templates are packed from their current sources, each once', () => {
  const packs = [packTemplates(), packDockerizeTemplates()].map(
    (bytes): PackedTemplates => JSON.parse(bytes.toString()),
  )
  const texts = packs
    .flatMap(({ layers }) => Object.entries(layers))
    .flatMap(([layer, files]) =>
      files.map(([path, file]) => [`${layer}/${path}`, 'text' in file ? file.text : file] as const),
    )
  const sources = [...readLayerFiles('templates')].map(([path, { bytes }]) => [path, `${bytes}`])
  expect(texts).toHaveLength(sources.length)
  expect(new Map(texts)).toEqual(new Map(sources.map(([path = '', text]) => [path, text])))
  for (const { layers } of packs) {
    expect(Object.keys(layers)).toEqual(Object.keys(layers).sort())
  }
  expect(packTemplates()).toEqual(packTemplates())
})
