import type { CheckedRepository } from '../../generators/check-repository.ts'
import { apply } from '../../generators/disk/apply.ts'
import { takenBackFindings } from '../../generators/disk/interrupted.ts'
import { recover } from '../../generators/disk/transaction/index.ts'
import type { Finding } from '../../generators/finding.ts'
import { type ContentSource, contentsIn } from '../../generators/plan/contents.ts'
import { areLocal, type Lock } from '../../generators/plan/lock.ts'
import type { Tree } from '../../generators/plan/tree.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import { blobsIn } from '../git/blobs.ts'
import type { Io } from '../io.ts'
import type { LastRender } from '../request/last-render.ts'
import { publishedContents } from '../request/published-contents.ts'
import { type Left, restorationOf } from '../request/restoration.ts'

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

/**
 * Restores drifted files, all or none; returns their paths. Where a layer comes from is only asked for
 * what git does not have.
 * @throws UnavailableError when a file can't be restored
 */
export async function restore(
  directory: string,
  checked: CheckedRepository,
  { last, io, table }: FixTerms,
): Promise<readonly string[]> {
  const { lock } = checked
  const rendering = async () => contentsIn(treeIn(await last()))
  const objects: ContentSource = (ids) => blobsIn(directory, ids, io)
  const { changes, left } = await restorationOf(checked, [
    ...(areLocal(lock) ? [rendering, objects] : [objects, rendering]),
    async (ids) => {
      const rendered = await last()
      const house = 'house' in rendered ? rendered.house : undefined
      const terms = { lock, builtInTable: table, house, cache: 'offline' } as const
      return publishedContents(terms, io)(ids)
    },
  ])
  if (left.length > 0) {
    const isGone = left.some(({ why }) => why === 'content')
    const rendered: LastRender = isGone ? await last() : { problems: [] }
    const causes = 'problems' in rendered ? rendered.problems : []
    throw new UnavailableError([...left.map((one) => unavailable(one, lock)), ...causes])
  }
  const { signal } = io
  if (changes.length > 0) await apply({ directory, exists: true, changes }, { signal })
  return changes.map(({ path }) => path)
}

function treeIn(rendered: LastRender): Tree | undefined {
  return 'tree' in rendered ? rendered.tree : undefined
}

function unavailable({ path, why }: Left, lock: Lock): Problem {
  const fix = why === 'content' ? sourceOf(path, lock) : remedies[why]
  return { what: `cannot restore ${path}: ${reasons[why]}`, fix }
}

/** Returns where else the content of a path is. */
function sourceOf(path: string, { files, layers }: Lock): string {
  const layer = layers.find(({ name }) => name === files[path]?.layer)
  const source =
    layer?.use === undefined
      ? 'use the version of create-go-docker that wrote it'
      : `make its source, ${layer.name} ${layer.version}, available again`
  return `Restore it from git, or ${source}.`
}

const reasons: Readonly<Record<Left['why'], string>> = {
  content: 'its original content is not available',
  obstacle: 'it is not a regular file',
  marker: 'the markers around lines of your own are not where the template has them',
}

const remedies: Readonly<Record<Exclude<Left['why'], 'content'>, string>> = {
  obstacle: 'Move it out of the way.',
  marker: 'Repair the markers, or restore the file from git.',
}
