import { nearest } from '../nearest.ts'
import { isOlder } from '../plan/versions.ts'
import type { Problem } from '../problem.ts'
import { readValue, type Table, type Value } from '../questions/table.ts'
import type { Manifest, Migration } from './house-layer.ts'

/** A migration, and the name of its layer. */
export interface LayerMigration extends Migration {
  readonly layer: string
}

/** Returns why the answers that the migrations of a layer set can't be used with its table. */
export function setAnswerProblems(
  { name, version, migrations }: Manifest,
  table: Table,
): readonly Problem[] {
  const carriedOut = migrations.filter(({ to }) => !isOlder(version, to))
  const named = carriedOut.map((migration) => ({ ...migration, layer: name }))
  return migratedProblems(named, {}, table, 'Correct the migration.')
}

/**
 * Returns why the answers that migrations set can't be used with a table. Of several that set an
 * option, only the last counts, and none if the user sets it.
 * @param general what to do where nothing more specific is known
 */
export function migratedProblems(
  migrations: readonly LayerMigration[],
  set: Readonly<Record<string, Value>>,
  table: Table,
  general: string,
): readonly Problem[] {
  const last = new Map(
    migrations.flatMap(({ layer, to, setAnswer }) =>
      Object.entries(setAnswer).map(
        ([option, value]) =>
          [option, { by: `layer ${layer}: the migration to ${to}`, value }] as const,
      ),
    ),
  )
  return [...last].flatMap(([option, { by, value }]) => {
    if (Object.hasOwn(set, option)) return []
    const row = Object.hasOwn(table, option) ? table[option] : undefined
    if (row === undefined) {
      const meant = nearest(option, Object.keys(table))
      const fix = meant === undefined ? general : `Did you mean ${meant}?`
      return [{ what: `${by} sets the unknown option ${option}`, fix }]
    }
    const reading = readValue(row, value)
    if ('value' in reading) return []
    const what = `${by} can't set ${option} to ${JSON.stringify(value)}: ${reading.problem}`
    return [{ what, fix: general }]
  })
}
