import { findBlock, markersOf } from '../plan/block.ts'
import type { Existing, Snapshot } from '../plan/change.ts'
import { blobId } from '../plan/digest.ts'
import {
  hasLocalLines,
  hasLoneMarker,
  withLocalLines,
  withoutLocalLines,
} from '../plan/local-lines.ts'
import type { Lock, LockFile } from '../plan/lock.ts'
import {
  type File,
  isMode,
  type Owner,
  sortByPath,
  type Tree,
  type TreeFile,
  textIn,
  utf8In,
} from '../plan/tree.ts'
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
  /** Where it exists, if the template has moved the file since the last render. */
  readonly movedFrom?: string
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
  /** The paths that git ignores and doesn't track: a file there may be secret. */
  readonly ignored?: ReadonlySet<string>
  /** The files that the template says it has moved: old path → new path. */
  readonly renames?: ReadonlyMap<string, string>
}

/** Returns a row for each path of the last render and of the new one, sorted by path. */
export function rowsOf(given: RowTerms): readonly Row[] {
  const terms = { ...given, tree: inPlace(given) }
  const { lock, tree, seen, renames = new Map() } = terms
  const followed = new Map(
    [...renames].filter(
      ([from, to]) =>
        lock.files[from] !== undefined &&
        lock.files[to] === undefined &&
        tree.has(to) &&
        !seen.entries.has(to) &&
        (seen.entries.get(from)?.kind ?? 'file') === 'file',
    ),
  )
  const origins = new Map([...followed].map(([from, to]) => [to, from]))
  const paths = new Set([...Object.keys(lock.files), ...tree.keys()])
  return [...paths]
    .filter((path) => !followed.has(path))
    .sort()
    .map((path) => rowOf(path, terms, origins.get(path)))
}

/** Returns the new render with each moved file that is the user's where the user has it. */
function inPlace({ lock, tree, mergesSeeded, renames = new Map() }: RowTerms): Tree {
  const stays = (from: string, to: string) => {
    const [entry, file] = [lock.files[from], tree.get(to)]
    const isTheirs = entry?.kept === true || (file?.owner === 'seeded' && !mergesSeeded)
    return isTheirs && entry !== undefined && file !== undefined && !tree.has(from)
  }
  const origins = new Map(
    [...renames].flatMap(([from, to]) => (stays(from, to) ? [[to, from] as const] : [])),
  )
  return sortByPath(
    [...tree].map(([path, file]) => {
      const place = origins.get(path)
      return place === undefined ? [path, file] : [place, { ...file, from: file.from ?? path }]
    }),
  )
}

function rowOf(path: string, terms: RowTerms, movedFrom: string | undefined): Row {
  const { lock, seen, tree } = terms
  const last = movedFrom ?? path
  const entry = Object.hasOwn(lock.files, last) ? lock.files[last] : undefined
  const file = tree.get(path)
  const existing = seen.entries.get(last)
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
    ...(movedFrom !== undefined && existing && { movedFrom }),
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
  const ours =
    existing?.kind === 'file'
      ? [existing.file, inLf(existing.file), withoutLocal(inLf(existing.file))]
      : []
  const contents = [...(file ? [file] : []), ...ours].map(({ content }) => content)
  const found = block && ours[0] ? findBlock(textIn(ours[0]), markersOf(path, layer)) : undefined
  if (found?.kind === 'found') contents.push(Buffer.from(found.block))
  const content = contents.find((content) => blobId(content) === blob) ?? contentOf(blob)
  return content && { content, mode: isMode(mode) ? mode : (file?.mode ?? '100644') }
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
  const owner = ownerOf({ ...(entry && { entry }), ...(file && { file }) })
  const isGenerated = owner === 'generated'
  return {
    owner,
    base: entry === undefined ? 'none' : base === undefined ? 'unknown' : 'known',
    ours: oursIn(existing, base, isGenerated),
    theirs: file === undefined ? 'absent' : isSilent(entry, base, file) ? 'silent' : 'changed',
    local: isGenerated ? localIn(existing, file) : 'none',
    isTakenOver: isGenerated && entry !== undefined && entry.owner !== 'generated',
    // A create marks what it merged there as kept.
    kept: entry?.kept === true && !isMerged,
    ignored: terms.ignored?.has(path) === true && isAnother(existing, file),
    excluded: terms.excluded.has(path),
    mergesSeeded: terms.mergesSeeded,
    isCode: /\.go$|^go\.(mod|sum)$/.test(path),
  }
}

/** Whoever owns a file with a marked block, the lines around the block are the user's. */
function ownerOf({ entry, file }: Pick<Versions, 'entry' | 'file'>): Owner {
  const owner = file?.owner ?? entry?.owner ?? 'managed'
  return owner === 'generated' && entry?.block === true ? 'managed' : owner
}

function oursIn(
  existing: Existing | undefined,
  base: File | undefined,
  isGenerated: boolean,
): Cell['ours'] {
  if (existing === undefined) return 'absent'
  if (existing.kind !== 'file') return 'obstacle'
  const ours = inLf(existing.file)
  const same = [ours, ...(isGenerated ? [withoutLocal(ours)] : [])].some(
    (one) => base && sameEntry(one, inLf(base)),
  )
  return same ? 'untouched' : 'edited'
}

function localIn(existing: Existing | undefined, file: TreeFile | undefined): Cell['local'] {
  if (existing?.kind !== 'file' || !hasLocalLines(textIn(existing.file))) return 'none'
  return file && filled(file, existing) === undefined ? 'lost' : 'fits'
}

/** Returns a rendered file with the user's lines in its rooms; undefined if they would get lost. */
export function filled(file: TreeFile, existing: Existing | undefined): TreeFile | undefined {
  const text = utf8In(file)
  if (existing?.kind !== 'file') return file
  const theirs = textIn(inLf(existing.file))
  if (!hasLocalLines(theirs)) return file
  if (text === undefined || hasLoneMarker(theirs)) return undefined
  const whole = withLocalLines(text, theirs)
  return whole === undefined ? undefined : { ...file, content: Buffer.from(whole) }
}

function withoutLocal<One extends File>(file: One): One {
  return { ...file, content: Buffer.from(withoutLocalLines(textIn(file))) }
}

function isAnother(existing: Existing | undefined, file: File | undefined): boolean {
  return existing?.kind === 'file' && file !== undefined
    ? !sameEntry(inLf(existing.file), inLf(file))
    : false
}

function isSilent(entry: LockFile | undefined, base: File | undefined, file: TreeFile): boolean {
  if (entry?.blob !== blobId(file.content)) return false
  return base?.mode === file.mode || entry.kept === true || entry.block === true
}
