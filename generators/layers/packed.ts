import { sha256 } from '../plan/digest.ts'
import type { Mode } from '../plan/tree.ts'
import type { Layer, Layers, Template } from './layers.ts'
import type { Pieces } from './render.ts'

/** One file of a layer: its text, and what Handlebars made of it where it is a template; or bytes that are not UTF-8. */
export type PackedFile =
  | { readonly mode: Mode; readonly text: string; readonly pieces?: Pieces }
  | { readonly mode: Mode; readonly base64: string }

/** A layer in its canonical form: path in the layer, `.hbs` included, and file, in the order of the paths. */
export type PackedLayer = readonly (readonly [path: string, file: PackedFile])[]

/** The layers of the package in their canonical form, in the order of their names. */
export type PackedLayers = Readonly<Record<string, PackedLayer>>

/** The templates that come with the package. */
export interface BuiltIn {
  readonly layers: Layers
  /** The digest of their canonical form, which the lock of a generated repository carries. */
  readonly integrity: string
}

/** Returns the bytes of a canonical form, which docs/templates.md describes: what ships, and what the digest is over. */
export function canonicalBytes(packed: PackedLayer | PackedLayers): Buffer {
  return Buffer.from(JSON.stringify(packed))
}

/** Returns the digest of the bytes of a canonical form, as `sha256-<hexadecimal>`. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha256-${sha256(bytes)}`
}

/** Returns layers from the bytes of their canonical form; each is decoded when it is asked for. */
export function unpackLayers(bytes: Buffer): Layers {
  const packed: ReadonlyMap<string, PackedLayer> = new Map(
    Object.entries<PackedLayer>(JSON.parse(bytes.toString())),
  )
  return {
    get(name) {
      const layer = packed.get(name)
      return layer && unpackLayer(layer)
    },
  }
}

function unpackLayer(layer: PackedLayer): Layer {
  return new Map(layer.map(([path, file]) => [repositoryPath(path), templateOf(file)]))
}

function templateOf(file: PackedFile): Template {
  const { mode } = file
  if ('base64' in file) return { mode, source: Buffer.from(file.base64, 'base64') }
  const { text, pieces } = file
  return { mode, source: pieces === undefined ? Buffer.from(text) : { text, pieces } }
}

/** Only files of this suffix are rendered; every other one is copied byte for byte. */
export const templateSuffix = '.hbs'

/** Returns where a layer's file stands in a repository: its own path, minus `.hbs`. */
export function repositoryPath(path: string): string {
  return path.endsWith(templateSuffix) ? path.slice(0, -templateSuffix.length) : path
}
