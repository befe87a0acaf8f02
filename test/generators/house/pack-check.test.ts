import { expect, test } from 'vitest'
import type { Entries } from '../../../generators/house/layer-content.ts'
import { packFindings } from '../../../generators/house/pack-check.ts'
import type { LayerFile } from '../../../generators/layers/files.ts'

const file = (text: string, mode: LayerFile['mode'] = '100644'): LayerFile => ({
  mode,
  bytes: Buffer.from(text),
})

const layer = {
  manifest: Buffer.from('{}'),
  files: new Map([
    ['.gitignore', file('i')],
    ['run.sh', file('r', '100755')],
  ]),
}

const complete: Entries = new Map([
  ['layer.json', file('{}', '100755')],
  ['package.json', file('{}')],
  ['files/.gitignore', file('i')],
  ['files/run.sh', file('r', '100755')],
])

test('a package with the same files and modes has no findings', () => {
  expect(packFindings(layer, complete)).toEqual([])
})

test('a plopfile is a part of the layer', () => {
  const manifest = Buffer.from('{"plopfile":"plop.js"}')
  const withPlop = { ...layer, manifest, plopfile: Buffer.from('p') }
  const found = (plopfile: readonly [string, LayerFile][]) => {
    const packed = new Map([...complete, ['layer.json', { ...file(''), bytes: manifest }] as const])
    return packFindings(withPlop, new Map([...packed, ...plopfile]))
  }
  expect(found([['plop.js', file('p')]])).toEqual([])
  expect(found([['plop.js', file('q')]])).toMatchObject([{ rule: 'pack/changed' }])
  expect(found([])).toMatchObject([
    { message: 'npm does not pack plop.js', remedy: 'Add "plop.js" to "files" in package.json.' },
  ])
})

test.each(['.DS_Store', 'a.orig', 'docs/.main.go.swp', 'CVS/Root'])(
  'a leftover of a tool is to be deleted: %s',
  (path) => {
    const withMore = { ...layer, files: new Map([...layer.files, [path, file('x')]]) }
    expect(packFindings(withMore, complete)).toMatchObject([
      { file: `files/${path}`, remedy: 'Delete it.' },
    ])
  },
)

test.each<[string, string, LayerFile | undefined, string, string | null]>([
  [
    'a missing layer.json',
    'layer.json',
    undefined,
    'npm does not pack layer.json',
    'Add "layer.json"',
  ],
  ['another layer.json', 'layer.json', file('x'), 'npm packs layer.json with other content', null],
  [
    'a file that npm drops',
    'files/.gitignore',
    undefined,
    'npm never packs files/.gitignore, because of its name',
    'Call it .gitignore.hbs.',
  ],
  [
    'a file that is left out',
    'files/run.sh',
    undefined,
    'npm does not pack files/run.sh',
    'Add "files"',
  ],
  [
    'a lost mode',
    'files/run.sh',
    file('r'),
    'npm packs files/run.sh as not executable',
    'Check "bin"',
  ],
  [
    'a mode that appears',
    'files/.gitignore',
    file('i', '100755'),
    'npm packs files/.gitignore as executable',
    'Check "bin"',
  ],
  [
    'a file of its own',
    'files/x',
    file('x'),
    'npm packs files/x, which the layer does not have',
    null,
  ],
])('says %s', (_, path, packed, message, remedy) => {
  expect(packFindings(layer, new Map([...complete, [path, packed]]))).toEqual([
    expect.objectContaining({
      severity: 'error',
      file: path,
      message,
      remedy: remedy === null ? null : expect.stringContaining(remedy),
    }),
  ])
})
