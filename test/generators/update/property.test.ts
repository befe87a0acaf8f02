import { describe, expect, test } from 'vitest'
import { checkRecord } from '../../../generators/check/check.ts'
import { type Existing, isWork } from '../../../generators/plan/change.ts'
import type { Lock } from '../../../generators/plan/lock.ts'
import type { Owner } from '../../../generators/plan/tree.ts'
import { draftUpdate } from '../../../generators/update/draft.ts'
import type { MergeEngine } from '../../../generators/update/merge.ts'
import { lockAfter } from '../../../generators/update/record.ts'
import { lockFor, treeFrom } from './drafts.ts'
import { engines, filesOf, sketchOf } from './engines.ts'

/** UPDATE_SEEDS=500 tries that many random repositories. */
const seeds = Array.from({ length: Number(process.env.UPDATE_SEEDS ?? 25) }, (_, n) => n + 1)

/** Returns a function that returns the next number below `n`, always the same ones for a seed. */
function randomOf(seed: number): (n: number) => number {
  let state = seed * 2654435761
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0
    return ((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * n) | 0
  }
}

type Texts = Readonly<Record<string, string>>
type Random = ReturnType<typeof randomOf>

const owners: readonly Owner[] = ['managed', 'managed', 'shared', 'seeded']

/** Returns the owner of a path, which its number decides. */
function ownerAt(path: string): Owner {
  return owners[Number(/\d+/.exec(path)?.[0]) % owners.length] ?? 'managed'
}

function pathAt(n: number): string {
  return n % 3 === 0 ? `d${n % 2}/f${n}` : `f${n}`
}

function template(random: Random): Texts {
  return Object.fromEntries(
    Array.from({ length: 8 }, (_, n) => {
      const lines = Array.from({ length: 6 + random(10) }, (_, line) => `file ${n} line ${line}\n`)
      return [pathAt(n), lines.join('')]
    }),
  )
}

/** Changes some files: lines, whole files, and new ones. `by` marks every new line. */
function edited(texts: Texts, by: string, random: Random, deletes = true): Texts {
  const found = Object.entries(texts).flatMap(([path, text]) => {
    const choice = random(10)
    if (choice < 4) return [[path, text] as const]
    if (choice === 4 && deletes) return []
    const lines = text.match(/[^\n]*\n/g) ?? []
    const at = random(lines.length + 1)
    const own = Array.from({ length: 1 + random(2) }, (_, n) => `${by} ${path} ${at} ${n}\n`)
    lines.splice(at, random(3), ...own)
    return [[path, lines.join('')] as const]
  })
  const added = random(3) === 0 ? [[pathAt(8 + random(4)), `${by} new\n`] as const] : []
  return Object.fromEntries([...found, ...added])
}

interface Repository {
  readonly base: Texts
  readonly ours: Texts
  readonly theirs: Texts
}

/** Updates a repository; returns the files and the lock afterwards. */
async function updated(
  { base, ours, theirs }: Repository,
  engine: MergeEngine,
  { lock, mergesSeeded = false }: { readonly lock?: Lock; readonly mergesSeeded?: boolean } = {},
) {
  const tree = (texts: Texts) =>
    new Map([...treeFrom(texts)].map(([path, file]) => [path, { ...file, owner: ownerAt(path) }]))
  const contents = new Map(
    [base, ours, theirs].flatMap((texts) => {
      const entries = Object.entries(lockFor(treeFrom(texts)).files)
      return entries.map(([path, { blob }]) => [blob, Buffer.from(texts[path] ?? '')] as const)
    }),
  )
  const before = lock ?? lockFor(tree(base))
  const draft = await draftUpdate(
    {
      lock: before,
      seen: { exists: true, entries: existing(ours) },
      tree: tree(theirs),
      contentOf: (blob) => contents.get(blob),
      mergesSeeded,
      excluded: new Set(),
      others: new Map(),
      labels: { ours: 'yours', theirs: 'new' },
    },
    engine,
  )
  const after = new Map(filesOf(ours))
  for (const change of draft.changes) {
    if (change.status === 'remove') after.delete(change.path)
    if (change.status === 'create' || change.status === 'update')
      after.set(change.path, change.file)
    if (change.status === 'merge') after.set(change.path, change.merged)
  }
  const provenance = { generator: 'service', answers: before.answers, exclude: [] }
  return {
    draft,
    files: sketchOf(after),
    lock: lockAfter(draft, { ...provenance, layers: before.layers }),
  }
}

function existing(texts: Texts): ReadonlyMap<string, Existing> {
  return new Map(
    [...filesOf(texts)].map(([path, { content }]) => [
      path,
      { kind: 'file', file: { content, mode: '100644' } },
    ]),
  )
}

/** Returns what a check finds in files, by path. */
function found(files: Texts, lock: Lock): readonly (string | null)[] {
  const seen = { exists: true, entries: existing(files) }
  const { findings } = checkRecord({ intent: { answers: lock.answers }, lock }, seen)
  return findings.map(({ file }) => file)
}

describe.each(engines)('with %s,', (_, engine) => {
  test.each(seeds)(
    'without edits of the user, the result is the new render (seed %i)',
    async (seed) => {
      const random = randomOf(seed)
      const base = template(random)
      const theirs = edited(base, 'template', random)
      const { files, draft, lock } = await updated({ base, ours: base, theirs }, engine, {
        mergesSeeded: true,
      })
      expect(draft.conflicts).toEqual([])
      expect(files).toEqual(theirs)
      expect(found(files, lock)).toEqual([])
    },
  )

  test.each(seeds)('without a change of the template, nothing changes (seed %i)', async (seed) => {
    const random = randomOf(seed)
    const base = template(random)
    const ours = edited(base, 'mine', random)
    const { files, draft, lock } = await updated({ base, ours, theirs: base }, engine)
    expect(draft.changes.filter(isWork)).toEqual([])
    expect(draft.conflicts).toEqual([])
    expect(files).toEqual(ours)
    expect(found(files, lock)).toEqual(found(files, lockFor(withOwners(base))))
  })

  test.each(seeds)(
    'every line of the user is still there; twice is once (seed %i)',
    async (seed) => {
      const random = randomOf(seed)
      const base = template(random)
      const ours = edited(base, 'mine', random)
      const theirs = edited(base, 'template', random)
      const { files, draft, lock } = await updated({ base, ours, theirs }, engine)
      for (const [path, text] of Object.entries(ours)) {
        const own = text.split('\n').filter((line) => line.startsWith('mine '))
        for (const line of own) expect(files[path]?.split('\n'), path).toContain(line)
      }
      const conflicts = draft.conflicts.map(({ path }) => path)
      // What the user left alone is as the template has it now, so that a check finds nothing there.
      const untouched = Object.keys(base).filter((path) => ours[path] === base[path])
      const dirty = found(files, lock)
      expect(untouched.filter((path) => dirty.includes(path))).toEqual([])
      if (conflicts.length > 0) return
      const again = await updated({ base: theirs, ours: files, theirs }, engine, { lock })
      expect(again.draft.changes.filter(isWork)).toEqual([])
      expect(again.lock).toEqual(lock)
    },
  )
})

function withOwners(texts: Texts) {
  return new Map(
    [...treeFrom(texts)].map(([path, file]) => [path, { ...file, owner: ownerAt(path) }] as const),
  )
}

test('the two engines agree on every repository without renames', async () => {
  for (const seed of seeds) {
    const random = randomOf(seed)
    const base = template(random)
    const trees = {
      base,
      ours: edited(base, 'mine', random),
      theirs: edited(base, 'template', random),
    }
    const results = await Promise.all(engines.map(([, engine]) => updated(trees, engine)))
    const [git, builtIn] = results.map(({ draft, lock, files }) => {
      const open = draft.conflicts.map(({ path }) => path)
      // Where a conflict begins and ends in a file may differ.
      const clean = <T>(record: Readonly<Record<string, T>>) =>
        Object.fromEntries(Object.entries(record).filter(([path]) => !open.includes(path)))
      const kinds = draft.conflicts.map(({ path, kind }) => `${path} ${kind}`)
      return { kinds, entries: clean(lock.files), files: clean(files) }
    })
    expect(builtIn, `seed ${seed}`).toEqual(git)
  }
})
