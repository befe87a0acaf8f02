import { type Request, valueIn } from '../../generators/questions/answers.ts'
import { type Row, shownValue, type Table } from '../../generators/questions/table.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** Returns a request, one answer per line, without the answers that are already on the screen. */
export function summaryLines(
  { directory, answers }: Request,
  style: Style,
  table: Table,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] {
  const all: readonly (readonly [key: string, title: string, value: string])[] = [
    ['directory', 'Directory', directory],
    ['name', 'Name', answers.name],
    ['module', 'Module path', answers.module],
    ...Object.entries(table).map(
      ([option, row]) =>
        [option, row.question, `${shownValue(valueIn(answers, option))}${lockOf(row)}`] as const,
    ),
  ]
  const rows = all
    .filter(([key]) => !seen.has(key))
    .map(([, title, value]) => [title, value] as const)
  const width = Math.max(...rows.map(([title]) => title.length))
  return rows.map(
    ([title, value]) => `${style.dim(title.padEnd(width))}  ${style.strong(visible(value))}`,
  )
}

/** A question about a locked option is not asked, so the summary says why. */
function lockOf({ lockedBy }: Row): string {
  return lockedBy === undefined ? '' : `, locked by ${lockedBy}`
}
