import { isObject, parseJson } from '../../generators/json.ts'
import { unsafePath } from '../../generators/paths.ts'
import { sha256 } from '../../generators/plan/digest.ts'
import type { Mode, Owner } from '../../generators/plan/tree.ts'
import type { RenderedTree } from '../rendered-tree.ts'

/** The name of the index in a folder that a tree is compared with. */
export const indexPath = 'TREE.json'

/** What an index says about a file. */
export interface IndexEntry {
  readonly mode: Mode
  readonly owner: Owner
  readonly layer: string
  /** The digest of the content; missing at level `index`. */
  readonly sha256?: string
}

/** How a folder was written; it is only compared in the same way. */
export interface Terms {
  /** `full` for files and index, `index` for the index alone. */
  readonly level: 'full' | 'index'
  /** The paths and folders that were chosen; missing for the whole tree. */
  readonly only?: readonly string[]
  /** The names of the normalisers, in their order. */
  readonly normalise: readonly string[]
}

/** The content of TREE.json. */
export interface TreeIndex extends Terms {
  readonly files: Readonly<Record<string, IndexEntry>>
}

/** Returns the index of some files of a tree. */
export function indexOf(tree: RenderedTree, paths: readonly string[], terms: Terms): TreeIndex {
  const entries = paths.map((path): readonly [string, IndexEntry] => {
    const entry = { mode: tree.mode(path), owner: tree.owner(path), layer: tree.layer(path) }
    const digest = terms.level === 'full' ? { sha256: sha256(tree.bytes(path)) } : {}
    return [path, { ...entry, ...digest }]
  })
  return { ...terms, files: Object.fromEntries(entries) }
}

/** Returns the text of an index: a line for each file, so that a change is a change of one line. */
export function indexText({ level, only, normalise, files }: TreeIndex): string {
  const lines = Object.entries(files).map(
    ([path, entry]) => `    ${JSON.stringify(path)}: ${JSON.stringify(entry)}`,
  )
  return [
    '{',
    `  "level": ${JSON.stringify(level)},`,
    ...(only === undefined ? [] : [`  "only": ${JSON.stringify(only)},`]),
    `  "normalise": ${JSON.stringify(normalise)},`,
    '  "files": {',
    lines.join(',\n'),
    '  }',
    '}',
    '',
  ].join('\n')
}

/** Returns the index in a text; undefined if there is none. */
export function parseIndex(text: string): TreeIndex | undefined {
  const value = parseJson(text)
  return isIndex(value) ? value : undefined
}

function isIndex(value: unknown): value is TreeIndex {
  return (
    isObject(value) &&
    (value.level === 'full' || value.level === 'index') &&
    (value.only === undefined || isTexts(value.only)) &&
    isTexts(value.normalise) &&
    isObject(value.files) &&
    Object.entries(value.files).every(([path, entry]) => !unsafePath(path) && isEntry(entry))
  )
}

function isEntry(value: unknown): value is IndexEntry {
  return (
    isObject(value) &&
    [value.mode, value.owner, value.layer].every((text) => typeof text === 'string') &&
    (value.sha256 === undefined || typeof value.sha256 === 'string')
  )
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}
