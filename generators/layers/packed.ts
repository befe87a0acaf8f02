import type { Mode } from '../plan/tree.ts'
import type { Layer, Layers } from './layers.ts'
import type { Pieces } from './render.ts'

/** Templates as one JSON value, which the published package holds: copied files as text, the others compiled. */
export interface Packed {
  /** A digest over the templates, which the lock of a generated repository carries. */
  readonly integrity: string
  /** Layer → repository path → mode and content. */
  readonly layers: Readonly<Record<string, PackedLayer>>
}

type PackedLayer = Readonly<Record<string, readonly [Mode, string | Pieces]>>

/** The templates that come with the package. */
export interface BuiltIn {
  readonly layers: Layers
  readonly integrity: string
}

/** Returns packed templates as layers. */
export function unpack({ integrity, layers }: Packed): BuiltIn {
  const unpacked = new Map(
    Object.entries(layers).map(([name, layer]) => [name, unpackLayer(layer)]),
  )
  return { integrity, layers: unpacked }
}

function unpackLayer(layer: PackedLayer): Layer {
  return new Map(
    Object.entries(layer).map(([path, [mode, content]]) => [
      path,
      { mode, source: typeof content === 'string' ? Buffer.from(content) : content },
    ]),
  )
}
