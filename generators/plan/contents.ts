import { blobId } from './digest.ts'
import type { Tree } from './tree.ts'

/** Contents by the ID under which git stores them. */
export type Contents = ReadonlyMap<string, Uint8Array>

/** Returns contents by ID, as far as this source has them. */
export type ContentSource = (ids: readonly string[]) => Promise<Contents>

/**
 * Returns contents by ID, each from the first source that has it. A source is asked only for what
 * those before it don't have.
 */
export async function contentsFrom(
  ids: Iterable<string>,
  sources: readonly ContentSource[],
): Promise<Contents> {
  const found = new Map<string, Uint8Array>()
  let missing = [...new Set(ids)]
  for (const source of sources) {
    if (missing.length === 0) break
    for (const [id, content] of await source(missing)) found.set(id, content)
    missing = missing.filter((id) => !found.has(id))
  }
  return found
}

/** Returns the contents of a tree; undefined is a tree that could not be rendered. */
export function contentsIn(tree: Tree | undefined): Contents {
  return new Map([...(tree?.values() ?? [])].map(({ content }) => [blobId(content), content]))
}
