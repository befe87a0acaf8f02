import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../generators/plan/digest.ts'
import type { Owner } from '../../../generators/plan/tree.ts'
import { type Case, drafted } from './drafts.ts'
import { engines, filesOf, sketchOf } from './engines.ts'

const lines = (...more: readonly string[]) =>
  `${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `line ${n}\n`).join('')}${more.join('')}`
const base = lines('old\n')
const ours = `mine\n${base}`
const theirs = lines('new\n')
const merged = `mine\n${theirs}`
const overlapping = lines('mine\n')
const binary = (byte: number) => Buffer.from([0, 1, byte, 2])

type Three = Pick<Case, 'base' | 'ours' | 'theirs'>

const cases = {
  'the template is silent, and the user edited': {
    base: { f: base },
    ours: { f: ours },
    theirs: { f: base },
  },
  'only the template changed': { base: { f: base }, ours: { f: base }, theirs: { f: theirs } },
  'both changed different lines': { base: { f: base }, ours: { f: ours }, theirs: { f: theirs } },
  'both changed the same line': {
    base: { f: base },
    ours: { f: overlapping },
    theirs: { f: theirs },
  },
  'both changed a binary': {
    base: { f: binary(0) },
    ours: { f: binary(1) },
    theirs: { f: binary(2) },
  },
  'the user deleted it, and the template changed it': {
    base: { f: base },
    ours: {},
    theirs: { f: theirs },
  },
  'the user deleted it, and the template is silent': {
    base: { f: base },
    ours: {},
    theirs: { f: base },
  },
  'the template deleted it, and the user did nothing': {
    base: { f: base },
    ours: { f: base },
    theirs: {},
  },
  'the template deleted it, and the user edited': {
    base: { f: base },
    ours: { f: ours },
    theirs: {},
  },
  'both added it': { base: {}, ours: { f: ours }, theirs: { f: theirs } },
  'both added the same file': { base: {}, ours: { f: theirs }, theirs: { f: theirs } },
  'the template added it': { base: {}, ours: {}, theirs: { f: theirs } },
  'something else is in the way, and the template is silent': {
    base: { f: base },
    ours: { f: '-> mine' },
    theirs: { f: base },
  },
  'something else is in the way, and the template changed it': {
    base: { f: base },
    ours: { f: '-> mine' },
    theirs: { f: theirs },
  },
} as const satisfies Readonly<Record<string, Three>>

/** What is in the repository afterwards, or the conflict. */
type Result = 'ours' | 'theirs' | 'merged' | 'gone' | `conflict: ${string}`

/** The policy: what happens to a file of each owner. Seeded files are not merged here. */
const policy: Readonly<Record<keyof typeof cases, Readonly<Record<Owner, Result>>>> = {
  'the template is silent, and the user edited': {
    managed: 'ours',
    shared: 'ours',
    seeded: 'ours',
    generated: 'theirs',
  },
  'only the template changed': {
    managed: 'theirs',
    shared: 'theirs',
    seeded: 'ours',
    generated: 'theirs',
  },
  'both changed different lines': {
    managed: 'merged',
    shared: 'merged',
    seeded: 'ours',
    generated: 'theirs',
  },
  'both changed the same line': {
    managed: 'conflict: content',
    shared: 'conflict: content',
    seeded: 'ours',
    generated: 'theirs',
  },
  'both changed a binary': {
    managed: 'conflict: binary',
    shared: 'conflict: binary',
    seeded: 'ours',
    generated: 'theirs',
  },
  'the user deleted it, and the template changed it': {
    managed: 'conflict: modify/delete',
    shared: 'conflict: modify/delete',
    seeded: 'gone',
    generated: 'theirs',
  },
  'the user deleted it, and the template is silent': {
    managed: 'gone',
    shared: 'gone',
    seeded: 'gone',
    generated: 'theirs',
  },
  'the template deleted it, and the user did nothing': {
    managed: 'gone',
    shared: 'gone',
    seeded: 'ours',
    generated: 'gone',
  },
  'the template deleted it, and the user edited': {
    managed: 'conflict: delete/modify',
    shared: 'ours',
    seeded: 'ours',
    generated: 'gone',
  },
  'both added it': {
    managed: 'conflict: add/add',
    shared: 'conflict: add/add',
    seeded: 'ours',
    generated: 'conflict: add/add',
  },
  'both added the same file': {
    managed: 'ours',
    shared: 'ours',
    seeded: 'ours',
    generated: 'ours',
  },
  'the template added it': {
    managed: 'theirs',
    shared: 'theirs',
    seeded: 'theirs',
    generated: 'theirs',
  },
  'something else is in the way, and the template is silent': {
    managed: 'ours',
    shared: 'ours',
    seeded: 'ours',
    generated: 'ours',
  },
  'something else is in the way, and the template changed it': {
    managed: 'conflict: obstacle',
    shared: 'conflict: obstacle',
    seeded: 'ours',
    generated: 'conflict: obstacle',
  },
}

const cells = Object.entries(cases).flatMap(([title, three]) =>
  Object.entries(policy).flatMap(([name, row]) =>
    name !== title
      ? []
      : (['managed', 'shared', 'seeded', 'generated'] as const).map(
          (owner) => [title, owner, row[owner], three as Three] as const,
        ),
  ),
)

describe.each(engines)('with %s,', (_, engine) => {
  test.each(cells)('%s: a %s file is %s', async (_, owner, result, three) => {
    const { files, conflicts } = await drafted({ ...three, file: { owner } }, engine)
    const sides = { ours: three.ours.f, theirs: three.theirs.f, merged, gone: undefined }
    if (result.startsWith('conflict: ')) {
      expect(conflicts).toEqual({ f: result.slice('conflict: '.length) })
      const hasMarkers = /content|add\/add/.test(result)
      // Nothing of the user is lost: their lines are in the result.
      const mine = sketchOf(filesOf(three.ours)).f
      if (!hasMarkers && mine !== undefined) expect(files.f).toBe(mine)
      if (hasMarkers) expect(files.f).toContain('mine\n')
      return
    }
    const expected = sides[result as keyof typeof sides]
    expect(conflicts).toEqual({})
    expect(files).toEqual(expected === undefined ? {} : sketchOf(filesOf({ f: expected })))
  })

  describe('when seeded files are merged, a seeded file', () => {
    const seeded = { file: { owner: 'seeded' }, terms: { mergesSeeded: true } } as const
    test.each<[string, Three, Result]>([
      ['that only the template changed is theirs', cases['only the template changed'], 'theirs'],
      ['that both changed is merged', cases['both changed different lines'], 'merged'],
      [
        'that both changed in the same place is a conflict',
        cases['both changed the same line'],
        'conflict: content',
      ],
      [
        'that the user deleted stays deleted',
        cases['the user deleted it, and the template changed it'],
        'gone',
      ],
      [
        'that the template deleted is deleted',
        cases['the template deleted it, and the user did nothing'],
        'gone',
      ],
      [
        'that the template deleted and the user edited is a conflict',
        cases['the template deleted it, and the user edited'],
        'conflict: delete/modify',
      ],
    ])('%s', async (_, three, result) => {
      const { files, conflicts } = await drafted({ ...three, ...seeded }, engine)
      const sides = { theirs: { f: theirs }, merged: { f: merged }, gone: {} }
      if (result in sides) expect(files).toEqual(sides[result as keyof typeof sides])
      else expect(`conflict: ${conflicts.f}`).toBe(result)
    })
  })

  describe('a file that is generated from now on, and was not,', () => {
    const over = { file: { owner: 'generated' }, entry: { owner: 'managed' } } as const
    test.each<[string, Three, Result]>([
      ['is theirs where the user left it', cases['only the template changed'], 'theirs'],
      [
        'is a conflict where the user edited it',
        cases['the template is silent, and the user edited'],
        'conflict: generated',
      ],
      [
        'is a conflict where the user deleted it',
        cases['the user deleted it, and the template is silent'],
        'conflict: modify/delete',
      ],
    ])('%s', async (_, three, result) => {
      const { files, conflicts } = await drafted({ ...three, ...over }, engine)
      if (result === 'theirs')
        expect({ files, conflicts }).toEqual({ files: { f: theirs }, conflicts: {} })
      else expect(`conflict: ${conflicts.f}`).toBe(result)
      if (result === 'conflict: generated') expect(files).toEqual(three.ours)
    })
  })

  describe('a generated file with lines of the user in its room', () => {
    const generated = { file: { owner: 'generated' } } as const
    const roomy = (text: string, own = '') => `${text}# BEGIN local\n${own}# END local\nlast\n`
    const three = { base: { f: roomy(base) }, theirs: { f: roomy(theirs) } }

    test.each<[string, Case, string, readonly string[]]>([
      [
        'has them in the new render',
        { ...three, ours: { f: roomy(base, 'own\n') } },
        roomy(theirs, 'own\n'),
        [],
      ],
      [
        'loses every other edit, by name',
        { ...three, ours: { f: roomy(ours, 'own\n') } },
        roomy(theirs, 'own\n'),
        ['f'],
      ],
      [
        'has them if the last render is lost',
        { ...three, ours: { f: roomy(base, 'own\n') }, lost: true },
        roomy(theirs, 'own\n'),
        [],
      ],
      [
        'has them in CRLF',
        { ...three, ours: { f: roomy(base, 'own\n').replaceAll('\n', '\r\n') } },
        roomy(theirs, 'own\n').replaceAll('\n', '\r\n'),
        [],
      ],
      [
        'has them where the template makes another room',
        {
          ...three,
          ours: { f: roomy(base, 'own\n') },
          theirs: { f: `${roomy(theirs)}# BEGIN local\n# END local\nend\n` },
        },
        `${roomy(theirs, 'own\n')}# BEGIN local\n# END local\nend\n`,
        [],
      ],
    ])('%s', async (_, one, result, overwritten) => {
      const { files, conflicts, draft, lock } = await drafted({ ...one, ...generated }, engine)
      expect({ files, conflicts }).toEqual({ files: { f: result }, conflicts: {} })
      expect(draft.overwritten).toEqual(overwritten)
      expect(lock.files.f?.sha256).toBe(sha256(String(one.theirs.f)))
    })

    test.each<[string, Case, string]>([
      [
        'without that room',
        { ...three, ours: { f: roomy(base, 'own\n') }, theirs: { f: `${theirs}end\n` } },
        'content',
      ],
      [
        'edited, without that room',
        { ...three, ours: { f: roomy(ours, 'own\n') }, theirs: { f: theirs } },
        'markers',
      ],
      [
        'with a marker less',
        { ...three, ours: { f: roomy(base, 'own\n').replace('# END local\n', '') } },
        'markers',
      ],
      [
        'that is gone',
        { ...three, ours: { f: roomy(base, 'own\n') }, theirs: {} },
        'delete/modify',
      ],
    ])('is a conflict: one %s', async (_, one, kind) => {
      const { files, conflicts } = await drafted({ ...one, ...generated }, engine)
      expect(conflicts).toEqual({ f: kind })
      expect(files.f).toContain('own\n')
    })

    test('names the edits that a file takes with it', async () => {
      const gone = { ...cases['the template deleted it, and the user edited'], ...generated }
      expect((await drafted(gone, engine)).draft.overwritten).toEqual(['f'])
    })

    test('keeps the lines around a marked block', async () => {
      const block = (line: string) => `# BEGIN create-go-docker\n${line}\n# END create-go-docker\n`
      const one = {
        base: { f: block('old') },
        ours: { f: `mine\n${block('old')}` },
        theirs: { f: block('new') },
        file: { owner: 'generated', merging: 'block' },
        entry: { block: true },
      } as const
      expect((await drafted(one, engine)).files).toEqual({ f: `mine\n${block('new')}` })
    })
  })

  test('a file of the user’s own, by an earlier decision, is left alone and reported', async () => {
    const three = cases['both changed different lines']
    const { files, draft, lock } = await drafted({ ...three, entry: { kept: true } }, engine)
    expect(files).toEqual(three.ours)
    expect(draft.left).toEqual([{ path: 'f', why: 'kept', change: 'changed' }])
    expect(lock.files.f).toMatchObject({ kept: true, sha256: sha256(ours) })
  })

  test('an excluded file is deleted; one that the user edited stays', async () => {
    const excluded = { terms: { excluded: new Set(['f']) } }
    const left = cases['the template deleted it, and the user did nothing']
    const edited = cases['the template deleted it, and the user edited']
    expect((await drafted({ ...left, ...excluded }, engine)).files).toEqual({})
    const { files, conflicts, lock } = await drafted({ ...edited, ...excluded }, engine)
    expect({ files, conflicts, lock: lock.files }).toEqual({
      files: edited.ours,
      conflicts: {},
      lock: {},
    })
  })

  test('new Go code that is seeded is not added alone, and is reported', async () => {
    const added = { base: {}, ours: {}, theirs: { 'a.go': theirs } }
    const { files, draft, lock } = await drafted({ ...added, file: { owner: 'seeded' } }, engine)
    expect(files).toEqual({})
    expect(draft.left).toEqual([{ path: 'a.go', why: 'seeded', change: 'added' }])
    expect(lock.files).toEqual({})
  })

  describe('when the last render is lost,', () => {
    test.each<[string, Three, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
      [
        'an edited file is compared with the new one alone',
        { base: { f: 'a\n' }, ours: { f: 'b\n' }, theirs: { f: 'c\n' } },
        { f: 'no-base' },
        {},
      ],
      [
        'a deleted file is a conflict',
        { base: { f: 'a\n' }, ours: {}, theirs: { f: 'c\n' } },
        { f: 'modify/delete' },
        {},
      ],
      [
        'a file that the template deleted and the user edited is a conflict',
        { base: { f: 'a\n' }, ours: { f: 'b\n' }, theirs: {} },
        { f: 'delete/modify' },
        { f: 'b\n' },
      ],
      [
        'a file that the user left is updated',
        { base: { f: 'a\n' }, ours: { f: 'a\n' }, theirs: { f: 'c\n' } },
        {},
        { f: 'c\n' },
      ],
      [
        'a file that the template left stays as it is',
        { base: { f: 'a\n' }, ours: { f: 'b\n' }, theirs: { f: 'a\n' } },
        {},
        { f: 'b\n' },
      ],
    ])('%s', async (_, three, kinds, result) => {
      const { conflicts, files, draft } = await drafted({ ...three, lost: true }, engine)
      expect(conflicts).toEqual(kinds)
      if ('f' in result) expect(files).toEqual(result)
      expect(draft.twoWay).toEqual(Object.keys(kinds))
    })
  })

  describe('a rename that the template declares', () => {
    const renames = { terms: { renames: new Map([['f', 'dir/g']]) } }
    const three = { base: { f: base }, ours: { f: ours }, theirs: { 'dir/g': theirs } }

    test('is followed, with the edits of the user', async () => {
      const { files, conflicts, draft, lock } = await drafted({ ...three, ...renames }, engine)
      expect({ files, conflicts }).toEqual({ files: { 'dir/g': merged }, conflicts: {} })
      expect(draft.renames).toEqual([{ from: 'f', to: 'dir/g', by: 'theirs' }])
      expect(lock.files).toMatchObject({ 'dir/g': { sha256: sha256(theirs) } })
    })

    test('of a file of the user’s own keeps the path, and the lock has both', async () => {
      const seeded = { ...three, ...renames, file: { owner: 'seeded' } } as const
      const { files, lock } = await drafted(seeded, engine)
      expect(files).toEqual({ f: ours })
      expect(lock.files).toMatchObject({ f: { from: 'dir/g', sha256: sha256(base) } })
    })

    test('of a file that the user deleted leaves it deleted if it is the same', async () => {
      const silent = { ...three, ours: {}, theirs: { 'dir/g': base }, ...renames }
      expect((await drafted(silent, engine)).files).toEqual({})
      const changed = { ...three, ours: {}, ...renames }
      expect((await drafted(changed, engine)).conflicts).toEqual({ 'dir/g': 'modify/delete' })
    })

    test('to a path of the user is a conflict', async () => {
      const taken = { ...three, ours: { f: ours, 'dir/g': 'my own\n' }, ...renames }
      const { files, conflicts } = await drafted(taken, engine)
      expect(conflicts).toMatchObject({ 'dir/g': 'add/add' })
      const everything = Object.values(files).join('')
      expect(everything).toContain('my own\n')
      expect(everything).toContain('mine\nline 1\n')
    })
  })

  describe('a marked block', () => {
    const block = (...own: readonly string[]) =>
      `# BEGIN create-go-docker\n${own.map((line) => `${line}\n`).join('')}# END create-go-docker\n`
    const options = { file: { merging: 'block' }, entry: { block: true } } as const
    const last = block('/bin/', 'a', 'b', 'c', '*.test')
    const next = block('/bin/', 'a', 'b', 'c', '*.out')
    test.each<[string, string, string | undefined, string, string | undefined]>([
      ['is updated between the user’s lines', `x\n${last}y\n`, next, `x\n${next}y\n`, undefined],
      ['is updated in a file with CRLF', crlf(`x\n${last}`), next, crlf(`x\n${next}`), undefined],
      [
        'is merged with edits in it',
        `x\n${block('/mine/', '/bin/', 'a', 'b', 'c', '*.test')}`,
        next,
        `x\n${block('/mine/', '/bin/', 'a', 'b', 'c', '*.out')}`,
        undefined,
      ],
      ['is left alone if the template is silent', 'x\n', last, 'x\n', undefined],
      ['that the user deleted is a conflict', 'x\n', next, 'x\n', 'modify/delete'],
      ['of a file that the template deleted is removed', `x\n${last}`, undefined, 'x\n', undefined],
      [
        'that was edited, of a file that the template deleted, is a conflict',
        `x\n${block('mine')}`,
        undefined,
        `x\n${block('mine')}`,
        'delete/modify',
      ],
      ['without an end is a conflict', `${last}# BEGIN create-go-docker\n`, next, '', 'markers'],
    ])('%s', async (_, mine, template, result, kind) => {
      const three = {
        base: { f: last },
        ours: { f: mine },
        theirs: template === undefined ? {} : { f: template },
      }
      const { files, conflicts } = await drafted({ ...three, ...options }, engine)
      expect(conflicts).toEqual(kind === undefined ? {} : { f: kind })
      expect(files).toEqual({ f: result === '' ? mine : result })
    })

    test('has markers inside of it for a conflict, and the lock keeps its digest', async () => {
      const mine = block('/bin/', 'a', 'b', 'c', '*.mine')
      const three = { base: { f: last }, ours: { f: `x\n${mine}y\n` }, theirs: { f: next } }
      const { files, conflicts, lock } = await drafted({ ...three, ...options }, engine)
      expect(conflicts).toEqual({ f: 'content' })
      expect(files.f).toMatch(/^x\n# BEGIN [\s\S]*<{7} yours\n[\s\S]*>{7} new\n# END .*\ny\n$/)
      expect(lock.files.f).toMatchObject({ block: true, sha256: sha256(next) })
      expect(lock.unresolved).toEqual(['f'])
    })

    test('that is alone in its file goes with the file', async () => {
      const three = { base: { f: last }, ours: { f: last }, theirs: {} }
      expect((await drafted({ ...three, ...options }, engine)).files).toEqual({})
    })
  })
})

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n')
}

describe('with git, a rename', () => {
  const [, engine] = engines[0] ?? []
  if (engine === undefined) throw new Error('git')
  const moved = { base: { f: base }, ours: {}, theirs: { f: theirs }, others: { 'dir/g': base } }

  test('by the user is followed, and the lock has the new path and the old one', async () => {
    const { files, conflicts, lock, draft } = await drafted(moved, engine)
    expect(files).toEqual({ 'dir/g': theirs })
    expect(conflicts).toEqual({})
    expect(draft.renames).toEqual([{ from: 'f', to: 'dir/g', by: 'ours' }])
    expect(lock.files).toEqual({
      'dir/g': {
        sha256: sha256(theirs),
        blob: expect.any(String),
        mode: '100644',
        owner: 'managed',
        layer: 'create-go-docker',
        from: 'f',
      },
    })
  })

  test('by the user is noted although the template is silent', async () => {
    const { files, lock } = await drafted({ ...moved, theirs: { f: base } }, engine)
    expect(files).toEqual({ 'dir/g': base })
    expect(Object.keys(lock.files)).toEqual(['dir/g'])
  })

  test('by the template is followed with the user’s edits', async () => {
    const three = { base: { f: base }, ours: { f: ours }, theirs: { 'dir/g': base } }
    const { files, conflicts, lock } = await drafted(three, engine)
    expect(files).toEqual({ 'dir/g': ours })
    expect(conflicts).toEqual({})
    expect(Object.keys(lock.files)).toEqual(['dir/g'])
  })

  test('of a file of the user’s own is no business of the template', async () => {
    const { files, draft } = await drafted({ ...moved, file: { owner: 'seeded' } }, engine)
    expect(files).toEqual({ 'dir/g': base })
    expect(draft.renames).toEqual([])
  })
})
