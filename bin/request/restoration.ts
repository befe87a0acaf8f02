import { restorable, restoring } from '../../generators/check/restore.ts'
import type { CheckedRepository } from '../../generators/check-repository.ts'
import type { Create, Merge, Update } from '../../generators/plan/change.ts'
import { type ContentSource, type Contents, contentsFrom } from '../../generators/plan/contents.ts'
import type { LockFile } from '../../generators/plan/lock.ts'

/** How to restore the recorded content of drifted paths. */
export interface Restoration {
  readonly changes: readonly (Create | Update | Merge)[]
  readonly left: readonly Left[]
}

/** A path that can't be restored. */
export interface Left {
  readonly path: string
  /**
   * `content`: what was written is not available. `obstacle`: there is no regular file. `marker`: lines
   * of the user could get lost.
   */
  readonly why: 'content' | 'obstacle' | 'marker'
}

/**
 * Returns how to restore drifted files.
 * @param sources where their contents may be, in the order in which they are asked
 */
export async function restorationOf(
  checked: CheckedRepository,
  sources: readonly ContentSource[],
): Promise<Restoration> {
  const wanted = restorable(checked.files, checked.lock)
  if (wanted.size === 0) return none
  const ids = [...wanted.values()].map(({ blob }) => blob)
  return changesFor(wanted, checked, await contentsFrom(ids, sources))
}

const none: Restoration = { changes: [], left: [] }

function changesFor(
  wanted: ReadonlyMap<string, LockFile>,
  { seen }: CheckedRepository,
  contents: Contents,
): Restoration {
  const found = [...wanted].map(([path, entry]) => {
    const content = contents.get(entry.blob)
    if (content === undefined) return { left: { path, why: 'content' as const } }
    const change = restoring(path, entry, content, seen)
    if (change !== undefined) return { change }
    const isFile = seen.entries.get(path)?.kind === 'file'
    return { left: { path, why: isFile ? ('marker' as const) : ('obstacle' as const) } }
  })
  return {
    changes: found.flatMap(({ change }) => change ?? []),
    left: found.flatMap(({ left }) => left ?? []),
  }
}
