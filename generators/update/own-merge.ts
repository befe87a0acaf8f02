import { findBlock, markersOf, renderedBlock, replaceBlock } from '../plan/block.ts'
import { mergeGoSum } from '../plan/go-sum.ts'
import { type File, textIn, utf8In } from '../plan/tree.ts'
import { mergeGoMod } from './go-mod.ts'
import { inLf } from './line-ends.ts'
import type { ConflictKind, Labels, Stages } from './merge.ts'
import { mergeText } from './merge-text.ts'
import type { Row } from './rows.ts'

/** The result of a merge that knows the meaning of a file; no file if it is to be deleted. */
export interface OwnMerge {
  readonly file?: File
  readonly conflict?: ConflictKind
  /** The versions of a conflict as whole files. */
  readonly stages?: Stages
}

/**
 * Merges a file in which only a marked block is ours, or whose lines have a meaning of their own.
 * Returns undefined for any other file, and for one that has to be merged as a text.
 */
export function mergeByMeaning(row: Row, labels: Labels): OwnMerge | undefined {
  const { entry, existing, file, base } = row
  if (existing?.kind !== 'file') return undefined
  if (entry?.block === true || (file?.merging === 'block' && entry === undefined)) {
    return mergeBlock(row, existing.file, labels)
  }
  if (row.cell.ours !== 'edited' || file === undefined) return undefined
  const ours = utf8In(inLf(existing.file))
  if (ours === undefined) return undefined
  const merged =
    file.merging === 'go.sum'
      ? mergeGoSum(ours, textIn(file))
      : file.merging === 'go.mod' && base !== undefined
        ? mergeGoMod({ base: textIn(base), ours, theirs: textIn(file) })
        : undefined
  return merged === undefined ? undefined : { file: likeOurs(existing.file, merged) }
}

/** Returns our file with another text, in the same line endings. */
function likeOurs(ours: File, text: string): File {
  const isLf = inLf(ours) === ours
  return { content: Buffer.from(isLf ? text : text.replaceAll('\n', '\r\n')), mode: ours.mode }
}

/** Merges the marked block alone; every line outside of it stays. */
function mergeBlock(row: Row, ours: File, labels: Labels): OwnMerge {
  const { path, entry, file, base } = row
  const text = utf8In(ours)
  const markers = markersOf(path, file?.layer ?? entry?.layer ?? '')
  const found = text === undefined ? undefined : findBlock(text, markers)
  const last = base && renderedBlock(textIn(base), markers)
  const next = file && renderedBlock(textIn(file), markers)
  if (last !== undefined && last === next) return { file: ours }
  if (text === undefined || found === undefined) return { file: ours, conflict: 'markers' }
  if (found.kind !== 'found') {
    if (next === undefined) return { file: ours }
    if (found.kind === 'broken') return { file: ours, conflict: 'markers' }
    if (entry !== undefined) return { file: ours, conflict: 'modify/delete', stages: { ours } }
    return { file: withText(ours, replaceBlock(text, found, next)) }
  }
  if (found.block === next) return { file: ours }
  if (next === undefined) {
    if (found.block !== last) return { file: ours, conflict: 'delete/modify', stages: { ours } }
    const rest = found.before + found.after
    return rest.trim() === '' ? {} : { file: withText(ours, rest) }
  }
  const merged = mergeText({ base: last ?? '', ours: found.block, theirs: next }, labels)
  const whole = (block: string) => withText(ours, replaceBlock(text, found, block))
  const result = whole(merged.text)
  if (!merged.conflict) return { file: result }
  const stages = { ...(last === undefined ? {} : { base: whole(last) }), ours, theirs: whole(next) }
  return { file: result, conflict: 'content', stages }
}

function withText(ours: File, text: string): File {
  return { content: Buffer.from(text), mode: ours.mode }
}
