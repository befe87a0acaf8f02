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

/** The version of everything that templates pin, by variable. */
export type Versions = Readonly<Record<string, string>>

/** The templates of the package in their canonical form: enough to render them by a later version. */
export interface PackedTemplates {
  /** Sorted by name. */
  readonly layers: Readonly<Record<string, PackedLayer>>
  /** Those that the templates were published with, sorted by variable. */
  readonly versions: Versions
}

/** The templates that ship with the package. */
export interface BuiltIn {
  readonly layers: Layers
  readonly versions: Versions
  /** The digest of their canonical form, which is stored in the lock of a generated repository. */
  readonly integrity: string
}

/**
 * Returns the bytes of a canonical form (see docs/templates.md): these are published and hashed.
 */
export function canonicalBytes(packed: PackedLayer | PackedTemplates): Buffer {
  return Buffer.from(JSON.stringify(packed))
}

/** Returns the digest of the bytes of a canonical form, as `sha256-<hexadecimal>`. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha256-${sha256(bytes)}`
}

/** Returns templates from the bytes of their canonical form, and decodes each layer on first use. */
export function unpackTemplates(bytes: Buffer): Omit<BuiltIn, 'integrity'> {
  const { layers, versions }: PackedTemplates = JSON.parse(bytes.toString())
  const packed = new Map(Object.entries(layers))
  return {
    layers: {
      get(name) {
        const layer = packed.get(name)
        return layer && templatesOf(layer)
      },
    },
    versions,
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
