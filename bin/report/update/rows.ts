import { type Change, isWork } from '../../../generators/plan/change.ts'
import type { ConflictKind } from '../../../generators/update/merge.ts'
import type { PlannedUpdate } from '../../../generators/update-repository.ts'

/** A path of an update, as every format reports it. */
export interface UpdateRow {
  readonly path: string
  readonly status: Change['status']
  /** Why a person has to decide; null if there is no conflict. */
  readonly conflict: ConflictKind | null
  /** The path that the file had before, if it was moved; null if it wasn't. */
  readonly from: string | null
  /** Whether edits of the user are overwritten or deleted, because the template alone writes the file. */
  readonly overwrites: boolean
}

/** Returns the paths of an update, conflicts first; `isWork` is whether any of them changes. */
export function updateRows({
  plan,
  conflicts,
  renames,
  overwritten,
}: PlannedUpdate): readonly UpdateRow[] {
  const kinds = new Map(conflicts.map(({ path, kind }) => [path, kind]))
  const origins = new Map(renames.map(({ from, to }) => [to, from]))
  const rows = plan.changes.map((change): UpdateRow => {
    const { path, status } = change
    const conflict = kinds.get(path) ?? null
    return {
      path,
      status: conflict === null ? status : 'conflict',
      conflict,
      from: origins.get(path) ?? null,
      overwrites: isWork(change) && overwritten.includes(path),
    }
  })
  const there = new Set(rows.map(({ path }) => path))
  const others = conflicts.flatMap(({ path, kind }): readonly UpdateRow[] =>
    there.has(path)
      ? []
      : [{ path, status: 'conflict', conflict: kind, from: null, overwrites: false }],
  )
  const all = [...rows, ...others]
  return [
    ...all.filter(({ conflict }) => conflict !== null),
    ...all.filter(({ conflict }) => conflict === null),
  ]
}

/** Returns what is special about a path, as the rest of a sentence about the file. */
export function reasonOf({ status, conflict, overwrites }: UpdateRow): string | undefined {
  if (conflict !== null) return conflictWords[conflict]
  if (!overwrites) return undefined
  const lost = status === 'remove' ? 'deleted with it' : 'replaced'
  return `your edits are ${lost}: only the template writes it`
}

/** What each kind of conflict is about, as the rest of a sentence about the file. */
const conflictWords: Readonly<Record<ConflictKind, string>> = {
  content: 'you and the template changed the same lines',
  'add/add': 'it is new in the template, and you have a file of your own there',
  'modify/delete': 'you deleted it, and the template changed it',
  'delete/modify': 'the template no longer has it, and you edited it',
  rename: 'you and the template moved it to different paths',
  binary: 'you and the template changed it, and it is not a text; yours is kept',
  link: 'you and the template changed it, and one of them made it a symbolic link; yours is kept',
  markers:
    "the markers around its block or your own lines don't match or can't be read; yours is kept",
  generated: 'the template alone writes it from now on, and you edited it; yours is kept',
  'no-base': 'its last version is not available, so each difference is one to resolve',
  obstacle: 'something that is not a regular file is there; it stays',
}

/** What the template did with a file that an update leaves alone. */
export const leftWords = {
  added: 'new in the template',
  changed: 'changed in the template',
  removed: 'no longer in the template',
} as const

/** Returns what an update goes from and to, as short phrases. */
export function stepsOf({ layers, newLayers, edits }: PlannedUpdate): readonly string[] {
  const versions = newLayers.flatMap(({ name, version }) => {
    const before = layers.find((layer) => layer.name === name)
    return before?.version === version ? [] : [`${name} ${before?.version ?? 'none'} → ${version}`]
  })
  const removed = layers
    .filter(({ name }) => !newLayers.some((layer) => layer.name === name))
    .map(({ name, version }) => `${name} ${version} → none`)
  return [
    ...versions,
    ...removed,
    ...edits.map(({ key, before, now }) => `${key}: ${before} → ${now}`),
  ]
}
