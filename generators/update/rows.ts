import { findBlock, markersOf } from '../plan/block.ts'
import type { Existing, Snapshot } from '../plan/change.ts'
import { blobId } from '../plan/digest.ts'
import type { Lock, LockFile } from '../plan/lock.ts'
import { type File, type Mode, type Tree, type TreeFile, textIn } from '../plan/tree.ts'
import { inLf } from './line-ends.ts'
import { sameEntry } from './merge.ts'
import { type Cell, type Treatment, treatmentOf } from './policy.ts'

/** A path of the last render or the new one, with everything that decides what happens to it. */
export interface Row {
  readonly path: string
  /** The entry in the lock, if the last run wrote or kept something there. */
  readonly entry?: LockFile
  /** What the last run rendered, as far as that is known. */
  readonly base?: File
  /** What exists in the repository. */
  readonly existing?: Existing
  /** What the templates render now. */
  readonly file?: TreeFile
  readonly cell: Cell
  readonly treatment: Treatment
}

/** What the rows depend on. */
export interface RowTerms {
  readonly lock: Lock
  readonly seen: Snapshot
  /** The new render, at the paths that its files have in this repository. */
  readonly tree: Tree
  /** Returns the bytes with a git object ID, if they are known. */
  readonly contentOf: (blob: string) => Uint8Array | undefined
  readonly mergesSeeded: boolean
  /** The paths that the user has excluded since the last run. */
  readonly excluded: ReadonlySet<string>
}

/** Returns a row for each path of the last render and of the new one, sorted by path. */
export function rowsOf(terms: RowTerms): readonly Row[] {
  const { lock, tree } = terms
  const paths = new Set([...Object.keys(lock.files), ...tree.keys()])
  return [...paths].sort().map((path) => rowOf(path, terms))
}

function rowOf(path: string, terms: RowTerms): Row {
  const { lock, seen, tree } = terms
  const entry = Object.hasOwn(lock.files, path) ? lock.files[path] : undefined
  const file = tree.get(path)
  const existing = seen.entries.get(path)
  const base = entry && baseOf(path, entry, file, existing, terms)
  const cell = cellOf(
    path,
    { terms, ...(entry && { entry }), ...(file && { file }) },
    existing,
    base,
  )
  return {
    path,
    ...(entry && { entry }),
    ...(base && { base }),
    ...(existing && { existing }),
    ...(file && { file }),
    cell,
    treatment: treatmentOf(cell),
  }
}

/** Returns what the last run rendered for a path, from anything that has the same bytes. */
function baseOf(
  path: string,
  { blob, mode, block, layer }: LockFile,
  file: TreeFile | undefined,
  existing: Existing | undefined,
  { contentOf }: RowTerms,
): File | undefined {
  const ours = existing?.kind === 'file' ? [existing.file, inLf(existing.file)] : []
  const contents = [...(file ? [file] : []), ...ours].map(({ content }) => content)
  const found = block && ours[0] ? findBlock(textIn(ours[0]), markersOf(path, layer)) : undefined
  if (found?.kind === 'found') contents.push(Buffer.from(found.block))
  const content = contents.find((content) => blobId(content) === blob) ?? contentOf(blob)
  return content && { content, mode: isMode(mode) ? mode : (file?.mode ?? '100644') }
}

function isMode(mode: string): mode is Mode {
  return mode === '100644' || mode === '100755'
}

interface Versions {
  readonly terms: RowTerms
  readonly entry?: LockFile
  readonly file?: TreeFile
}

function cellOf(
  path: string,
  { terms, entry, file }: Versions,
  existing: Existing | undefined,
  base: File | undefined,
): Cell {
  const isMerged = file?.merging === 'go.mod' || file?.merging === 'go.sum'
  return {
    owner: file?.owner ?? entry?.owner ?? 'managed',
    base: entry === undefined ? 'none' : base === undefined ? 'unknown' : 'known',
    ours: oursIn(existing, base),
    theirs: file === undefined ? 'absent' : isSilent(entry, base, file) ? 'silent' : 'changed',
    // A create marks what it merged there as kept.
    kept: entry?.kept === true && !isMerged,
    excluded: terms.excluded.has(path),
    mergesSeeded: terms.mergesSeeded,
    isCode: /\.go$|^go\.(mod|sum)$/.test(path),
  }
}

function oursIn(existing: Existing | undefined, base: File | undefined): Cell['ours'] {
  if (existing === undefined) return 'absent'
  if (existing.kind !== 'file') return 'obstacle'
  return base && sameEntry(inLf(existing.file), inLf(base)) ? 'untouched' : 'edited'
}

function isSilent(entry: LockFile | undefined, base: File | undefined, file: TreeFile): boolean {
  if (entry?.blob !== blobId(file.content)) return false
  return base?.mode === file.mode || entry.kept === true || entry.block === true
}
