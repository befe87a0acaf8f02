import { sortByPath } from '../plan/tree.ts'
import {
  type Entry,
  isBinary,
  kindOf,
  type Labels,
  type MergeConflict,
  type Merged,
  type MergeEngine,
  type Stages,
  sameEntry,
} from './merge.ts'
import { mergeText } from './merge-text.ts'

/**
 * The engine for a machine without a recent git: merges path by path, and text line by line. It
 * follows no renames.
 */
export const builtInMerge: MergeEngine = async ({ base, ours, theirs }, labels) => {
  const paths = new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])
  const files = new Map<string, Entry>()
  const conflicts: MergeConflict[] = []
  for (const path of paths) {
    const { entry, conflict } = mergePath(stagesOf(path), labels)
    if (entry !== undefined) files.set(path, entry)
    if (conflict) conflicts.push({ path, kind: kindOf(stagesOf(path)), stages: stagesOf(path) })
  }
  const merged: Merged = { files: sortByPath(files), conflicts, renames: [] }
  return { ...merged, conflicts: conflicts.sort((a, b) => (a.path < b.path ? -1 : 1)) }

  function stagesOf(path: string): Stages {
    const [b, o, t] = [base.get(path), ours.get(path), theirs.get(path)]
    return { ...(b && { base: b }), ...(o && { ours: o }), ...(t && { theirs: t }) }
  }
}

interface MergedPath {
  readonly entry?: Entry
  readonly conflict: boolean
}

function mergePath(stages: Stages, labels: Labels): MergedPath {
  const { base, ours, theirs } = stages
  if (sameEntry(ours, theirs) || sameEntry(base, theirs)) return clean(ours)
  if (sameEntry(base, ours)) return clean(theirs)
  // One side deleted the file: what the other side changed stays, as git leaves it.
  if (ours === undefined || theirs === undefined)
    return { ...clean(ours ?? theirs), conflict: true }
  if ([base, ours, theirs].some((entry) => entry?.mode === '120000')) {
    return { entry: ours, conflict: true }
  }
  return mergeFiles(base, ours, theirs, labels)
}

function mergeFiles(
  base: Entry | undefined,
  ours: Entry,
  theirs: Entry,
  labels: Labels,
): MergedPath {
  const mode = ours.mode === base?.mode ? theirs.mode : ours.mode
  const settled = (content: Uint8Array) => ({ entry: { content, mode }, conflict: false })
  const same = (a: Entry | undefined, b: Entry) => a && Buffer.compare(a.content, b.content) === 0
  if (same(base, theirs) || same(ours, theirs)) return settled(ours.content)
  if (same(base, ours)) return settled(theirs.content)
  if ([base, ours, theirs].some((entry) => entry && isBinary(entry))) {
    return { entry: ours, conflict: true }
  }
  // Latin-1 keeps every byte, whatever the encoding is.
  const text = (entry: Entry | undefined) => Buffer.from(entry?.content ?? []).toString('latin1')
  const texts = { base: text(base), ours: text(ours), theirs: text(theirs) }
  const merged = mergeText(texts, labels)
  const entry = { content: Buffer.from(merged.text, 'latin1'), mode }
  return { entry, conflict: merged.conflict }
}

function clean(entry: Entry | undefined): MergedPath {
  return entry === undefined ? { conflict: false } : { entry, conflict: false }
}
