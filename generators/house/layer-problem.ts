import type { Problem } from '../problem.ts'

/** A problem of a layer, and where it is in the layer's folder if it is in a single place. */
export interface LayerProblem extends Problem {
  readonly file?: string
  /** The 1-based line. */
  readonly line?: number
}
