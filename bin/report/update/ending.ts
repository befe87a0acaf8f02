import type { Finding } from '../../../generators/finding.ts'
import type { Problem } from '../../../generators/problem.ts'
import type { PlannedUpdate } from '../../../generators/update-repository.ts'
import type { CommandResult } from '../commands.ts'
import type { Signal } from '../exit-code.ts'
import type { Detail } from '../plan.ts'
import type { Stop } from '../stop.ts'

/** An update that was planned, and what became of it. */
export interface Updated {
  /**
   * `done`: written, or nothing to do. `conflicts-left`: written, with conflicts to resolve.
   * `dry-run`, `conflict`: nothing was written; with `conflict`, it would leave some. `failure`,
   * `cancelled`: written, but a command of a layer failed, or was interrupted.
   */
  readonly kind: 'done' | 'conflicts-left' | 'dry-run' | 'conflict' | 'failure' | 'cancelled'
  /** The signal that stopped a command, unless the user cancelled it. */
  readonly signal?: Signal
  /** The commands of the layers. */
  readonly commands: readonly CommandResult[]
  /** Why a command failed. */
  readonly problems: readonly Problem[]
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
  /** The paths that were restored, or whose conflicts are resolved. */
  readonly paths: readonly string[]
  /** The folder with the files as they were before the update, if it stays. */
  readonly backup?: string
  readonly warnings: readonly Finding[]
}

/** Conflicts that are still not resolved: nothing was written. */
export interface Unresolved {
  readonly kind: 'conflicts-left'
  readonly directory: string
  /** The files with conflict markers, and the line of the first one. */
  readonly marked: readonly Marked[]
  readonly warnings: readonly Finding[]
}

/** A file with conflict markers, and the line of the first one. */
export interface Marked {
  readonly path: string
  readonly line: number
}

/** How an update ended. */
export type UpdateEnding = Updated | Ended | Unresolved | Stop
