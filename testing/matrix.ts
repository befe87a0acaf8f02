import { type Cell, cellsOf, type MatrixOptions } from './cells.ts'
import { templatesOf } from './templates.ts'

/**
 * Returns combinations of answers, always in the same order. An option with a single choice has
 * each of its values; one with several has none, each one and all of them; a text has its default.
 *
 * @example
 * describe.each(matrix({ strength: 'pairwise' }))('$title', ({ answers }) => { … })
 *
 * @throws ProblemsError when `only` or `without` name an unknown option or value, or nothing is left
 */
export function matrix(options: MatrixOptions = {}): readonly Cell[] {
  return cellsOf(templatesOf(options.layers ?? []).table, options)
}
