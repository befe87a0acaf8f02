import { readDestination } from './disk/destination.ts'
import { snapshot } from './disk/snapshot.ts'
import type { Finding } from './finding.ts'
import type { House } from './house/house.ts'
import { builtIn } from './layers/built-in.ts'
import { conflicts, type Decision, type Plan, type Snapshot } from './plan/change.ts'
import { compare } from './plan/compare.ts'
import { decide } from './plan/decide.ts'
import { type Destination, excludedFrom } from './plan/destination.ts'
import { without } from './plan/exclude.ts'
import type { Gitignore } from './plan/gitignore.ts'
import { atTheirPaths } from './plan/moved.ts'
import { recordPaths, withRecord } from './plan/record.ts'
import { sameFile, textIn } from './plan/tree.ts'
import { warningsOf } from './plan/warnings.ts'
import type { Answers } from './questions/answers.ts'
import type { Table } from './questions/table.ts'
import { buildService, provenanceOf } from './service.ts'

/** A plan with everything that was read for it; it includes the record once no conflict is open. */
export interface Planned {
  readonly plan: Plan
  readonly warnings: readonly Finding[]
  readonly destination: Destination
  /** Returns the same with some conflicts decided: path → decision. */
  readonly decide: (decisions: ReadonlyMap<string, Decision>) => Planned
}

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
  const { layers, integrity } = builtIn()
  const exclude = excludedFrom(destination)
  const input = { answers, exclude, version, table, ...(house === undefined ? {} : { house }) }
  const { lock } = destination.recorded
  const rendered = without(buildService(input, layers), exclude, lock?.exclude)
  const tree = atTheirPaths(rendered, lock)
  const written = new Map(Object.entries(lock?.files ?? {}))
  const known = [...recordPaths, ...written.keys()].map((path) => [path, {}] as const)
  const seen = await snapshot(directory, new Map([...known, ...tree]))
  const compared = compare(directory, tree, seen, written)
  const ignored = await gitignoreWarnings(destination, compared, seen)
  const planned = (plan: Plan): Planned => ({
    plan:
      conflicts(plan).length > 0
        ? plan
        : withRecord(plan, provenanceOf(input, integrity, directory), seen),
    // These depend on the decisions: whether a file is kept or overwritten matters.
    warnings: [
      ...found,
      ...(house?.warningsIn(directory) ?? []),
      ...warningsOf(destination, plan),
      ...ignored,
    ],
    destination,
    decide: (decisions) => planned(decide(plan, decisions)),
  })
  if (decision === undefined) return planned(compared)
  return planned(decide(compared, new Map(compared.changes.map(({ path }) => [path, decision]))))
}

/**
 * Returns warnings about paths that the user's .gitignore files ignore. Loads the matcher only if
 * they have lines of their own.
 */
async function gitignoreWarnings(
  { gitignoresAbove = [] }: Destination,
  { changes }: Plan,
  { entries }: Snapshot,
): Promise<readonly Finding[]> {
  const own = changes.flatMap((change): readonly Gitignore[] => {
    if (change.path !== '.gitignore' || !('existing' in change)) return []
    const { existing } = change
    if (existing.kind !== 'file') return []
    if ('file' in change && change.file && sameFile(existing.file, change.file)) return []
    return [{ file: change.path, below: '', text: textIn(existing.file) }]
  })
  const files = [...gitignoresAbove, ...own]
  if (files.length === 0) return []
  const { ignoredByGit } = await import('./plan/gitignore.ts')
  const created = changes.filter(({ status }) => status === 'create').map(({ path }) => path)
  return ignoredByGit(files, [...created, ...recordPaths.filter((path) => !entries.has(path))])
}
