import { appendBlock, asBlock, markersOf } from './block.ts'
import type { Change, Conflict, Decision, ExistingFile, Plan } from './change.ts'
import { type File, type TreeFile, textIn } from './tree.ts'

/**
 * Returns the plan with the decided conflicts resolved. A decision that a conflict doesn't offer
 * leaves it open, but `append` keeps a file that can't be appended to.
 */
export function decide(plan: Plan, decisions: ReadonlyMap<string, Decision>): Plan {
  const changes = plan.changes.map((change): Change => {
    const decision = decisions.get(change.path)
    return change.status !== 'conflict' || decision === undefined
      ? change
      : settled(change, decision)
  })
  return { ...plan, changes }
}

function settled(conflict: Conflict, decision: Decision): Change {
  const { path, file, existing, ways } = conflict
  const taken = decision === 'append' && !ways.includes('append') ? 'keep' : decision
  if (!ways.includes(taken)) return conflict
  if (taken === 'keep') return { status: 'keep', path, existing, decision, ...(file && { file }) }
  if (existing.kind !== 'file') return conflict
  if (file === undefined) return { status: 'remove', path, existing }
  if (taken === 'overwrite') {
    const { merged } = conflict
    if (merged !== undefined) return { status: 'merge', path, file, existing, decision, merged }
    return { status: 'update', path, file, existing, decision }
  }
  return { status: 'merge', path, file, existing, decision, merged: appended(path, file, existing) }
}

/** Returns the user's file with ours appended as a marked block. */
function appended(path: string, file: TreeFile, { file: theirs }: ExistingFile): File {
  const block = asBlock(textIn(file), markersOf(path, file.layer))
  return { content: Buffer.from(appendBlock(textIn(theirs), block)), mode: theirs.mode }
}

/**
 * Returns the single decision that leads to the same plan if used for every conflict; undefined if
 * none was made, and `mixed` if no single one does. `keep` next to `append` counts as `append`,
 * because some files can't be appended to.
 */
export function decisionIn({ changes }: Plan): Decision | 'mixed' | undefined {
  const taken = new Set(
    changes.flatMap((change) =>
      'decision' in change && change.decision !== undefined ? [change.decision] : [],
    ),
  )
  if (taken.has('append')) return taken.has('overwrite') ? 'mixed' : 'append'
  return taken.size > 1 ? 'mixed' : [...taken][0]
}
