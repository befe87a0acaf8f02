import { describe, expect, test } from 'vitest'
import { conflictMarker } from '../../../generators/plan/conflict-marker.ts'
import type { ConflictKind } from '../../../generators/update/merge.ts'
import { engines, filesOf, type Sketch, sketchOf } from './engines.ts'

/** Lines that are alike in no other file, so that git sees no rename. */
const text = (name: string, ...lines: readonly string[]) =>
  [...Array(8).keys()].map((n) => `${name} ${n}\n`).join('') + lines.map((l) => `${l}\n`).join('')
const binary = (byte: number) => Buffer.from([0, 1, 2, byte, 0, 255])
const crlf = (lines: string) => lines.replaceAll('\n', '\r\n')

interface Scenario {
  readonly base: Sketch
  readonly ours: Sketch
  readonly theirs: Sketch
  /** The files of the result; missing if a text has markers. */
  readonly result?: Sketch
  readonly conflicts?: Readonly<Record<string, ConflictKind>>
  /** What the engine without renames gives instead. */
  readonly builtIn?: Pick<Scenario, 'result' | 'conflicts'>
}

const a = text('a')
const rename = { a: text('a', 'end'), b: text('b') }

const scenarios: Readonly<Record<string, Scenario>> = {
  'the template alone changes a text': {
    base: { a },
    ours: { a },
    theirs: { a: text('a', 'new') },
    result: { a: text('a', 'new') },
  },
  'the template alone changes a binary': {
    base: { a: binary(1) },
    ours: { a: binary(1) },
    theirs: { a: binary(2) },
    result: { a: binary(2) },
  },
  'both change different places': {
    base: { a },
    ours: { a: `mine\n${a}` },
    theirs: { a: text('a', 'new') },
    result: { a: `mine\n${text('a', 'new')}` },
  },
  'both make the same change': {
    base: { a },
    ours: { a: text('a', 'same') },
    theirs: { a: text('a', 'same') },
    result: { a: text('a', 'same') },
  },
  'blocks of the same lines': {
    base: { a: 'x\ny\n}\nx\ny\n}\nx\ny\n}\n' },
    ours: { a: 'x\nmine\n}\nx\ny\n}\nx\ny\n}\n' },
    theirs: { a: 'x\ny\n}\nx\ny\n}\nx\nnew\n}\n' },
    result: { a: 'x\nmine\n}\nx\ny\n}\nx\nnew\n}\n' },
  },
  'the template adds a file': {
    base: { a },
    ours: { a },
    theirs: { a, 'dir/b': text('b') },
    result: { a, 'dir/b': text('b') },
  },
  'the user adds a binary': {
    base: { a },
    ours: { a, b: binary(1) },
    theirs: { a: text('a', 'new') },
    result: { a: text('a', 'new'), b: binary(1) },
  },
  'the template makes a file executable, and the user edits it': {
    base: { a },
    ours: { a: text('a', 'mine') },
    theirs: { a: `x ${a}` },
    result: { a: `x ${text('a', 'mine')}` },
  },
  'the user makes a file executable, and the template edits it': {
    base: { a },
    ours: { a: `x ${a}` },
    theirs: { a: text('a', 'new') },
    result: { a: `x ${text('a', 'new')}` },
  },
  'the template retargets a link': {
    base: { a: '-> x' },
    ours: { a: '-> x' },
    theirs: { a: '-> y' },
    result: { a: '-> y' },
  },
  'the user retargets a link': {
    base: { a: '-> x', b: text('b') },
    ours: { a: '-> mine', b: text('b') },
    theirs: { a: '-> x', b: text('b', 'new') },
    result: { a: '-> mine', b: text('b', 'new') },
  },
  'both retarget a link': {
    base: { a: '-> x' },
    ours: { a: '-> mine' },
    theirs: { a: '-> new' },
    result: { a: '-> mine' },
    conflicts: { a: 'link' },
  },
  'adjacent lines': {
    base: { a: '1\n2\n3\n4\n' },
    ours: { a: '1\nmine\n3\n4\n' },
    theirs: { a: '1\n2\nnew\n4\n' },
    conflicts: { a: 'content' },
  },
  'the same line': {
    base: { a: text('a', 'old') },
    ours: { a: text('a', 'mine') },
    theirs: { a: text('a', 'new') },
    conflicts: { a: 'content' },
  },
  'the same line at an end without a line feed': {
    base: { a: 'old' },
    ours: { a: 'mine' },
    theirs: { a: 'new' },
    conflicts: { a: 'content' },
  },
  'both add the same path': {
    base: {},
    ours: { a: text('mine') },
    theirs: { a: text('new') },
    conflicts: { a: 'add/add' },
  },
  'the template deletes what the user edited': {
    base: { a },
    ours: { a: text('a', 'mine') },
    theirs: {},
    result: { a: text('a', 'mine') },
    conflicts: { a: 'delete/modify' },
  },
  'the template deletes what the user left': {
    base: { a },
    ours: { a },
    theirs: {},
    result: {},
  },
  'the template renames a file that the user edited': {
    base: rename,
    ours: { ...rename, a: `mine\n${rename.a}` },
    theirs: { 'dir/c': rename.a, b: rename.b },
    result: { 'dir/c': `mine\n${rename.a}`, b: rename.b },
    builtIn: {
      result: { a: `mine\n${rename.a}`, b: rename.b, 'dir/c': rename.a },
      conflicts: { a: 'delete/modify' },
    },
  },
  'the template renames a folder in which the user edited one file and added another': {
    base: { 'old/a': a, 'old/b': rename.b },
    ours: { 'old/a': text('a', 'mine'), 'old/b': rename.b, 'old/own': text('own') },
    theirs: { 'new/a': a, 'new/b': rename.b },
    result: { 'new/a': text('a', 'mine'), 'new/b': rename.b, 'old/own': text('own') },
    builtIn: {
      result: {
        'old/a': text('a', 'mine'),
        'old/own': text('own'),
        'new/a': a,
        'new/b': rename.b,
      },
      conflicts: { 'old/a': 'delete/modify' },
    },
  },
  'the user renames a file that the template edits': {
    base: { a },
    ours: { 'dir/mine': a },
    theirs: { a: text('a', 'new') },
    result: { 'dir/mine': text('a', 'new') },
    builtIn: {
      result: { a: text('a', 'new'), 'dir/mine': a },
      conflicts: { a: 'modify/delete' },
    },
  },
  'the user deletes what the template edits': {
    base: { a },
    ours: {},
    theirs: { a: text('a', 'new') },
    result: { a: text('a', 'new') },
    conflicts: { a: 'modify/delete' },
  },
  'the user deletes what the template leaves': {
    base: { a, b: rename.b },
    ours: { b: rename.b },
    theirs: { a, b: `${rename.b}new\n` },
    result: { b: `${rename.b}new\n` },
  },
  'the user alone changes a binary': {
    base: { a: binary(1), b: rename.b },
    ours: { a: binary(9), b: rename.b },
    theirs: { a: binary(1), b: `${rename.b}new\n` },
    result: { a: binary(9), b: `${rename.b}new\n` },
  },
  'both change a binary': {
    base: { a: binary(1) },
    ours: { a: binary(9) },
    theirs: { a: binary(2) },
    result: { a: binary(9) },
    conflicts: { a: 'binary' },
  },
  'both change a text that is not UTF-8': {
    base: { a: Buffer.from('\xe4\n1\n2\n3\n4\n5\n', 'latin1') },
    ours: { a: Buffer.from('\xe4\xf6\n1\n2\n3\n4\n5\n', 'latin1') },
    theirs: { a: Buffer.from('\xe4\n1\n2\n3\n4\n\xff\n', 'latin1') },
    result: { a: Buffer.from('\xe4\xf6\n1\n2\n3\n4\n\xff\n', 'latin1') },
  },
  'the user converts a file to CRLF and edits it': {
    base: { a },
    ours: { a: crlf(`mine\n${a}`) },
    theirs: { a: text('a', 'new') },
    result: { a: crlf(`mine\n${text('a', 'new')}`) },
  },
  'a checkout with CRLF that the user left': {
    base: { a },
    ours: { a: crlf(a) },
    theirs: { a: text('a', 'new') },
    result: { a: crlf(text('a', 'new')) },
  },
  'the template converts a file to CRLF': {
    base: { a },
    ours: { a },
    theirs: { a: crlf(a) },
    result: { a: crlf(a) },
  },
  'a file of mixed line endings that the template leaves': {
    base: { a: '1\n2\n3\n', b: rename.b },
    ours: { a: '1\r\n2\n3\n', b: rename.b },
    theirs: { a: '1\n2\n3\n', b: `${rename.b}new\n` },
    result: { a: '1\r\n2\n3\n', b: `${rename.b}new\n` },
  },
}

describe.each(engines)('%s', (name, engine) => {
  test.each(Object.entries(scenarios))('%s', async (_, scenario) => {
    const { base, ours, theirs } = scenario
    const expected = name === 'built-in' ? { ...scenario, ...scenario.builtIn } : scenario
    const trees = { base: filesOf(base), ours: filesOf(ours), theirs: filesOf(theirs) }
    const merged = await engine(trees, { ours: 'yours', theirs: 'new-0.2.0' })
    const kinds = Object.fromEntries(merged.conflicts.map(({ path, kind }) => [path, kind]))
    expect(kinds).toEqual(expected.conflicts ?? {})
    if (expected.result) expect(sketchOf(merged.files)).toEqual(sketchOf(filesOf(expected.result)))
    for (const { path, kind } of merged.conflicts) {
      const file = merged.files.get(path)
      if (file === undefined || file.mode === '120000') continue
      const isMarked = kind === 'content' || kind === 'add/add'
      expect(conflictMarker({ ...file, mode: file.mode }) !== undefined).toBe(isMarked)
    }
  })

  test('markers name the sides and have the base; equal lines are outside of them', async () => {
    const trees = {
      base: filesOf({ a: 'old\n' }),
      ours: filesOf({ a: 'first\nmine\nlast\n' }),
      theirs: filesOf({ a: 'first\nnew\nlast\n' }),
    }
    const { files } = await engine(trees, { ours: 'yours', theirs: 'new-0.2.0' })
    expect(sketchOf(files).a?.replace(/^(\|{7}) \w+$/m, '$1 BASE')).toBe(
      [
        'first',
        '<<<<<<< yours',
        'mine',
        '||||||| BASE',
        'old',
        '=======',
        'new',
        '>>>>>>> new-0.2.0',
        'last',
        '',
      ].join('\n'),
    )
  })

  test('conflicts have their three versions', async () => {
    const trees = {
      base: filesOf({ a: 'o\n' }),
      ours: filesOf({ a: 'a\n' }),
      theirs: filesOf({ a: 'b\n' }),
    }
    const { conflicts } = await engine(trees, { ours: 'yours', theirs: 'new' })
    expect(conflicts.map(({ stages }) => sketchOf(new Map(Object.entries(stages))))).toEqual([
      { base: 'o\n', ours: 'a\n', theirs: 'b\n' },
    ])
  })
})

test('git reports the renames that it followed, and who made them', async () => {
  const [, engine] = engines[0] ?? []
  const merged = await engine?.(
    {
      base: filesOf({ a: rename.a, b: rename.b }),
      ours: filesOf({ a: rename.a, mine: rename.b }),
      theirs: filesOf({ new: rename.a, b: rename.b }),
    },
    { ours: 'yours', theirs: 'new' },
  )
  expect(merged?.renames).toEqual([
    { from: 'b', to: 'mine', by: 'ours' },
    { from: 'a', to: 'new', by: 'theirs' },
  ])
  expect(Object.keys(sketchOf(merged?.files ?? new Map()))).toEqual(['mine', 'new'])
})

test('git takes their own file as their version, not a conflict with another of ours', async () => {
  const [, engine] = engines[0] ?? []
  const merged = await engine?.(
    {
      base: filesOf({ a: rename.a }),
      ours: filesOf({ a: rename.a.replace('end', 'mine'), b: 'my own\n' }),
      theirs: filesOf({ b: rename.a.replace('end', 'new') }),
    },
    { ours: 'yours', theirs: 'new' },
  )
  const [conflict] = merged?.conflicts.filter(({ path }) => path === 'b') ?? []
  expect(sketchOf(new Map(Object.entries(conflict?.stages ?? {})))).toEqual({
    ours: 'my own\n',
    theirs: rename.a.replace('end', 'new'),
  })
  const text = merged?.files.get('b')?.content.toString() ?? ''
  expect(text).toMatch(/^<{8} [\s\S]*^>{8} /m)
  const file = {
    content: Buffer.from(text.replaceAll(/^[<|=>]{7}(?: .*)?\n/gm, '')),
    mode: '100644',
  }
  expect(conflictMarker({ ...file, mode: '100644' })).toBeDefined()
})
