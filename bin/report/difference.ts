import { structuredPatch } from 'diff'
import type { Conflict } from '../../generators/plan/change.ts'
import type { File } from '../../generators/plan/tree.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** Returns how a file that is there would change, as a unified diff. */
export function differenceLines(
  { path, file, existing }: Conflict,
  style: Style,
): readonly string[] {
  if (existing.kind !== 'file' || file === undefined) return []
  const [before, after] = [textOf(existing.file), textOf(file)]
  const modes =
    existing.file.mode === file.mode ? [] : [`mode ${existing.file.mode} -> ${file.mode}`]
  if (before === undefined || after === undefined) {
    return [...modes, `${path}: one of the two is no text`].map(style.dim)
  }
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: 3 })
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    style.dim(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
    ...lines.map((line) => coloured(visible(line), style)),
  ])
  return [
    ...modes.map(style.dim),
    style.strong(`--- ${path} (there)`),
    style.strong(`+++ ${path} (new)`),
    ...lines,
  ]
}

function coloured(line: string, style: Style): string {
  if (line.startsWith('+')) return style.good(line)
  return line.startsWith('-') ? style.bad(line) : line
}

function textOf({ content }: File): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    return undefined
  }
}
