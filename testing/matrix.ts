import { type Cell, cellsOf, type MatrixOptions } from './cells.ts'
import { requireKnown } from './known-options.ts'
import { tableOf } from './templates.ts'

/**
 * Returns combinations of answers, always in the same order. An option with a single choice has
 * each of its values; one with several has none, each one and all of them; a text has its default.
 *
 * @example
 * describe.each(matrix({ strength: 'pairwise' }))('$title', ({ answers }) => { … })
 *
 * @throws ProblemsError when `only` or `without` name an unknown option or value, nothing is left, or
 * a layer can't be used; TypeError for an unknown option or strength
 */
export function matrix(options: MatrixOptions = {}): readonly Cell[] {
  requireKnown('matrix', options, {
    strength: ['all', 'pairwise'],
    only: 'an object',
    without: 'a list',
    layers: 'a list',
  })
  return cellsOf(tableOf(options.layers ?? []), options)
}
