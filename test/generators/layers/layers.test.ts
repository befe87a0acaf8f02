import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  allLayerNames,
  type Layer,
  LayerError,
  layerNames,
  renderLayers,
} from '../../../generators/layers/layers.ts'
import type { Answers } from '../../../generators/questions/options.ts'

const answers: Answers = {
  name: 'svc',
  module: 'svc',
  framework: 'echo',
  database: 'redis',
  baseImage: 'alpine',
}

const copy = (text: string) => ({ mode: '100644' as const, source: Buffer.from(text) })

/** Layers with one file each, named after the layer, but for the ones given. */
function layersWith(layers: Record<string, Layer>): Map<string, Layer> {
  const names = layerNames(answers)
  const own = names.map((name): [string, Layer] => [name, new Map([[`from/${name}`, copy(name)]])])
  return new Map([...own, ...Object.entries(layers)])
}

test('a combination is laid from the general to the particular', () => {
  expect(layerNames(answers)).toEqual(['base', 'echo', 'redis', 'modules/echo-redis'])
})

test('templates/ holds the layers that combinations use, and no other folder', () => {
  const folders = readdirSync('templates').flatMap((folder) =>
    folder === 'modules'
      ? readdirSync('templates/modules').map((name) => `modules/${name}`)
      : folder,
  )
  expect(folders.sort()).toEqual([...allLayerNames()].sort())
})

test('a tree has its paths in one order on every machine', () => {
  const base: Layer = new Map(['b', 'Z', 'a', 'ä'].map((path) => [path, copy(path)]))
  const tree = renderLayers(layersWith({ base, echo: new Map() }), answers, {})
  expect([...tree.keys()]).toEqual(['Z', 'a', 'b', 'from/modules/echo-redis', 'from/redis', 'ä'])
})

test('a template sees the context and keeps its mode', () => {
  const base: Layer = new Map([
    ['run', { mode: '100755', source: { text: '{{name}}\n', pieces: ['name', [8, 9]] } }],
  ])
  const file = renderLayers(layersWith({ base }), answers, { name: 'svc' }).get('run')
  expect(file).toMatchObject({ mode: '100755', content: Buffer.from('svc\n') })
})

test('a layer never replaces a file of another silently', () => {
  const clash: Layer = new Map([['Makefile', copy('')]])
  const rendering = () => renderLayers(layersWith({ base: clash, redis: clash }), answers, {})
  expect(rendering).toThrow(LayerError)
  expect(rendering).toThrow('cannot lay redis over base: both bring Makefile')
})

test('a missing layer is named', () => {
  expect(() => renderLayers(new Map(), answers, {})).toThrow('cannot find layer: base')
})
