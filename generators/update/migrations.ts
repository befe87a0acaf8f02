import type { HouseLayer, Migration } from '../house/house-layer.ts'
import type { LayerMigration } from '../house/set-answers.ts'
import { isObject } from '../json.ts'
import type { Edit } from '../plan/intent.ts'
import type { Lock, LockLayer } from '../plan/lock.ts'
import { isOlder } from '../plan/versions.ts'

/**
 * Returns the migrations of house layers that an update has to carry out, in order: those of versions
 * after the one in the lock. A layer that is new in the repository has none.
 * @param after what the new lock says about each layer, in order
 */
export function migrationsOf(
  layers: readonly HouseLayer[],
  before: readonly LockLayer[],
  after: readonly LockLayer[],
): readonly LayerMigration[] {
  return layers.flatMap(({ manifest }, index) => {
    // Its author may have renamed the layer.
    const use = after[index]?.use
    const last =
      before.find(({ name }) => name === manifest.name) ??
      before.find((layer) => layer.use !== undefined && layer.use === use)
    if (last === undefined) return []
    return manifest.migrations
      .filter(({ to }) => isOlder(last.version, to) && !isOlder(manifest.version, to))
      .sort((a, b) => (isOlder(a.to, b.to) ? -1 : 1))
      .map((migration) => ({ ...migration, layer: manifest.name }))
  })
}

/** Returns the paths that have another path after some migrations: old path → new path. */
export function renamesBy(
  migrations: readonly Migration[],
  paths: Iterable<string>,
): ReadonlyMap<string, string> {
  const renames = new Map<string, string>()
  for (const from of paths) {
    const to = migratedPath(from, migrations)
    if (to !== from) renames.set(from, to)
  }
  return renames
}

/**
 * Returns a lock whose files that the user has moved come from the paths that migrations have given them,
 * so that they stay where the user has them.
 */
export function withMigratedOrigins(lock: Lock, migrations: readonly Migration[]): Lock {
  const moved = Object.entries(lock.files).flatMap(([path, { from, ...entry }]) =>
    from === undefined ? [] : [[path, { ...entry, from: migratedPath(from, migrations) }] as const],
  )
  const exclude = lock.exclude && migratedPaths(lock.exclude, migrations)
  const files = { ...lock.files, ...Object.fromEntries(moved) }
  return { ...lock, ...(exclude && { exclude }), files }
}

/** Returns the paths that some paths have after some migrations. */
export function migratedPaths(
  paths: readonly string[],
  migrations: readonly Migration[],
): readonly string[] {
  return [...new Set(paths.map((path) => migratedPath(path, migrations)))]
}

/**
 * Returns the overrides of an intent, each with the path that its file has after some migrations, and
 * which of them moved.
 * @param overrides the value of the key, which a check validates
 * @param after the lock afterwards: a file may stay where the user has it
 */
export function migratedOverrides(
  overrides: unknown,
  migrations: readonly Migration[],
  { files }: Pick<Lock, 'files'>,
): { readonly overrides: unknown; readonly moved: readonly Edit[] } {
  if (!Array.isArray(overrides)) return { overrides, moved: [] }
  const moved: Edit[] = []
  const now = overrides.map((one: unknown) => {
    if (!isObject(one) || typeof one.path !== 'string') return one
    const path = migratedPath(one.path, migrations)
    if (path === one.path || !Object.hasOwn(files, path) || Object.hasOwn(files, one.path))
      return one
    moved.push({ key: 'overrides', before: one.path, now: path })
    return { ...one, path }
  })
  return { overrides: now, moved }
}

function migratedPath(path: string, migrations: readonly Migration[]): string {
  return migrations.reduce((at, { rename }) => renamed(at, rename), path)
}

/** Returns a path after a migration, which may rename the file or a folder above it. */
function renamed(path: string, rename: Migration['rename']): string {
  const own = Object.hasOwn(rename, path) ? rename[path] : undefined
  if (own !== undefined) return own
  const folder = Object.keys(rename).find((from) => path.startsWith(`${from}/`))
  return folder === undefined ? path : `${rename[folder]}${path.slice(folder.length)}`
}
