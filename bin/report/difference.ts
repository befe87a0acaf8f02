import { structuredPatch } from 'diff'
import type { Conflict, Merge, Update } from '../../generators/plan/change.ts'
import { utf8In } from '../../generators/plan/tree.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/**
 * Returns a unified diff of an existing file and the new one; empty unless there are two files to
 * compare.
 * @param label how to call the new file
 */
export function differenceLines(
  change: Conflict | Merge | Update,
  style: Style,
  label = 'new',
): readonly string[] {
  const { existing } = change
  const path = visible(change.path)
  const merged = change.status === 'update' ? undefined : change.merged
  const file = merged ?? change.file
  if (existing.kind !== 'file' || file === undefined) return []
  const [before, after] = [utf8In(existing.file), utf8In(file)]
  const modes =
    existing.file.mode === file.mode ? [] : [`mode ${existing.file.mode} -> ${file.mode}`]
  if (before === undefined || after === undefined) {
    return [...modes, `${path}: one of the two files is not UTF-8 text`].map(style.dim)
  }
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: 3 })
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    style.dim(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
    ...lines.map((line) => coloured(withTabs(line), style)),
  ])
  return [
    ...modes.map(style.dim),
    style.strong(`--- ${path} (yours)`),
    style.strong(`+++ ${path} (${label})`),
    ...lines,
  ]
}

/** Keeps tabs, which are harmless and indent Go code. */
function withTabs(line: string): string {
  return line.split('\t').map(visible).join('\t')
}

function coloured(line: string, style: Style): string {
  if (line.startsWith('+')) return style.good(line)
  return line.startsWith('-') ? style.bad(line) : line
}
