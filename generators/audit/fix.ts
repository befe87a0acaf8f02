import { apply } from '../disk/apply.ts'
import { snapshot } from '../disk/snapshot.ts'
import { collisions, unsafePath } from '../paths.ts'
import type { Create, Update } from '../plan/change.ts'
import { type TreeFile, utf8In } from '../plan/tree.ts'
import { edited } from './edit.ts'
import type { Inspection } from './inspect.ts'

/** What was fixed: paths in the directory. */
export interface Fixed {
  readonly written: readonly string[]
  /** The files that were left as they are because of their paths, and why. */
  readonly left: ReadonlyMap<string, string>
}

/**
 * Applies the edits of an inspection: all of them, or none. A file that has changed since it was
 * inspected, or that is not UTF-8, stays as it is, and so does one whose path is not safe everywhere.
 * @throws DiskError when the system refuses; the disk is then unchanged
 */
export async function fix(
  directory: string,
  { edits, texts }: Pick<Inspection, 'edits' | 'texts'>,
  signal: AbortSignal,
): Promise<Fixed> {
  const all = edited(texts, edits)
  const left = oddPaths([...all.keys()])
  const wanted = new Map([...all].filter(([path]) => !left.has(path)))
  const { entries } = await snapshot(
    directory,
    new Map([...wanted.keys()].map((path) => [path, {}])),
  )
  const changes = [...wanted].flatMap(([path, text]): readonly (Create | Update)[] => {
    const existing = entries.get(path)
    const file = (mode: TreeFile['mode']): TreeFile => ({
      content: Buffer.from(text),
      mode,
      owner: 'seeded',
      layer: '',
    })
    if (existing === undefined) {
      return texts.has(path) ? [] : [{ status: 'create', path, file: file('100644') }]
    }
    if (existing.kind !== 'file' || utf8In(existing.file) !== texts.get(path)) return []
    return [{ status: 'update', path, file: file(existing.file.mode), existing }]
  })
  if (changes.length > 0) await apply({ directory, exists: true, changes }, { signal })
  return { written: changes.map(({ path }) => path), left }
}

/** Returns the paths that a run can't write, because they can't exist on every system, and why. */
function oddPaths(paths: readonly string[]): ReadonlyMap<string, string> {
  const odd = new Map<string, string>()
  for (const path of paths) {
    const why = unsafePath(path)
    if (why !== undefined) odd.set(path, why)
  }
  for (const { path, other, why } of collisions(paths)) odd.set(path, why).set(other, why)
  return odd
}
