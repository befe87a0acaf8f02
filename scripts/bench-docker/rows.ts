import { cellOf, cells, goCells } from '../../test/support/matrix.ts'

/** A combination of answers, with its tree. */
export type Cell = (typeof cells)[number]

/** The measures of an image, and of a running service. */
type ImageMeasure = 'rebuild' | 'size'
type ServiceMeasure = 'start' | 'livez' | 'home' | 'minute'

/** One line of the table: what to measure, and for which combination. */
interface RowOf<Measure> {
  /** The short name, for `--only`. */
  readonly name: string
  readonly what: string
  readonly measure: Measure
  readonly cell: Cell
}

export type ImageRow = RowOf<ImageMeasure>
export type ServiceRow = RowOf<ServiceMeasure>
export type Row = ImageRow | ServiceRow

const serviceMeasures: readonly (readonly [ServiceMeasure, string])[] = [
  ['start', 'exec to ready'],
  ['livez', 'GET /livez / the same with the usual middleware'],
  ['home', 'GET / / the same with the usual middleware'],
  ['minute', 'memory at the end of a minute at full load / at its start'],
]

export const imageRows: readonly ImageRow[] = [
  {
    name: 'rebuild',
    what: 'rebuild after a one-line edit / without cache mounts',
    measure: 'rebuild',
    cell: cellOf('net-http-postgres-scratch'),
  },
  ...cells
    .filter(({ baseImage }) => baseImage === 'scratch')
    .map(
      (cell): ImageRow => ({
        name: nameOf('size', cell),
        what: 'image on scratch / binary and certificates',
        measure: 'size',
        cell,
      }),
    ),
]

/** Grouped by service, because the rows of a service share its database. */
export const serviceRows: readonly ServiceRow[] = goCells.flatMap((cell) =>
  serviceMeasures.map(
    ([measure, what]): ServiceRow => ({ name: nameOf(measure, cell), what, measure, cell }),
  ),
)

export const rows: readonly Row[] = [...imageRows, ...serviceRows]

function nameOf(measure: string, { framework, database }: Cell): string {
  return `${measure}-${framework.replace('/', '-')}-${database}`
}
