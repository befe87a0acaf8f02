import { sameFile, type Tree, type TreeFile } from './tree.ts'

/**
 * What happens to one path: `create` (nothing is there), `identical`, `update` (the template's file replaces
 * the one there), `keep` (the one there stays), `conflict` (undecided: nothing is written), `remove`.
 */
export type Status = 'create' | 'identical' | 'update' | 'keep' | 'conflict' | 'remove'

/** What stands at a path of the destination: a file, or something that no file may replace. */
export type Existing =
  | { readonly kind: 'file'; readonly file: TreeFile }
  | { readonly kind: 'directory' | 'symlink' | 'other' }

/** The destination as it was read, only at the paths that a tree wants; a missing path is absent. */
export interface Snapshot {
  readonly exists: boolean
  readonly entries: ReadonlyMap<string, Existing>
}

/** A path of the destination and what happens to it. */
export interface Change {
  readonly path: string
  readonly status: Status
  readonly file: TreeFile
  readonly existing?: Existing
}

/** All that a run would do, complete before anything is written. */
export interface Plan {
  /** The destination as an absolute path. */
  readonly directory: string
  /** Whether the destination exists already. */
  readonly exists: boolean
  readonly changes: readonly Change[]
}

/** How a conflict ends. */
export type Decision = 'keep' | 'overwrite'

/** Compares a tree with what is there; returns the plan for the destination `directory`. */
export function compare(directory: string, tree: Tree, snapshot: Snapshot): Plan {
  const changes = [...tree].map(([path, file]): Change => {
    const existing = snapshot.entries.get(path)
    if (existing === undefined) return { path, status: 'create', file }
    const same = existing.kind === 'file' && sameFile(existing.file, file)
    return { path, status: same ? 'identical' : 'conflict', file, existing }
  })
  return { directory, exists: snapshot.exists, changes }
}

/** Returns the conflicts of a plan, in the order of their paths. */
export function conflicts(plan: Plan): readonly Change[] {
  return plan.changes.filter((change) => change.status === 'conflict')
}

/**
 * Returns the plan with the conflicts that were decided settled: `keep` leaves what is there, `overwrite` takes the
 * tree's file. What is no plain file can't be overwritten: it stays a conflict.
 */
export function decide(plan: Plan, decisions: ReadonlyMap<string, Decision>): Plan {
  const changes = plan.changes.map((change): Change => {
    const decision = decisions.get(change.path)
    if (change.status !== 'conflict' || decision === undefined) return change
    if (decision === 'keep') return { ...change, status: 'keep' }
    return change.existing?.kind === 'file' ? { ...change, status: 'update' } : change
  })
  return { ...plan, changes }
}

/** Returns the one decision that leads to a plan again, if any was taken: `keep` where some were one, some the other. */
export function decisionIn({ changes }: Plan): Decision | undefined {
  const statuses = new Set(changes.map(({ status }) => status))
  if (statuses.has('keep')) return 'keep'
  return statuses.has('update') ? 'overwrite' : undefined
}
