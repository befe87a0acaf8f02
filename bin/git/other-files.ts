import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { tryTo } from '../../generators/disk/disk-error.ts'
import { readPlain } from '../../generators/disk/read.ts'
import { unsafePath } from '../../generators/paths.ts'
import type { Files } from '../../generators/update/merge.ts'
import { pathsIn, type WorkTree } from './work-tree.ts'

/** The most files to look at, and the most bytes of one and of all, to find a file that was moved. */
const [mostFiles, mostBytes, mostTogether] = [20_000, 256 * 1024, 64 * 1024 * 1024]

/**
 * Returns the files of a work tree, except for those at some paths. Links and large files are left
 * out, because no file of a template can have become one by being moved.
 */
export async function otherFiles(
  tree: WorkTree,
  directory: string,
  known: ReadonlySet<string>,
): Promise<Files> {
  const paths = (await pathsIn(tree)).filter(
    (path) => !known.has(path) && unsafePath(path) === undefined,
  )
  let together = 0
  return new Map(
    paths.slice(0, mostFiles).flatMap((path) => {
      const place = join(directory, path)
      const stats = tryTo(() => lstatSync(place))
      if (!stats?.isFile() || together + stats.size > mostTogether) return []
      const content = tryTo(() => readPlain(place, mostBytes))
      if (content === undefined) return []
      together += content.length
      return [[path, { content, mode: stats.mode & 0o100 ? '100755' : '100644' }] as const]
    }),
  )
}
