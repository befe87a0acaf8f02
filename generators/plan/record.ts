import { jsonText, parseJson } from '../json.ts'
import type { Problem } from '../problem.ts'
import { findBlock, markersOf } from './block.ts'
import {
  type Change,
  type Create,
  type Existing,
  fileOf,
  type Identical,
  type Plan,
  type Snapshot,
  type Update,
} from './change.ts'
import { blobId, sha256 } from './digest.ts'
import { editsOf, type Intent, intentOf, isIntent, sortedByName } from './intent.ts'
import {
  intentPath,
  isLaterLock,
  isLock,
  type Lock,
  type LockFile,
  type LockLayer,
  lockPath,
} from './lock.ts'
import { type File, sameFile, type TreeFile, textIn } from './tree.ts'
import { unreadable } from './unreadable.ts'

/** The two files of a record. */
export const recordPaths = [intentPath, lockPath] as const

/** The content of a record; either file may be missing. */
export interface Recorded {
  readonly intent?: Intent
  readonly lock?: Lock
}

/**
 * Reads the record in a snapshot. A file that exists but can't be read is a problem, and is never
 * treated as missing.
 * @param isNeeded whether nothing can be done without a record
 */
export function readRecord(
  { entries }: Pick<Snapshot, 'entries'>,
  isNeeded = true,
): Recorded & { readonly problems: readonly Problem[] } {
  const [intent, lock] = recordPaths.map((path) => valueAt(entries.get(path)))
  // Don't report the intent as well, which may be just as new as the lock.
  if (isLaterLock(lock)) return { problems: [later] }
  const read = {
    ...(isIntent(intent) ? { intent } : {}),
    ...(isLock(lock) ? { lock } : {}),
  }
  const problems = [
    ...(intent === undefined || read.intent
      ? []
      : [unreadable(intentPath, entries.get(intentPath), isNeeded)]),
    ...(lock === undefined || read.lock
      ? []
      : [unreadable(lockPath, entries.get(lockPath), isNeeded)]),
  ]
  return { ...read, problems }
}

/** Returns the JSON value of a file; null if it is not valid, undefined if nothing exists there. */
function valueAt(existing: Existing | undefined): unknown {
  if (existing === undefined) return undefined
  if (existing.kind !== 'file') return null
  return parseJson(textIn(existing.file)) ?? null
}

const later: Problem = {
  what: `${lockPath} was written by a newer version of create-go-docker`,
  fix: 'Use the newest one: npm create go-docker@latest',
}

/** What a record is made from, besides the plan. */
export interface Provenance {
  readonly generator: string
  readonly answers: Lock['answers']
  readonly exclude: readonly string[]
  readonly layers: readonly LockLayer[]
}

/**
 * Returns a decided plan with the two files of its record, which describes the state after the plan
 * is applied. An intent that already says the same is left as the user wrote it; unknown keys in it
 * are kept.
 * @param lock what the lock says; by default, it describes exactly what exists then
 * @throws Error when a conflict is open, because the result is not known then
 */
export function withRecord(
  plan: Plan,
  provenance: Provenance,
  { entries }: Snapshot,
  lock: Lock = lockOf(plan, provenance, valueAt(entries.get(lockPath))),
  changed: Pick<Intent, 'overrides'> = {},
): Plan {
  const layer = provenance.layers[0]?.name ?? ''
  const changes = [...plan.changes, intentChange(), changeTo(lockPath, jsonText(lock))]
  return { ...plan, changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)) }

  function intentChange(): Change {
    const there = valueAt(entries.get(intentPath))
    if (!isIntent(there)) return changeTo(intentPath, jsonText(intentOf(provenance)))
    const { answers, exclude, layers, ...more } = there
    const now = { ...more, ...changed, ...intentOf(provenance) }
    const change = changeTo(intentPath, jsonText(now))
    const isEdited = 'overrides' in changed || editsOf(there, provenance).length > 0
    return change.status === 'update' && !isEdited ? { ...change, status: 'identical' } : change
  }

  function changeTo(path: string, text: string): Create | Identical | Update {
    const file: TreeFile = { content: Buffer.from(text), mode: '100644', owner: 'generated', layer }
    const existing = entries.get(path)
    if (existing?.kind !== 'file') return { status: 'create', path, file }
    const status = sameFile(existing.file, file) ? 'identical' : 'update'
    return { status, path, file, existing }
  }
}

/** Returns the lock for the state after a plan is applied; `before` is the value of the old one. */
function lockOf(
  { changes }: Plan,
  { generator, answers, exclude, layers }: Provenance,
  before: unknown,
): Lock {
  const old = isLock(before) ? before.files : {}
  const files = changes.flatMap((change): readonly (readonly [string, LockFile])[] => {
    if (change.status === 'conflict') throw new Error(`${change.path} is not decided`)
    if (change.status === 'remove' || change.file === undefined) return []
    const { from } = change.file
    const was = Object.hasOwn(old, change.path) ? old[change.path] : undefined
    const entry = entryOfSeeded(change, change.file, was) ?? entryOf(change, change.file)
    return [[change.path, from === undefined ? entry : { ...entry, from }]]
  })
  return {
    lockfileVersion: 1,
    generator,
    answers: sortedByName(answers),
    ...(exclude.length > 0 ? { exclude } : {}),
    layers,
    files: Object.fromEntries(files),
  }
}

/**
 * Returns the old entry of a seeded file that stays as the user edited it: it says what was written,
 * which is the base of a later update. Undefined for any other file.
 */
function entryOfSeeded(
  change: Change,
  { owner, layer }: TreeFile,
  old: LockFile | undefined,
): LockFile | undefined {
  const isStanding = change.status === 'keep' && change.existing.kind === 'file'
  const isOurs = owner === 'seeded' && old !== undefined && old.kept !== true
  return isStanding && isOurs ? { ...old, owner, layer } : undefined
}

type Standing = Exclude<Change, { readonly status: 'conflict' | 'remove' }>

/** Returns the entry of a path: what will exist there, and what was rendered for it. */
function entryOf(change: Standing, file: TreeFile): LockFile {
  const { owner, layer } = file
  const blob = blobId(file.content)
  const stands = standing(change)
  if (stands.kind !== 'file') {
    return { sha256: null, blob, mode: modes[stands.kind], owner, layer, kept: true }
  }
  const { content, mode } = stands.file
  const block = blockIn(change.path, stands.file, file)
  if (block !== undefined) {
    const ours = change.status === 'keep' ? ({ kept: true } as const) : {}
    return { sha256: sha256(block), blob, mode, owner, layer, ...ours, block: true }
  }
  const kept = sameFile(stands.file, file) ? {} : ({ kept: true } as const)
  return { sha256: sha256(content), blob, mode, owner, layer, ...kept }
}

/** Modes for what was not read, as in git, which has none for a device, a socket or a pipe. */
const modes = { directory: '040000', symlink: '120000', other: '000000', large: '100644' } as const

function standing(change: Standing): Existing {
  if (change.status === 'keep' || change.status === 'identical') return change.existing
  return { kind: 'file', file: fileOf(change) }
}

/**
 * Returns our marked block in a file that merges with the user's lines; undefined if it has none.
 */
function blockIn(path: string, stands: File, { layer, merging }: TreeFile): string | undefined {
  if (merging !== 'block' && merging !== 'append') return undefined
  const found = findBlock(textIn(stands), markersOf(path, layer))
  return found.kind === 'found' ? found.block : undefined
}
