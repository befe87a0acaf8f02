import type { Mode } from '../plan/tree.ts'
import type { Layer, Layers } from './layers.ts'
import type { Pieces } from './render.ts'

/**
 * Templates as one JSON value: layer → path below it → file. Its text, with layers and paths sorted by code unit and no
 * white space between its tokens, is the canonical form that integrity is a digest of.
 */
export type Packed = Readonly<Record<string, Readonly<Record<string, PackedFile>>>>

/** One file of a layer: its text, with what Handlebars compiled it to where it is a template; bytes where it is no text. */
export type PackedFile =
  | { readonly mode: Mode; readonly text: string; readonly pieces?: Pieces }
  | { readonly mode: Mode; readonly base64: string }

/** The templates that come with the package. */
export interface BuiltIn {
  readonly layers: Layers
  /** The digest of the canonical form, which the lock of a generated repository carries. */
  readonly integrity: string
}

/** Only files of this suffix are rendered; every other one is copied byte for byte. */
export const templateSuffix = '.hbs'

/** Returns packed templates as layers; each is unpacked when it is asked for. */
export function unpack(packed: Packed): Layers {
  return {
    get(name) {
      return Object.hasOwn(packed, name) ? unpackLayer(packed[name] ?? {}) : undefined
    },
  }
}

function unpackLayer(files: Packed[string]): Layer {
  return new Map(
    Object.entries(files).map(([path, file]) => [
      path.endsWith(templateSuffix) ? path.slice(0, -templateSuffix.length) : path,
      { mode: file.mode, source: sourceOf(file) },
    ]),
  )
}

function sourceOf(
  file: PackedFile,
): Uint8Array | { readonly text: string; readonly pieces: Pieces } {
  if ('base64' in file) return Buffer.from(file.base64, 'base64')
  const { text, pieces } = file
  return pieces === undefined ? Buffer.from(text) : { text, pieces }
}
