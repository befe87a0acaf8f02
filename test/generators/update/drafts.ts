import type { Existing } from '../../../generators/plan/change.ts'
import { blobId, sha256 } from '../../../generators/plan/digest.ts'
import type { Lock, LockFile } from '../../../generators/plan/lock.ts'
import type { File, Tree, TreeFile } from '../../../generators/plan/tree.ts'
import { sortByPath } from '../../../generators/plan/tree.ts'
import { type DraftTerms, draftUpdate } from '../../../generators/update/draft.ts'
import type { Entry, Files, MergeEngine } from '../../../generators/update/merge.ts'
import { lockAfter } from '../../../generators/update/record.ts'
import { filesOf, type Sketch, sketchOf } from './engines.ts'

/** The last render, the repository and the new render, for a draft. */
export interface Case {
  readonly base: Sketch
  readonly ours: Sketch
  readonly theirs: Sketch
  /** What is special about every file of the template. */
  readonly file?: Partial<TreeFile>
  /** What is special about every entry of the lock. */
  readonly entry?: Partial<LockFile>
  /** Whether the content of the last render is lost. */
  readonly lost?: boolean
  /** Files that git knows besides those of the template. */
  readonly others?: Sketch
  readonly terms?: Partial<DraftTerms>
}

const layer = 'create-go-docker'
const layers = [{ name: layer, version: '0.2.0', integrity: 'sha256-0' }]

/** Returns the files of a sketch as a rendered tree. */
export function treeFrom(sketch: Sketch, more: Partial<TreeFile> = {}): Tree {
  const files = [...filesOf(sketch)].map(([path, entry]): [string, TreeFile] => [
    path,
    { ...plain(entry), owner: 'managed', layer, ...more },
  ])
  return sortByPath(files)
}

function plain({ content, mode }: Entry): File {
  if (mode === '120000') throw new Error('a template has no links')
  return { content, mode }
}

/** Returns the lock that was written for a tree. */
export function lockFor(tree: Tree, more: Partial<LockFile> = {}): Lock {
  const files = [...tree].map(([path, { content, mode, owner }]): [string, LockFile] => [
    path,
    { sha256: sha256(content), blob: blobId(content), mode, owner, layer, ...more },
  ])
  return {
    lockfileVersion: 1,
    generator: 'service',
    answers: { name: 'svc', module: 'svc' },
    layers,
    files: Object.fromEntries(files),
  }
}

/** Returns the draft of a case, the files after it, and the lock after it. */
export async function drafted(one: Case, engine: MergeEngine) {
  const base = treeFrom(one.base, one.file)
  const lock = lockFor(base, one.entry)
  const contents = new Map([...base.values()].map(({ content }) => [blobId(content), content]))
  const ours = filesOf(one.ours)
  const entries = [...ours].map(([path, entry]): [string, Existing] => [
    path,
    entry.mode === '120000' ? { kind: 'symlink' } : { kind: 'file', file: plain(entry) },
  ])
  const others: Files = filesOf(one.others ?? {})
  const draft = await draftUpdate(
    {
      lock,
      seen: { exists: true, entries: new Map(entries) },
      tree: treeFrom(one.theirs, one.file),
      contentOf: (blob) => (one.lost ? undefined : contents.get(blob)),
      mergesSeeded: false,
      excluded: new Set(),
      others,
      labels: { ours: 'yours', theirs: 'new' },
      ...one.terms,
    },
    engine,
  )
  const after = new Map<string, Entry>([...ours, ...others])
  for (const change of draft.changes) {
    if (change.status === 'remove') after.delete(change.path)
    if (change.status === 'create' || change.status === 'update')
      after.set(change.path, change.file)
    if (change.status === 'merge') after.set(change.path, change.merged)
  }
  return {
    draft,
    files: sketchOf(sortByPath(after)),
    conflicts: Object.fromEntries(draft.conflicts.map(({ path, kind }) => [path, kind])),
    lock: lockAfter(draft, { generator: 'service', answers: lock.answers, exclude: [], layers }),
  }
}
