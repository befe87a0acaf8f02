import type { Place } from '../go/source-file.ts'

/** A call that is being looked into: what the parameters of the function are. */
export interface Frame {
  readonly func: Place
  readonly arguments: readonly Place[]
  readonly outer: Frame | undefined
}
