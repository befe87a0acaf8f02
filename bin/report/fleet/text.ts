import { type Fleet, type Repository, type Status, statuses } from '../../fleet/fleet.ts'
import type { Detail } from '../plan.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'
import {
  driftIn,
  layerIn,
  longestMessage,
  repositoryCount,
  shortened,
  someLayers,
  statusWords,
} from './words.ts'

const signs: Readonly<Record<Status, readonly [sign: string, tone: keyof Style]>> = {
  unchecked: ['?', 'bad'],
  errors: ['✗', 'bad'],
  warnings: ['!', 'warn'],
  clean: ['✓', 'good'],
}

const heads = ['REPOSITORY', 'DRIFTED', 'ERRORS', 'WARNINGS', 'NOTES', 'LAYERS']

/**
 * Returns a report as a table with a line for each repository, worst first, and its totals; in full,
 * with each finding below its repository.
 */
export function fleetLines(
  { repositories, totals }: Fleet,
  style: Style,
  detail: Detail,
): readonly string[] {
  const rows = repositories.map((repository) => ({ repository, cells: cellsOf(repository) }))
  const lines = [heads, ...rows.map(({ cells }) => cells)]
  // The last cell of a row is as wide as it is.
  const widths = heads.map((_, column) =>
    Math.max(...lines.map((cells) => (column < cells.length - 1 ? cells[column]?.length : 0) ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const counts = statuses.flatMap((status) =>
    totals[status] === 0 ? [] : [`${totals[status]} ${statusWords[status]}`],
  )
  return [
    style.dim(`  ${line(heads)}`),
    ...rows.flatMap(({ repository: { status, findings }, cells }) => {
      const [sign, tone] = signs[status]
      const told = detail === 'full' ? findings : []
      return [
        `${style[tone](sign)} ${line(cells)}`,
        ...told.map(({ message }) => `    ${visible(shortened(message, longestMessage))}`),
      ]
    }),
    '',
    `${repositoryCount(repositories)}: ${counts.join(', ')}`,
  ]
}

function cellsOf(repository: Repository): readonly string[] {
  const { name, status, counts, problems } = repository
  const title = visible(shortened(name))
  if (status === 'unchecked') {
    const why = problems.map(({ message }) => message).join('; ')
    return [title, `${statusWords[status]}: ${visible(shortened(why, longestMessage))}`]
  }
  const numbers = [counts.errors, counts.warnings, counts.notes].map(String)
  const { shown, more } = someLayers(repository)
  const layers = shown.map((layer) => `${layerIn(layer)}${layer.behind ? ' (behind)' : ''}`)
  return [title, driftIn(counts), ...numbers, visible([...layers, ...more].join(', '))]
}
