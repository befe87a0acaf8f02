import { snapshot } from './disk/snapshot.ts'
import type { Finding } from './finding.ts'
import { conflicts, type Decision, type Plan, type Snapshot } from './plan/change.ts'
import { compare } from './plan/compare.ts'
import { decide } from './plan/decide.ts'
import type { Destination } from './plan/destination.ts'
import type { Gitignore } from './plan/gitignore.ts'
import { atTheirPaths } from './plan/moved.ts'
import { type Provenance, recordPaths, withRecord } from './plan/record.ts'
import { sameFile, type Tree, textIn } from './plan/tree.ts'

/** A plan with everything that was read for it; it includes the record once no conflict is open. */
export interface Planned {
  readonly plan: Plan
  readonly warnings: readonly Finding[]
  readonly destination: Destination
  /** Returns the same with some conflicts decided: path → decision. */
  readonly decide: (decisions: ReadonlyMap<string, Decision>) => Planned
}

/** A tree that is to be written, and where it came from. */
export interface Wanted {
  /** The destination, as an absolute path. */
  readonly directory: string
  readonly destination: Destination
  /** The files, without those that the repository excludes. */
  readonly tree: Tree
  readonly provenance: Provenance
  /** What to do about every conflict; undefined to leave them open. */
  readonly decision: Decision | undefined
  /** Whether files that the user kept before are in question again. */
  readonly asksAgain?: boolean
  /** Returns the warnings about a plan, which depend on what was decided. */
  readonly warningsAbout: (plan: Plan) => readonly Finding[]
}

/**
 * Returns the plan for a tree, given the current state of the disk.
 * @throws DiskError when the directory can't be read
 */
export async function planTree(wanted: Wanted): Promise<Planned> {
  const { directory, destination, provenance, decision, warningsAbout } = wanted
  const { lock } = destination.recorded
  const tree = atTheirPaths(wanted.tree, lock)
  const entries = Object.entries(lock?.files ?? {})
  const written = new Map(entries.filter(([, { kept }]) => !(wanted.asksAgain && kept)))
  const known = [...recordPaths, ...written.keys()].map((path) => [path, {}] as const)
  const seen = await snapshot(directory, new Map([...known, ...tree]))
  const compared = compare(directory, tree, seen, written)
  const ignored = await gitignoreWarnings(destination, compared, seen)
  const planned = (plan: Plan): Planned => ({
    plan: conflicts(plan).length > 0 ? plan : withRecord(plan, provenance, seen),
    warnings: [...warningsAbout(plan), ...ignored],
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
