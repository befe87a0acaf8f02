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

/** The name of the built-in templates, as one layer: the lock and the marked blocks carry it. */
export const builtInLayer = 'create-go-docker'

/** One file of a layer: bytes to copy, or a compiled template to render. */
export interface Template {
  readonly mode: Mode
  readonly source: Uint8Array | Compiled
}

/** A folder of templates: repository path → template. */
export type Layer = ReadonlyMap<string, Template>

/** Every layer of a source of templates, by the name of its folder. */
export type Layers = Pick<ReadonlyMap<string, Layer>, 'get'>

/**
 * Returns the names of the layers that values are made of, in the order in which they are laid: `base`, those of the
 * choices, and the one with go.mod and go.sum for the choices that these depend on.
 */
export function layerNames(combination: Combination, table: Table): readonly string[] {
  const chosen = Object.entries(table).flatMap(([option, row]) => {
    const layers = chosenIn(row, valueIn(combination, option)).flatMap(({ layer }) => layer ?? [])
    return layers.map((layer) => ({ layer, row }))
  })
  // `npm run modules` makes these.
  const modules = chosen.filter(({ row }) => row.kind !== 'text' && row.goModules === true)
  const names = [
    'base',
    ...chosen.map(({ layer }) => layer),
    ...(modules.length === 0 ? [] : [`modules/${modules.map(({ layer }) => layer).join('-')}`]),
  ]
  return [...new Set(names)]
}

/** Returns the choices that a value is, in the order of the table. */
function chosenIn(row: Row, value: Value): readonly Choice[] {
  const values = typeof value === 'string' ? [value] : value
  return choicesOf(row).filter((choice) => values.includes(choice.value))
}

/** Returns the names of all layers that any combination of a table uses. */
export function allLayerNames(table: Table): ReadonlySet<string> {
  return new Set(combinations(table).flatMap((combination) => layerNames(combination, table)))
}

/** A set of layers that makes no tree: which layers, which file. */
export class LayerError extends Error {
  override name = 'LayerError'
}

/**
 * Lays the layers of the answers over one another and renders them.
 * @throws LayerError when a layer is missing, or when two bring the same path: none may replace another's file silently
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
      files.set(path, treeFile(path, template, context))
    }
  }
  return sortByPath(files)
}

function treeFile(path: string, template: Template, context: Context): TreeFile {
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

/** A file that goes together with the user's lines carries the markers from the first create on. */
function blockOf(path: string, content: Uint8Array): Uint8Array {
  return Buffer.from(asBlock(Buffer.from(content).toString(), markersOf(path, builtInLayer)))
}

function contentOf({ source }: Template, context: Context): Uint8Array {
  return source instanceof Uint8Array ? source : Buffer.from(render(source, context))
}
