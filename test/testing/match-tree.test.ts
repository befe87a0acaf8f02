import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { pathsIn } from '../../testing/folder.ts'
import { type MatchOptions, matchTree, replaceAll, treeMatchers } from '../../testing/index.ts'
import type { RenderedTree } from '../../testing/rendered-tree.ts'
import { treeFile } from '../tree-file.ts'
import { treeOf } from './trees.ts'

const files = {
  'README.md': 'one\ntwo\n',
  'bin/run.sh': { ...treeFile('#!/bin/sh\n', '100755'), owner: 'seeded' as const },
  'logo.png': Uint8Array.from([0x89, 0xff, 1]),
  'zero.bin': 'a\0b',
}
const tree = treeOf(files)

let root = ''
let folder = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'match-'))
  folder = join(root, 'golden')
  vi.stubEnv('CI', '')
  vi.stubEnv('UPDATE_TREES', '')
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

/** Returns the differences that a comparison reports, without the first and the last line. */
function problems(actual: RenderedTree = tree, options: MatchOptions = {}): readonly string[] {
  const { pass, message } = matchTree(actual, folder, { update: false, ...options })
  const lines = message.split('\n')
  expect(pass).toBe(lines.length === 1)
  return lines.slice(1, -1).map((line) => line.trim())
}

/** Returns everything in the folder: path → content. */
function contents(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pathsIn(folder).map((path) => [path, readFileSync(join(folder, path), 'latin1')]),
  )
}

describe('the first run', () => {
  test('writes the files and an index, in which binaries are only a digest', () => {
    expect(matchTree(tree, folder)).toMatchObject({ pass: true })
    expect(pathsIn(folder)).toEqual(['README.md', 'TREE.json', 'bin/run.sh'])
    const index = JSON.parse(readFileSync(join(folder, 'TREE.json'), 'utf8'))
    expect(index).toMatchObject({ level: 'full', normalise: [] })
    expect(Object.keys(index.files)).toEqual(tree.paths())
    expect(index.files['bin/run.sh']).toEqual({
      mode: '100755',
      owner: 'seeded',
      layer: 'create-go-docker',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  test('has a line of the index for each file', () => {
    matchTree(tree, folder)
    const lines = readFileSync(join(folder, 'TREE.json'), 'utf8').split('\n')
    expect(lines.filter((line) => line.includes('"logo.png"'))).toHaveLength(1)
    expect(lines.at(-1)).toBe('')
  })

  test('makes the next one pass, by a path and by a URL', () => {
    matchTree(tree, folder)
    expect(problems()).toEqual([])
    expect(matchTree(tree, pathToFileURL(folder), { update: false })).toMatchObject({ pass: true })
  })

  test('writes nothing when CI is set, and fails', () => {
    vi.stubEnv('CI', 'true')
    const { pass, message } = matchTree(tree, folder)
    expect(pass).toBe(false)
    expect(message).toMatch(/ doesn't exist\n.*CI is set, so nothing was written/)
    expect(existsSync(folder)).toBe(false)
  })

  test('writes into an empty folder too', () => {
    mkdirSync(folder)
    expect(matchTree(tree, folder).pass).toBe(true)
    expect(problems()).toEqual([])
  })
})

describe('a difference', () => {
  beforeEach(() => void matchTree(tree, folder))

  const put = (path: string, text: string | Uint8Array) => writeFileSync(join(folder, path), text)

  test.each<[string, () => void, string]>([
    [
      'a file that is not in the folder',
      () => rmSync(join(folder, 'README.md')),
      'README.md is only in the tree',
    ],
    ['an extra file', () => put('bin/x', ''), 'bin/x is only in the folder'],
    [
      'an extra file in .git',
      () => {
        mkdirSync(join(folder, '.git'))
        put('.git/x', '')
      },
      '.git/x is only in the folder',
    ],
    [
      'another line',
      () => put('README.md', 'one\n2\n'),
      'README.md differs in line 2: "two" in the tree, and "2" in the folder',
    ],
    [
      'a line less',
      () => put('README.md', 'one\ntwo'),
      'README.md differs in line 3: "" in the tree, and the end of the file in the folder',
    ],
    [
      'a line more',
      () => put('README.md', 'one\ntwo\n\n'),
      'README.md differs in line 4: the end of the file in the tree, and "" in the folder',
    ],
    [
      'a carriage return',
      () => put('README.md', 'one\r\ntwo\n'),
      'README.md differs in line 1: "one" in the tree, and "one\\r" in the folder',
    ],
    [
      'bytes instead of text',
      () => put('README.md', Buffer.from('one\n\xff', 'latin1')),
      'README.md differs from byte 4 on',
    ],
    [
      'a mode that runs',
      () => chmodSync(join(folder, 'README.md'), 0o755),
      'README.md has the mode 100644 in the tree, and 100755 in the folder',
    ],
    [
      'a mode that does not run',
      () => chmodSync(join(folder, 'bin/run.sh'), 0o644),
      'bin/run.sh has the mode 100755 in the tree, and 100644 in the folder',
    ],
    [
      'a link to the same content',
      () => {
        put('../README.md', 'one\ntwo\n')
        rmSync(join(folder, 'README.md'))
        symlinkSync('../README.md', join(folder, 'README.md'))
      },
      'README.md has the mode 100644 in the tree, and 120000 in the folder',
    ],
    [
      'a file for a binary',
      () => put('logo.png', files['logo.png']),
      'logo.png is only in the folder',
    ],
  ])('in the folder is reported: %s', (_, change, message) => {
    change()
    expect(problems()).toEqual([message])
  })

  test.each<[string, Parameters<typeof treeOf>[0], string]>([
    ['a file more', { ...files, new: '' }, 'new is only in the tree'],
    [
      'another line',
      { ...files, 'README.md': 'one\n2\n' },
      'README.md differs in line 2: "2" in the tree, and "two" in the folder',
    ],
    [
      'another binary',
      { ...files, 'logo.png': Uint8Array.from([0xff]) },
      'logo.png has another digest',
    ],
    [
      'another binary file',
      { ...files, 'x.png': Uint8Array.from([0xff]) },
      'x.png is only in the tree',
    ],
    [
      'another owner',
      { ...files, 'README.md': { ...treeFile(files['README.md']), owner: 'shared' } },
      'README.md has the owner shared in the tree, and managed in TREE.json',
    ],
    [
      'another layer',
      { ...files, 'README.md': { ...treeFile(files['README.md']), layer: 'house' } },
      'README.md has the layer house in the tree, and create-go-docker in TREE.json',
    ],
  ])('in the tree is reported: %s', (_, changed, message) => {
    expect(problems(treeOf(changed))).toEqual([message])
  })

  test('of a binary that the tree lost is reported', () => {
    const { 'logo.png': _, ...rest } = files
    expect(problems(treeOf(rest))).toEqual(['logo.png is only in TREE.json'])
  })

  test('is reported with all others, up to 30', () => {
    const more = Array.from({ length: 33 }, (_, index) => [`new-${index}`, ''] as const)
    const lines = problems(treeOf({ ...files, ...Object.fromEntries(more) }))
    expect(lines).toHaveLength(31)
    expect(lines.at(-1)).toBe('and 3 more')
  })

  test('fails and changes nothing, without being asked to update', () => {
    const before = contents()
    const { pass, message } = matchTree(treeOf({ new: '' }), folder)
    expect(pass).toBe(false)
    expect(message).toContain('vitest -u, or UPDATE_TREES=1')
    expect(contents()).toEqual(before)
  })
})

describe('an update', () => {
  const changed = treeOf({ 'README.md': '1\n', new: treeFile('', '100755') })
  const asked: readonly (readonly [string, string, MatchOptions])[] = [
    ['update: true', '', { update: true }],
    ['UPDATE_TREES=1', '1', {}],
  ]

  beforeEach(() => {
    matchTree(tree, folder)
    writeFileSync(join(folder, 'extra'), '')
  })

  test.each(asked)(
    'by %s writes the tree, and removes every other file',
    (_, variable, options) => {
      vi.stubEnv('UPDATE_TREES', variable)
      expect(matchTree(changed, folder, options)).toMatchObject({ pass: true })
      expect(pathsIn(folder)).toEqual(['README.md', 'TREE.json', 'new'])
      expect(problems(changed)).toEqual([])
    },
  )

  test.each(asked)('by %s fails and writes nothing when CI is set', (_, variable, options) => {
    vi.stubEnv('UPDATE_TREES', variable)
    vi.stubEnv('CI', '1')
    const before = contents()
    const { pass, message } = matchTree(changed, folder, options)
    expect(pass).toBe(false)
    expect(message).toContain('CI is set, so nothing was written')
    expect(contents()).toEqual(before)
  })

  test.each(['', '0', 'false'])('happens when CI is %j, which is off', (value) => {
    vi.stubEnv('CI', value)
    expect(matchTree(changed, folder, { update: true }).pass).toBe(true)
  })

  test('does not happen by UPDATE_TREES with update: false', () => {
    vi.stubEnv('UPDATE_TREES', '1')
    expect(matchTree(changed, folder, { update: false }).pass).toBe(false)
  })

  test('never touches a folder with other files', () => {
    const entry = { mode: '100644', owner: 'managed', layer: 'house' }
    const outside = JSON.stringify({ level: 'full', normalise: [], files: { '../x': entry } })
    const other = join(root, 'src')
    mkdirSync(other)
    writeFileSync(join(other, 'mine'), 'mine')
    for (const index of [
      undefined,
      '{}',
      '{"level":"full","normalise":[],"files":{"a":{}}}',
      outside,
    ]) {
      if (index !== undefined) writeFileSync(join(other, 'TREE.json'), index)
      const { pass, message } = matchTree(tree, other, { update: true })
      expect(pass).toBe(false)
      expect(message).toContain('it has no valid TREE.json\nNothing was written to it')
      expect(readdirSync(other)).toEqual(index === undefined ? ['mine'] : ['TREE.json', 'mine'])
    }
  })

  test('does not follow a link out of the folder', () => {
    const outside = join(root, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'file'), '')
    symlinkSync(outside, join(folder, 'link'))
    expect(matchTree(changed, folder, { update: true }).pass).toBe(true)
    expect(readdirSync(outside)).toEqual(['file'])
  })
})

describe('level index', () => {
  const level = 'index' as const

  beforeEach(() => void matchTree(tree, folder, { level }))

  test('keeps only the index, without digests', () => {
    expect(readdirSync(folder)).toEqual(['TREE.json'])
    expect(readFileSync(join(folder, 'TREE.json'), 'utf8')).not.toContain('sha256')
  })

  test('ignores contents', () => {
    expect(problems(treeOf({ ...files, 'README.md': '' }), { level })).toEqual([])
  })

  test.each<[string, Parameters<typeof treeOf>[0], string]>([
    ['a file more', { ...files, new: '' }, 'new is only in the tree'],
    [
      'a mode',
      { ...files, 'README.md': treeFile('', '100755') },
      'README.md has the mode 100755 in the tree, and 100644 in TREE.json',
    ],
    [
      'an owner',
      { ...files, 'bin/run.sh': treeFile('', '100755') },
      'bin/run.sh has the owner managed in the tree, and seeded in TREE.json',
    ],
  ])('reports %s', (_, changed, message) => {
    expect(problems(treeOf(changed), { level })).toEqual([message])
  })

  test('reports an extra file in the folder', () => {
    appendFileSync(join(folder, 'README.md'), '')
    expect(problems(tree, { level })).toEqual(['README.md is only in the folder'])
  })
})

describe('only', () => {
  const only = ['README.md', 'bin/']

  test('compares a path and a folder, and nothing else', () => {
    matchTree(tree, folder, { only })
    expect(pathsIn(folder)).toEqual(['README.md', 'TREE.json', 'bin/run.sh'])
    expect(problems(treeOf({ ...files, 'logo.png': '', binary: '' }), { only })).toEqual([])
    expect(problems(treeOf({ ...files, 'bin/x': '' }), { only })).toEqual([
      'bin/x is only in the tree',
    ])
  })

  test.each(['nope', 'bin', 'README'])('throws for %s, which names nothing', (name) => {
    expect(() => matchTree(tree, folder, { only: ['README.md', name] })).toThrow(
      `the tree has no ${name}`,
    )
  })
})

describe('normalisers', () => {
  const normalise = [replaceAll('two', '<number>')]

  test('apply to the files and their digests', () => {
    matchTree(tree, folder, { normalise })
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('one\n<number>\n')
    expect(problems(tree, { normalise })).toEqual([])
  })

  test.each<[string, MatchOptions, string]>([
    ['other normalisers', {}, 'no normalisers'],
    ['another level', { normalise, level: 'index' }, 'level index, replaceAll("two", "<number>")'],
    [
      'another selection',
      { normalise, only: ['bin/'] },
      'only bin/, replaceAll("two", "<number>")',
    ],
  ])('that the folder was written with are compared: %s', (_, options, told) => {
    matchTree(tree, folder, { normalise })
    const [problem] = problems(tree, options)
    expect(problem).toMatch(
      /^it was written with level full, replaceAll\("two", "<number>"\), but is/,
    )
    expect(problem).toContain(told)
    expect(matchTree(tree, folder, { ...options, update: true }).pass).toBe(true)
    expect(problems(tree, options)).toEqual([])
  })
})

test.each([
  ['../x', 'it contains a .. segment'],
  ['.git/hooks/x', '.git belongs to git'],
])('a tree with the path %s is an error, and nothing is written', (path, why) => {
  for (const level of ['full', 'index'] as const) {
    expect(() => matchTree(treeOf({ [path]: '' }), folder, { level })).toThrow(why)
  }
  expect(readdirSync(root)).toEqual([])
})

test('a tree with a TREE.json of its own is an error', () => {
  expect(() => matchTree(treeOf({ 'TREE.json': '' }), folder)).toThrow('the tree has a TREE.json')
})

describe('toMatchTree', () => {
  const { toMatchTree } = treeMatchers
  const state = (update: string) => ({
    testPath: join(root, 'a.test.ts'),
    snapshotState: { _updateSnapshot: update },
  })
  const changed = treeOf({ 'README.md': '' })

  test('finds a folder beside the test file', () => {
    expect(toMatchTree.call(state('new'), tree, 'golden').pass).toBe(true)
    expect(existsSync(join(folder, 'TREE.json'))).toBe(true)
    expect(toMatchTree.call(state('none'), tree, 'golden').pass).toBe(true)
  })

  test.each([
    ['all', true, true],
    ['new', true, false],
    ['none', false, false],
  ])('with snapshots that are written: %s', (update, first, later) => {
    expect(toMatchTree.call(state(update), tree, 'golden').pass).toBe(first)
    matchTree(tree, folder)
    const { pass, message } = toMatchTree.call(state(update), changed, 'golden')
    expect(pass).toBe(later)
    expect(message()).toContain(later ? 'wrote' : "doesn't match")
  })

  test('after not writes nothing', () => {
    expect(toMatchTree.call({ ...state('all'), isNot: true }, tree, 'golden').pass).toBe(false)
    expect(existsSync(folder)).toBe(false)
  })

  test.each([
    ['a promise', Promise.resolve(tree), 'a promise: await renderTree() first'],
    ['nothing', undefined, 'something else'],
  ])('throws for %s instead of a tree', (_, received, message) => {
    expect(() => toMatchTree.call(state('all'), received, 'golden')).toThrow(message)
  })
})
