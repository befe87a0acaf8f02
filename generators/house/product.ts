import type { Layers } from '../layers/layers.ts'
import type { Table } from '../questions/table.ts'

/** What a layer is checked against: the product without any other layer. */
export interface Product {
  readonly table: Table
  /** The flags of a create that are not options. */
  readonly runFlags: readonly string[]
  readonly layers: Layers
  readonly version: string
}
