import { asBlock, findBlock, markersOf, replaceBlock } from './block.ts'
import type { Change, Conflict, Existing, ExistingFile, Plan, Snapshot } from './change.ts'
import { blobId, sha256 } from './digest.ts'
import { hiddenFromDocker } from './dockerignore.ts'
import { keepProblem, readGoMod, withGo } from './go-mod.ts'
import { mergeGoSum } from './go-sum.ts'
import type { LockFile } from './lock.ts'
import { some } from './some.ts'
import { sameFile, type Tree, type TreeFile, textIn, utf8In } from './tree.ts'
import { isOlder } from './versions.ts'

/** What the last run wrote: path → its entry in the lock. */
export type Written = ReadonlyMap<string, LockFile>

/** A file of the tree, the existing file, and the lock entry. */
interface Pair {
  readonly path: string
  readonly file: TreeFile
  readonly existing: ExistingFile
  /** Undefined if the last run wrote nothing there. */
  readonly written: LockFile | undefined
  readonly tree: Tree
}

/**
 * Compares a tree with the existing files and with what the last run wrote; returns the plan for
 * the absolute path `directory`. A file that only the user changed is kept; if the template changed
 * as well, that is a conflict.
 */
export function compare(
  directory: string,
  tree: Tree,
  snapshot: Snapshot,
  written: Written = new Map(),
): Plan {
  const changes = [...tree].map(([path, file]): Change => {
    const existing = snapshot.entries.get(path)
    if (existing === undefined) return { status: 'create', path, file }
    const entry = written.get(path)
    if (existing.kind === 'file') return comparePair({ path, file, existing, written: entry, tree })
    if (isTheirs(file, entry)) return { status: 'keep', path, file, existing }
    return obstructed(path, file, existing)
  })
  const gone = [...written].flatMap(([path, entry]) => {
    const existing = snapshot.entries.get(path)
    return tree.has(path) || existing === undefined ? [] : [leave(path, entry, existing)]
  })
  const sorted = [...changes, ...gone].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { directory, exists: snapshot.exists, changes: sorted }
}

/**
 * Returns the conflict for something that is not a readable file. go.mod and go.sum can't be left
 * out, because the code doesn't compile without them.
 */
function obstructed(path: string, file: TreeFile, existing: Existing): Conflict {
  const isNeeded = file.merging === 'go.mod' || file.merging === 'go.sum'
  const why = existing.kind === 'large' ? 'is too large to read' : 'must be a regular file'
  const more = isNeeded ? { ways: [], why } : { ways: ['keep'] as const }
  return { status: 'conflict', path, file, existing, ...more }
}

/** Returns what happens to a file from the last run that is no longer part of the tree. */
function leave(path: string, entry: LockFile, existing: Existing): Change {
  const stays = entry.owner === 'seeded' || entry.kept === true || entry.block === true
  if (stays || existing.kind !== 'file') return { status: 'keep', path, existing }
  if (sha256(existing.file.content) === entry.sha256) return { status: 'remove', path, existing }
  if (entry.owner === 'shared') return { status: 'keep', path, existing }
  const why = 'is no longer part of the template, and was edited'
  return { status: 'conflict', path, existing, ways: ['keep', 'overwrite'], why }
}

function comparePair(pair: Pair): Change {
  const { path, file, existing, written } = pair
  if (sameFile(existing.file, file)) return { status: 'identical', path, file, existing }
  if (file.merging === 'block') return compareBlock(pair)
  if (file.merging === 'append') return compareAppended(pair)
  if (isTheirs(file, written)) return { status: 'keep', path, file, existing }
  if (isAsWritten(pair)) return { status: 'update', path, file, existing }
  if (file.merging === 'go.mod') return compareGoMod(pair)
  if (file.merging === 'go.sum') return compareGoSum(pair)
  return conflict(pair)
}

/**
 * Returns whether only the user can have caused a difference: the template is unchanged since the
 * last run, or the file is seeded and belongs to the user.
 */
function isTheirs(file: TreeFile, written: LockFile | undefined): boolean {
  if (written === undefined) return false
  return file.owner === 'seeded' || written.blob === blobId(file.content)
}

/**
 * Returns whether the existing file is what the last run wrote, so that a difference comes from the
 * template.
 */
function isAsWritten({ existing: { file }, written }: Pair): boolean {
  if (written === undefined || written.kept || written.block) return false
  return file.mode === written.mode && sha256(file.content) === written.sha256
}

function conflict(
  { path, file, existing }: Pair,
  more: Partial<Pick<Conflict, 'ways' | 'why' | 'merged'>> = {},
): Conflict {
  return { status: 'conflict', path, file, existing, ways: ['keep', 'overwrite'], ...more }
}

/** Compares a file in which the marked block is ours, and every other line is the user's. */
function compareBlock(pair: Pair): Change {
  const { path, file, existing, written, tree } = pair
  const ours = textIn(file)
  const theirs = utf8In(existing.file)
  const found = findBlock(theirs ?? '', markersOf(path, file.layer))
  if (found.kind === 'found' && found.block === ours) {
    return { status: 'identical', path, file, existing }
  }
  if (isTheirs(file, written)) return { status: 'keep', path, file, existing }
  if (theirs === undefined) return conflict(pair, { why: 'is not UTF-8 text' })
  if (found.kind === 'broken') {
    return conflict(pair, { why: `has BEGIN and END markers of ${file.layer} that don't match` })
  }
  const text = replaceBlock(theirs, found, ours)
  const hidden = path === '.dockerignore' ? hiddenFromDocker(text, tree.keys(), ours) : []
  if (hidden.length > 0) return conflict(pair, { why: `hides ${some(hidden)} from docker build` })
  const merged = { content: Buffer.from(text), mode: existing.file.mode }
  if (found.kind === 'found' && sha256(found.block) !== written?.sha256) {
    return conflict(pair, { merged, why: `has changed lines between the markers of ${file.layer}` })
  }
  if (found.kind === 'none' && written !== undefined) {
    return conflict(pair, { merged, why: `no longer has the lines of ${file.layer}` })
  }
  return { status: 'merge', path, file, existing, merged }
}

/** Compares a file that can be appended to the user's own, if the user agrees. */
function compareAppended(pair: Pair): Change {
  const { path, file, existing, written } = pair
  const theirs = utf8In(existing.file) ?? ''
  const markers = markersOf(path, file.layer)
  const found = findBlock(theirs, markers)
  if (found.kind === 'found' && found.block === asBlock(textIn(file), markers)) {
    return { status: 'identical', path, file, existing }
  }
  if (isTheirs(file, written)) return { status: 'keep', path, file, existing }
  if (theirs === '') return conflict(pair)
  return conflict(pair, found.kind === 'none' ? { ways: ['keep', 'overwrite', 'append'] } : {})
}

function compareGoMod(pair: Pair): Change {
  const { path, file, existing } = pair
  const ours = readGoMod(textIn(file))
  const theirs = readGoMod(utf8In(existing.file) ?? '')
  if (theirs.bare && theirs.module === ours.module) {
    if (theirs.go === undefined || isOlder(theirs.go, ours.go ?? '')) {
      return { status: 'update', path, file, existing }
    }
    // Existing code may need the newer Go version.
    const merged = { ...existing.file, content: Buffer.from(withGo(textIn(file), theirs.go)) }
    return { status: 'merge', path, file, existing, merged }
  }
  const problem = keepProblem(theirs, ours)
  if (problem === undefined) return conflict(pair)
  return conflict(pair, {
    ways: ['overwrite'],
    why: `can't be kept, because the code would not compile: ${problem}`,
  })
}

function compareGoSum(pair: Pair): Change {
  const { path, file, existing } = pair
  const theirs = utf8In(existing.file)
  const together = theirs === undefined ? undefined : mergeGoSum(theirs, textIn(file))
  if (together === undefined) return conflict(pair)
  const merged = { content: Buffer.from(together), mode: existing.file.mode }
  if (sameFile(merged, existing.file)) return { status: 'keep', path, file, existing }
  return { status: 'merge', path, file, existing, merged }
}
