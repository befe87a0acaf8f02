import type { Request } from '../../generators/questions/answers.ts'
import { optionNames, options } from '../../generators/questions/options.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** Returns a request, an answer a line. */
export function summaryLines({ directory, answers }: Request, style: Style): readonly string[] {
  const rows: readonly (readonly [string, string])[] = [
    ['Directory', directory],
    ['Name', answers.name],
    ['Module path', answers.module],
    ...optionNames.map((name) => [options[name].question, answers[name]] as const),
  ]
  const width = Math.max(...rows.map(([title]) => title.length))
  return rows.map(
    ([title, value]) => `${style.dim(title.padEnd(width))}  ${style.strong(visible(value))}`,
  )
}
