import type { CheckedRepository } from '../../generators/check-repository.ts'
import { apply } from '../../generators/disk/apply.ts'
import { takenBackFindings } from '../../generators/disk/interrupted.ts'
import { recover } from '../../generators/disk/transaction/index.ts'
import type { Finding } from '../../generators/finding.ts'
import { contentsIn } from '../../generators/plan/contents.ts'
import type { Tree } from '../../generators/plan/tree.ts'
import type { Table } from '../../generators/questions/table.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import { blobsIn } from '../git/blobs.ts'
import type { Io } from '../io.ts'
import type { LastRender } from '../request/last-render.ts'
import { publishedContents } from '../request/published-contents.ts'
import { restorationOf } from '../request/restoration.ts'

/** Undoes a killed run; returns a warning about each. */
export async function undo(directory: string): Promise<readonly Finding[]> {
  return takenBackFindings(await recover(directory))
}

/** What files are restored with. */
export interface FixTerms {
  /** Returns what the templates in the lock render. */
  readonly last: () => Promise<LastRender>
  readonly io: Pick<Io, 'env' | 'signal'>
  /** The options without those of house layers. */
  readonly table: Table
}

/** Restores drifted files, all or none; returns their paths. A registry is not asked. */
export async function restore(
  directory: string,
  checked: CheckedRepository,
  { last, io, table }: FixTerms,
): Promise<readonly string[]> {
  const { lock } = checked
  const { changes, left } = await restorationOf(checked, [
    async () => contentsIn(treeIn(await last())),
    (ids) => blobsIn(directory, ids, io),
    async (ids) => {
      const rendered = await last()
      const house = 'house' in rendered ? rendered.house : undefined
      const terms = { lock, builtInTable: table, house, cache: 'offline' } as const
      return publishedContents(terms, io)(ids)
    },
  ])
  if (left.length > 0) throw new UnavailableError(left.map(unavailable))
  const { signal } = io
  if (changes.length > 0) await apply({ directory, exists: true, changes }, { signal })
  return changes.map(({ path }) => path)
}

function treeIn(rendered: LastRender): Tree | undefined {
  return 'tree' in rendered ? rendered.tree : undefined
}

function unavailable(path: string) {
  return {
    what: `cannot restore ${path}: its original content is not available, something is in the way, or a marker of your own lines is missing`,
    fix: 'Repair its markers if it has any, or restore it from git.',
  }
}
