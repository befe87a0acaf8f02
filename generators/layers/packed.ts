import { sha256 } from '../plan/digest.ts'
import type { Mode } from '../plan/tree.ts'
import type { Layer, Layers, Template } from './layers.ts'
import type { Pieces } from './render.ts'

/**
 * A file of a layer: its text, with the compiled pieces if it is a template; or the bytes if it
 * isn't UTF-8.
 */
export type PackedFile =
  | { readonly mode: Mode; readonly text: string; readonly pieces?: Pieces }
  | { readonly mode: Mode; readonly base64: string }

/** A layer in its canonical form: pairs of a path, including `.hbs`, and a file, sorted by path. */
export type PackedLayer = readonly (readonly [path: string, file: PackedFile])[]

/** The layers of the package in their canonical form, sorted by name. */
export type PackedLayers = Readonly<Record<string, PackedLayer>>

/** The templates that ship with the package. */
export interface BuiltIn {
  readonly layers: Layers
  /** The digest of their canonical form, which is stored in the lock of a generated repository. */
  readonly integrity: string
}

/**
 * Returns the bytes of a canonical form (see docs/templates.md): these are published and hashed.
 */
export function canonicalBytes(packed: PackedLayer | PackedLayers): Buffer {
  return Buffer.from(JSON.stringify(packed))
}

/** Returns the digest of the bytes of a canonical form, as `sha256-<hexadecimal>`. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha256-${sha256(bytes)}`
}

/** Returns layers from the bytes of their canonical form, and decodes each one on first use. */
export function unpackLayers(bytes: Buffer): Layers {
  const packed: ReadonlyMap<string, PackedLayer> = new Map(
    Object.entries<PackedLayer>(JSON.parse(bytes.toString())),
  )
  return {
    get(name) {
      const layer = packed.get(name)
      return layer && templatesOf(layer)
    },
  }
}

/** Returns the templates of a layer from its canonical form. */
export function templatesOf(layer: PackedLayer): Layer {
  return new Map(layer.map(([path, file]) => [repositoryPath(path), templateOf(file)]))
}

function templateOf(file: PackedFile): Template {
  const { mode } = file
  if ('base64' in file) return { mode, source: Buffer.from(file.base64, 'base64') }
  const { text, pieces } = file
  return { mode, source: pieces === undefined ? Buffer.from(text) : { text, pieces } }
}

/** Only files with this suffix are rendered; all others are copied byte for byte. */
export const templateSuffix = '.hbs'

/** Returns the repository path of a layer's file: its own path without `.hbs`. */
export function repositoryPath(path: string): string {
  return path.endsWith(templateSuffix) ? path.slice(0, -templateSuffix.length) : path
}
