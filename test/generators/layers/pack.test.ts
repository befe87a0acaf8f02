import { expect, test } from 'vitest'
import type { LayerFile } from '../../../generators/layers/files.ts'
import { pack } from '../../../generators/layers/pack.ts'
import { unpack } from '../../../generators/layers/packed.ts'
import { TemplateError } from '../../../generators/layers/render.ts'

const known = new Set(['name'])

function file(layer: string, path: string, content: string | Buffer): LayerFile {
  return { layer, path, mode: '100644', bytes: Buffer.from(content) }
}

const files = [
  file('b', 'x', 'plain\n'),
  file('a', 'y.hbs', '{{name}}\n'),
  file('a', 'bytes', Buffer.from([0xff, 0, 0xfe])),
]

test('layers pack to plain text: sorted, without white space, templates as they stand', () => {
  expect(pack(files, known)).toBe(
    '{"a":{"bytes":{"mode":"100644","base64":"/wD+"},' +
      '"y.hbs":{"mode":"100644","text":"{{name}}\\n","pieces":["name",[8,9]]}},' +
      '"b":{"x":{"mode":"100644","text":"plain\\n"}}}',
  )
})

test('the order in which files are found does not matter', () => {
  expect(pack([...files].reverse(), known)).toBe(pack(files, known))
})

test('what is packed unpacks to the same: bytes, text and templates under their repository paths', () => {
  const layers = unpack(JSON.parse(pack(files, known)))
  expect(layers.get('a')?.get('bytes')?.source).toEqual(Buffer.from([0xff, 0, 0xfe]))
  expect(layers.get('a')?.get('y')?.source).toEqual({
    text: '{{name}}\n',
    pieces: ['name', [8, 9]],
  })
  expect(layers.get('b')?.get('x')?.source).toEqual(Buffer.from('plain\n'))
})

test.each(['c', 'constructor', '__proto__'])('a layer that is not there is none: %s', (name) => {
  expect(unpack(JSON.parse(pack(files, known))).get(name)).toBeUndefined()
})

test('a template that is no text is refused by its name', () => {
  const broken = [file('a', 'z.hbs', Buffer.from([0xff]))]
  expect(() => pack(broken, known)).toThrow(TemplateError)
  expect(() => pack(broken, known)).toThrow('template a/z.hbs: it is not UTF-8 text')
})
