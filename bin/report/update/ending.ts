import type { Finding } from '../../../generators/finding.ts'
import type { PlannedUpdate } from '../../../generators/update-repository.ts'
import type { Detail } from '../plan.ts'
import type { Stop } from '../stop.ts'

/** An update that was planned, and what became of it. */
export interface Updated {
  /**
   * `done`: written, or nothing to do. `conflicts-left`: written, with conflicts to resolve.
   * `dry-run`, `conflict`: nothing was written; with `conflict`, it would leave some.
   */
  readonly kind: 'done' | 'conflicts-left' | 'dry-run' | 'conflict'
  /** The repository as an absolute path. */
  readonly directory: string
  readonly planned: PlannedUpdate
  /** The folder with the files as they were before, if it stays. */
  readonly backup?: string
  readonly warnings: readonly Finding[]
  readonly detail: Detail
}

/** An update that left conflicts, and was ended now. */
export interface Ended {
  readonly kind: 'done'
  readonly directory: string
  readonly step: 'abort' | 'continue'
  /** The paths that were restored or settled. */
  readonly paths: readonly string[]
  readonly warnings: readonly Finding[]
}

/** Conflicts that are still not resolved: nothing was written. */
export interface Unresolved {
  readonly kind: 'conflicts-left'
  readonly directory: string
  /** The files with conflict markers, and the line of the first one. */
  readonly marked: readonly { readonly path: string; readonly line: number }[]
  readonly warnings: readonly Finding[]
}

/** How an update ended. */
export type UpdateEnding = Updated | Ended | Unresolved | Stop
