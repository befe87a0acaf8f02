import type { HouseLayer, Migration } from '../house/house-layer.ts'
import type { Change, Existing, Snapshot } from '../plan/change.ts'
import type { Lock, LockLayer } from '../plan/lock.ts'
import { sortByPath, type Tree } from '../plan/tree.ts'
import { isOlder } from '../plan/versions.ts'
import type { Draft } from './draft.ts'
import type { Rename } from './merge.ts'

/**
 * Returns the migrations of house layers that an update has to carry out, in order: those of versions
 * after the one in the lock. A layer that is new in the repository has none.
 */
export function migrationsOf(
  layers: readonly HouseLayer[],
  before: readonly LockLayer[],
): readonly Migration[] {
  return layers.flatMap(({ manifest }) => {
    const last = before.find(({ name }) => name === manifest.name)
    if (last === undefined) return []
    return manifest.migrations
      .filter(({ to }) => isOlder(last.version, to) && !isOlder(manifest.version, to))
      .sort((a, b) => (isOlder(a.to, b.to) ? -1 : 1))
  })
}

/** The renames that migrations declare and that apply to a repository: old path → new path. */
export interface DeclaredRenames {
  /** Files that move. */
  readonly moving: ReadonlyMap<string, string>
  /** Files that are the user's, and stay where they are. */
  readonly staying: ReadonlyMap<string, string>
}

/**
 * Returns the renames that apply to a repository: the old path is in the lock, the new one in the
 * tree, and nothing exists at the new one.
 * @param mergesSeeded whether files that are the user's move, too
 */
export function declaredRenames(
  migrations: readonly Migration[],
  {
    lock,
    seen,
    tree,
    mergesSeeded,
  }: {
    readonly lock: Lock
    readonly seen: Snapshot
    readonly tree: Tree
    readonly mergesSeeded: boolean
  },
): DeclaredRenames {
  const moving = new Map<string, string>()
  const staying = new Map<string, string>()
  for (const [from, { owner, kept }] of Object.entries(lock.files)) {
    const to = migrations.reduce((path, { rename }) => renamed(path, rename), from)
    const isTheirs = kept === true || (owner === 'seeded' && !mergesSeeded)
    const isFree = !seen.entries.has(to) && !Object.hasOwn(lock.files, to)
    if (to !== from && isFree && tree.has(to) && !tree.has(from)) {
      ;(isTheirs ? staying : moving).set(from, to)
    }
  }
  return { moving, staying }
}

/** Returns a tree with the files of the user at their old paths, as if the user had moved them there. */
export function atOldPaths(tree: Tree, staying: DeclaredRenames['staying']): Tree {
  if (staying.size === 0) return tree
  const old = new Map([...staying].map(([before, after]) => [after, before]))
  return sortByPath(
    [...tree].map(([path, file]) => {
      const before = old.get(path)
      return before === undefined ? [path, file] : [before, { ...file, from: file.from ?? path }]
    }),
  )
}

/** Returns a path after a migration, which may rename the file or a folder above it. */
function renamed(path: string, rename: Migration['rename']): string {
  const own = Object.hasOwn(rename, path) ? rename[path] : undefined
  if (own !== undefined) return own
  const folder = Object.keys(rename).find((from) => path.startsWith(`${from}/`))
  return folder === undefined ? path : `${rename[folder]}${path.slice(folder.length)}`
}

/** Returns a lock and a snapshot as if the renames had been made already. */
export function afterRenames<Terms extends { readonly lock: Lock; readonly seen: Snapshot }>(
  terms: Terms,
  renames: ReadonlyMap<string, string>,
): Terms {
  if (renames.size === 0) return terms
  const { lock, seen } = terms
  const at = <T>([path, value]: readonly [string, T]) => [renames.get(path) ?? path, value] as const
  return {
    ...terms,
    lock: { ...lock, files: Object.fromEntries(Object.entries(lock.files).map(at)) },
    seen: { ...seen, entries: new Map([...seen.entries].map(at)) },
  }
}

/**
 * Returns a draft that was made after renames, for the repository as it is: a renamed file is created
 * at its new path and removed from its old one.
 */
export function withRenames(
  draft: Draft,
  renames: ReadonlyMap<string, string>,
  { entries }: Snapshot,
): Draft {
  if (renames.size === 0) return draft
  const from = new Map([...renames].map(([before, after]) => [after, before]))
  const done: Rename[] = []
  const changes = draft.changes.flatMap((change): readonly Change[] => {
    const before = from.get(change.path)
    const existing = before === undefined ? undefined : entries.get(before)
    if (before === undefined || existing?.kind !== 'file') return [change]
    done.push({ from: before, to: change.path, by: 'theirs' })
    const removal: Change = { status: 'remove', path: before, existing }
    return change.status === 'remove' ? [removal] : [movedTo(change, existing), removal]
  })
  return {
    ...draft,
    changes: [...sortByPath(changes.map((change) => [change.path, change] as const)).values()],
    renames: [...draft.renames, ...done],
  }
}

function movedTo(
  change: Exclude<Change, { readonly status: 'remove' }>,
  existing: Existing,
): Change {
  const { path } = change
  if (change.file === undefined || existing.kind !== 'file') return change
  const content = change.status === 'merge' ? change.merged : undefined
  const kept = change.status === 'keep' ? existing.file : undefined
  return { status: 'create', path, file: { ...change.file, ...(content ?? kept) } }
}
