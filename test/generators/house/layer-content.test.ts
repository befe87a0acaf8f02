import { expect, test } from 'vitest'
import { type Entries, layerContent } from '../../../generators/house/layer-content.ts'

const entry = (text: string) => ({ mode: '100644', bytes: Buffer.from(text) }) as const
const manifest = entry('{"plopfile":"plop.js"}')

test('the plopfile that layer.json names belongs to the layer, and no other file beside it', () => {
  const entries: Entries = new Map([
    ['layer.json', manifest],
    ['plop.js', entry('p')],
    ['other.js', entry('o')],
    ['files/a', entry('a')],
  ])
  expect(layerContent(entries, 'x')).toEqual({
    manifest: manifest.bytes,
    files: new Map([['a', entry('a')]]),
    plopfile: Buffer.from('p'),
  })
})

test.each<[string, Entries, string]>([
  [
    'a link',
    new Map([
      ['layer.json', manifest],
      ['plop.js', undefined],
    ]),
    'plop.js is not a regular file',
  ],
  [
    'a large file',
    new Map([
      ['layer.json', manifest],
      ['plop.js', entry(' '.repeat(2 ** 21))],
    ]),
    'a file has more than 1 MB',
  ],
])('%s is no plopfile', (_, entries, message) => {
  expect(() => layerContent(entries, 'x')).toThrow(message)
})
