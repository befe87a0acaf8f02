import { type Request, valueIn } from '../../generators/questions/answers.ts'
import { shownValue, type Table } from '../../generators/questions/table.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** Returns a request, an answer a line. */
export function summaryLines(
  { directory, answers }: Request,
  style: Style,
  table: Table,
): readonly string[] {
  const rows: readonly (readonly [string, string])[] = [
    ['Directory', directory],
    ['Name', answers.name],
    ['Module path', answers.module],
    ...Object.entries(table).map(
      ([option, { question }]) => [question, shownValue(valueIn(answers, option))] as const,
    ),
  ]
  const width = Math.max(...rows.map(([title]) => title.length))
  return rows.map(
    ([title, value]) => `${style.dim(title.padEnd(width))}  ${style.strong(visible(value))}`,
  )
}
