import { asBlock, markersOf } from '../plan/block.ts'
import { ownerOf } from '../plan/owners.ts'
import { type Mode, sortByPath, type Tree, type TreeFile } from '../plan/tree.ts'
import { type Answers, valueIn } from '../questions/answers.ts'
import { combinations } from '../questions/combinations.ts'
import {
  type Choice,
  type Combination,
  choicesOf,
  type Row,
  type Table,
  type Value,
} from '../questions/table.ts'
import type { Context } from './context.ts'
import { type Compiled, render } from './render.ts'

/**
 * The name of the built-in templates as one layer, which the lock and the marked blocks contain.
 */
export const builtInLayer = 'create-go-docker'

/** A file of a layer: bytes to copy, or a compiled template to render. */
export interface Template {
  readonly mode: Mode
  readonly source: Uint8Array | Compiled
}

/** A folder of templates: repository path → template. */
export type Layer = ReadonlyMap<string, Template>

/** Every layer of a template source, by folder name. */
export type Layers = Pick<ReadonlyMap<string, Layer>, 'get'>

/**
 * Returns the names of the layers for some values, in the order in which they are applied: `base`,
 * those of the choices, and the one with go.mod and go.sum for the choices that affect these.
 */
export function layerNames(combination: Combination, table: Table): readonly string[] {
  const chosen = Object.entries(table).flatMap(([option, row]) =>
    chosenIn(row, valueIn(combination, option)).map(({ layer }) => ({ layer, row })),
  )
  // `npm run modules` generates these. A choice of a house layer that starts from no other one
  // brings its own go.mod.
  const modules = chosen.flatMap(({ layer, row }) =>
    row.kind !== 'text' && row.goModules === true ? [layer] : [],
  )
  const isBuiltIn = modules.length > 0 && modules.every((layer) => layer !== undefined)
  const names = [
    'base',
    ...chosen.flatMap(({ layer }) => layer ?? []),
    ...(isBuiltIn ? [`modules/${modules.join('-')}`] : []),
  ]
  return [...new Set(names)]
}

/** Returns the choices that a value consists of, in the order of the table. */
function chosenIn(row: Row, value: Value): readonly Choice[] {
  const values = typeof value === 'string' ? [value] : value
  return choicesOf(row).filter((choice) => values.includes(choice.value))
}

/** Returns the names of all layers that any combination of a table uses. */
export function allLayerNames(table: Table): ReadonlySet<string> {
  return new Set(combinations(table).flatMap((combination) => layerNames(combination, table)))
}

/** A set of layers that can't be combined: the message names the layers and the file. */
export class LayerError extends Error {
  override name = 'LayerError'
}

/**
 * Combines the layers of the answers and renders them.
 * @throws LayerError when a layer is missing, or when two layers contain the same path, because
 * none may silently replace another's file
 */
export function renderLayers(
  layers: Layers,
  answers: Answers,
  context: Context,
  table: Table,
): Tree {
  const files = new Map<string, TreeFile>()
  const origin = new Map<string, string>()
  for (const name of layerNames(answers, table)) {
    const layer = layers.get(name)
    if (layer === undefined) throw new LayerError(`cannot find layer ${name}`)
    for (const [path, template] of layer) {
      const other = origin.get(path)
      if (other !== undefined) {
        throw new LayerError(`layers ${name} and ${other} both have ${path}`)
      }
      origin.set(path, name)
      files.set(path, treeFileOf(path, template, context))
    }
  }
  return sortByPath(files)
}

/** Returns a file of the built-in templates, rendered, with its owner. */
export function treeFileOf(path: string, template: Template, context: Context): TreeFile {
  const { owner, merging } = ownerOf(path)
  const content = contentOf(template, context)
  return {
    mode: template.mode,
    content: merging === 'block' ? blockOf(path, content) : content,
    owner,
    layer: builtInLayer,
    ...(merging === undefined ? {} : { merging }),
  }
}

/** A file that merges with the user's lines has markers from the first create on. */
function blockOf(path: string, content: Uint8Array): Uint8Array {
  return Buffer.from(asBlock(Buffer.from(content).toString(), markersOf(path, builtInLayer)))
}

/**
 * Renders one file of a layer, as text without its final line feed: a part of another file.
 * @throws LayerError when there is no such file
 */
export function renderFile(layers: Layers, name: string, path: string, context: Context): string {
  const template = layers.get(name)?.get(path)
  if (template === undefined) throw new LayerError(`cannot find ${path} in layer ${name}`)
  return Buffer.from(contentOf(template, context)).toString().replace(/\n$/, '')
}

function contentOf({ source }: Template, context: Context): Uint8Array {
  return source instanceof Uint8Array ? source : Buffer.from(render(source, context))
}
