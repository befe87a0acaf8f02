import { apply } from '../disk/apply.ts'
import { snapshot } from '../disk/snapshot.ts'
import type { Create, Update } from '../plan/change.ts'
import { type TreeFile, utf8In } from '../plan/tree.ts'
import { edited } from './edit.ts'
import type { Inspection } from './inspect.ts'

/**
 * Applies the edits of an inspection: all of them, or none. A file that has changed since it was
 * inspected, or that is not UTF-8, stays as it is. Returns the paths that were written.
 * @throws DiskError when the system refuses; the disk is then unchanged
 */
export async function fix(
  directory: string,
  { edits, texts }: Pick<Inspection, 'edits' | 'texts'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const wanted = edited(texts, edits)
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
  return changes.map(({ path }) => path)
}
