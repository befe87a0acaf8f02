import { readDestination } from './disk/destination.ts'
import type { Finding } from './finding.ts'
import type { House } from './house/house.ts'
import { builtIn } from './layers/built-in.ts'
import type { Decision } from './plan/change.ts'
import { excludedFrom } from './plan/destination.ts'
import { without } from './plan/exclude.ts'
import { warningsOf } from './plan/warnings.ts'
import { type Planned, planTree } from './plan-tree.ts'
import type { Answers } from './questions/answers.ts'
import type { Table } from './questions/table.ts'
import { buildService, provenanceOf } from './service.ts'

/** The input of a plan for a service. */
export interface ServiceRequest {
  /** The destination, as an absolute path. */
  readonly directory: string
  readonly answers: Answers
  /** The version of this package. */
  readonly version: string
  readonly table: Table
  readonly house?: House
  /** What to do about every conflict; undefined to leave them open. */
  readonly decision?: Decision
  /** Earlier findings, which come first among the warnings. */
  readonly found?: readonly Finding[]
}

/**
 * Returns the plan for a service, given the current state of the disk.
 * @throws ProblemsError when a path can't be excluded; DiskError when the directory can't be read
 */
export async function planService(request: ServiceRequest): Promise<Planned> {
  const { directory, answers, version, table, house, decision, found = [] } = request
  const destination = readDestination(directory)
  const templates = builtIn()
  const exclude = excludedFrom(destination)
  const input = { answers, exclude, version, table, ...(house === undefined ? {} : { house }) }
  const { lock } = destination.recorded
  return planTree({
    directory,
    destination,
    tree: without(buildService(input, templates), exclude, lock?.exclude),
    provenance: provenanceOf(input, templates.integrity, directory),
    decision,
    // These depend on the decisions: whether a file is kept or overwritten matters.
    warningsAbout: (plan) => [
      ...found,
      ...(house?.warningsIn(directory, destination.prefix) ?? []),
      ...warningsOf(destination, plan),
    ],
  })
}
