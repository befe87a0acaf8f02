import {
  divider,
  linesIn,
  updateMarkers,
  wholeConflict,
} from '../../generators/plan/conflict-marker.ts'
import { type Contents, contentsFrom, contentsIn } from '../../generators/plan/contents.ts'
import { areLocal, type Lock } from '../../generators/plan/lock.ts'
import type { File } from '../../generators/plan/tree.ts'
import type { Table } from '../../generators/questions/table.ts'
import { blobsIn } from '../git/blobs.ts'
import type { Io } from '../io.ts'
import type { Marked } from '../report/update/ending.ts'
import { lastRenderOf } from './last-render.ts'

/** A file whose conflict is to be resolved, and the user's file before the update, if it is known. */
export interface Resolving {
  readonly path: string
  readonly file: File
  readonly before: File | undefined
}

/** What files are rendered with. */
export interface MarkedTerms {
  /** The repository as an absolute path. */
  readonly directory: string
  readonly lock: Lock
  readonly io: Pick<Io, 'env' | 'signal'>
  /** The options without those of house layers. */
  readonly table: Table
}

/**
 * Returns the files that still have a conflict, or a single marker of one that neither the user's file
 * nor the template's had, with the line.
 */
export async function markedFiles(
  files: readonly Resolving[],
  terms: MarkedTerms,
): Promise<readonly Marked[]> {
  const entries = terms.lock.files
  const ids = files.flatMap(({ path, file }) => {
    const entry = Object.hasOwn(entries, path) ? entries[path] : undefined
    return entry !== undefined && updateMarkers(file).length > 0
      ? [[path, entry.blob] as const]
      : []
  })
  const blobs = new Map(ids)
  const contents = await renderedContents([...blobs.values()], terms)
  return files.flatMap(({ path, file, before }) => {
    const content = contents.get(blobs.get(path) ?? '')
    const rendered = content && { ...file, content }
    const line = wholeConflict(file) ?? leftMarker(file, before, rendered)
    return line === undefined ? [] : [{ path, line }]
  })
}

/** Git has what was rendered if the conflict was in the index. */
async function renderedContents(
  ids: readonly string[],
  { directory, lock, io, table }: MarkedTerms,
): Promise<Contents> {
  if (ids.length === 0) return new Map()
  return contentsFrom(ids, [
    (wanted) => blobsIn(directory, wanted, io),
    async () => {
      if (!areLocal(lock)) return new Map()
      const last = await lastRenderOf(lock, directory, io, table)
      return contentsIn('tree' in last ? last.tree : undefined)
    },
  ])
}

/** Returns the line of the first marker of which both versions together have fewer. */
function leftMarker(
  file: File,
  before: File | undefined,
  rendered: File | undefined,
): number | undefined {
  const now = updateMarkers(file)
  const known = [before, rendered].flatMap((one) => (one === undefined ? [] : linesIn(one)))
  return now.find(({ text }) => {
    // A heading may be underlined like that.
    if (text === divider && (before === undefined || rendered === undefined)) return false
    const count = now.filter((one) => one.text === text).length
    return count > known.filter((line) => line === text).length
  })?.line
}
