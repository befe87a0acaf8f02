import type { Problem } from '../../generators/problem.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** Returns two lines per problem: what failed, and what to do. */
export function problemLines(problems: readonly Problem[], style: Style): readonly string[] {
  return problems.flatMap(({ what, fix }) => [
    `${style.bad('✗')} ${visible(what)}`,
    ...(fix === undefined ? [] : [`  ${style.commands(visible(fix))}`]),
  ])
}
