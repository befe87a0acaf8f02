import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dockerizeLayers } from '../../../generators/dockerize/variables.ts'
import {
  allLayerNames,
  type Layer,
  LayerError,
  layerNames,
  renderLayers,
} from '../../../generators/layers/layers.ts'
import type { Answers } from '../../../generators/questions/answers.ts'
import { options } from '../../../generators/questions/options.ts'
import type { Table } from '../../../generators/questions/table.ts'

const answers: Answers = {
  name: 'svc',
  module: 'svc',
  framework: 'echo',
  database: 'redis',
  baseImage: 'alpine',
}

const copy = (text: string) => ({ mode: '100644' as const, source: Buffer.from(text) })

/** Returns layers with one file each, named after the layer, except for the given ones. */
function layersWith(layers: Record<string, Layer>): Map<string, Layer> {
  const names = layerNames(answers, options)
  const own = names.map((name): [string, Layer] => [name, new Map([[`from/${name}`, copy(name)]])])
  return new Map([...own, ...Object.entries(layers)])
}

test('layers are applied from the general to the specific', () => {
  expect(layerNames(answers, options)).toEqual(['base', 'echo', 'redis', 'modules/echo-redis'])
})

test('templates/ contains only the layers that combinations and dockerize use', () => {
  const folders = readdirSync('templates').flatMap((folder) =>
    folder === 'modules'
      ? readdirSync('templates/modules').map((name) => `modules/${name}`)
      : folder,
  )
  expect(folders.sort()).toEqual([...allLayerNames(options), ...dockerizeLayers].sort())
})

test('a tree has the same order of paths on every machine', () => {
  const base: Layer = new Map(['b', 'Z', 'a', 'ä'].map((path) => [path, copy(path)]))
  const tree = renderLayers(layersWith({ base, echo: new Map() }), answers, {}, options)
  expect([...tree.keys()]).toEqual(['Z', 'a', 'b', 'from/modules/echo-redis', 'from/redis', 'ä'])
})

test('a template gets the context and keeps its mode', () => {
  const base: Layer = new Map([
    ['run', { mode: '100755', source: { text: '{{name}}\n', pieces: ['name', [8, 9]] } }],
  ])
  const file = renderLayers(layersWith({ base }), answers, { name: 'svc' }, options).get('run')
  expect(file).toMatchObject({ mode: '100755', content: Buffer.from('svc\n') })
})

test('a layer never silently replaces a file of another one', () => {
  const clash: Layer = new Map([['Makefile', copy('')]])
  const rendering = () =>
    renderLayers(layersWith({ base: clash, redis: clash }), answers, {}, options)
  expect(rendering).toThrow(LayerError)
  expect(rendering).toThrow('layers redis and base both have Makefile')
})

test('a missing layer is named', () => {
  expect(() => renderLayers(new Map(), answers, {}, options)).toThrow('cannot find layer base')
})

test('rows of any kind add their layers, each once; those with goModules are part of the modules layer', () => {
  const choice = (value: string, layer?: string) => ({
    value,
    hint: value,
    variable: value,
    ...(layer === undefined ? {} : { layer }),
  })
  const row = { flag: 'x', question: 'X' }
  const text = { pattern: '.*', explanation: '', placeholder: 'X', hint: '' }
  const table: Table = {
    one: { ...row, kind: 'choice', default: 'a', choices: [choice('a'), choice('b', 'lb')] },
    some: {
      ...row,
      kind: 'several',
      default: [],
      goModules: true,
      choices: [choice('c', 'lc'), choice('d', 'ld'), choice('e', 'lb')],
    },
    words: { ...row, ...text, kind: 'text', default: '' },
  }
  const none = { one: 'a', some: [], words: 'lb' }
  expect(layerNames(none, table)).toEqual(['base'])
  expect(layerNames({ ...none, one: 'b', some: ['c', 'e'] }, table)).toEqual([
    'base',
    'lb',
    'lc',
    'modules/lc-lb',
  ])
  expect(layerNames({ ...none, some: ['c', 'd'] }, table)).toContain('modules/lc-ld')
  expect([...allLayerNames(table)].sort()).toEqual(
    ['base', 'lb', 'lc', 'ld', 'modules/lc', 'modules/ld', 'modules/lb', 'modules/lc-ld-lb'].sort(),
  )
})
