import { describe, expect, test } from 'vitest'
import { versions as pinned } from '../../generators/layers/versions.ts'
import {
  generatorVersion,
  matrix,
  module,
  renderTree,
  replaceAll,
  versions,
} from '../../testing/index.ts'
import { treeOf } from './trees.ts'

describe.each(matrix())('versions(), with $title', ({ answers }) => {
  test('leaves no version that the templates pin', async () => {
    const tree = (await renderTree({ answers })).normalised([versions()])
    const texts = tree.paths().map((path) => tree.read(path))
    // Some, such as 8 and 18, are too short to be looked for in a text.
    for (const version of Object.values(pinned).filter((one) => one.length > 3)) {
      expect(texts.filter((text) => text.includes(version))).toEqual([])
    }
    const dockerfile = tree.read('Dockerfile')
    expect(dockerfile).toContain('golang:<goVersion>-<debianVersion>')
    expect(dockerfile).toMatch(/(postgres|redis):<\1Version>/)
    expect(`${tree.read('go.mod')}${tree.read('go.sum')}`).not.toMatch(/ v\d|h1:/)
    expect(tree.read('go.mod')).toMatch(/\t\S+ <version> \/\/ indirect\n/)
    expect(tree.read('go.sum')).toMatch(/^\S+ <version>\/go\.mod <digest>$/m)
  })
})

test('generatorVersion() leaves the versions of everything else', async () => {
  const tree = await renderTree()
  const shown = tree.normalised([generatorVersion()])
  const different = tree.paths().filter((path) => tree.read(path) !== shown.read(path))
  expect(different).toEqual(['README.md', 'go-docker.lock.json'])
  expect(JSON.parse(shown.read('go-docker.lock.json')).layers).toEqual([
    { name: 'create-go-docker', version: '<generatorVersion>', integrity: '<integrity>' },
  ])
})

test('module() makes the trees of two module paths the same', async () => {
  const shownAs = async (path: string) =>
    (await renderTree({ answers: { name: 'svc', module: path } })).normalised([module(path)])
  const [one, other] = [await shownAs('github.com/acme/cart'), await shownAs('x.io/y/z/v2')]
  expect(one.read('go.mod')).toMatch(/^module <module>\n/)
  expect(one.digest).toBe(other.digest)
})

test.each([
  ['at the end of a sentence', 'see x.io/a.', 'see <module>.'],
  ['before a package', '"x.io/a/internal"', '"<module>/internal"'],
  ['in a URL', 'https://x.io/a#top', 'https://<module>#top'],
  ['not in a longer element', 'x.io/abc x.io/a-b x.io/a.b', 'x.io/abc x.io/a-b x.io/a.b'],
  ['not after a longer host', 'my.x.io/a', 'my.x.io/a'],
  ['not where the dot is another character', 'xyio/a', 'xyio/a'],
])('module() replaces the path %s', (_, text, expected) => {
  const tree = treeOf({ file: text }).normalised([module('x.io/a')])
  expect(tree.read('file')).toBe(expected)
})

test.each<[string, string | RegExp, string]>([
  ['a text, without special characters', 'a.c', '<t> <t> abc B.C'],
  ['a pattern, everywhere', /[ab]\.c/, '<t> <t> abc B.C'],
  ['a pattern with flags', /[ab]\.C/gi, '<t> <t> abc <t>'],
])('replaceAll() replaces %s', (_, pattern, expected) => {
  const tree = treeOf({ file: 'a.c a.c abc B.C' })
  expect(tree.normalised([replaceAll(pattern, '<t>')]).read('file')).toBe(expected)
})

test('a token is literal, whatever it contains', () => {
  const tree = treeOf({ file: 'a' }).normalised([replaceAll('a', "$&$'$1")])
  expect(tree.read('file')).toBe("$&$'$1")
})

test('normalisers apply in their order, and have different names', () => {
  const both = [replaceAll('a', 'b'), replaceAll('b', 'c')]
  expect(treeOf({ file: 'ab' }).normalised(both).read('file')).toBe('cc')
  const names = [...both, replaceAll(/a/, 'b'), replaceAll('a', 'c'), module('a'), versions()]
  expect(new Set(names.map(({ name }) => name)).size).toBe(names.length)
  expect(names.map(({ name }) => name).slice(0, 3)).toEqual([
    'replaceAll("a", "b")',
    'replaceAll("b", "c")',
    'replaceAll(/a/g, "b")',
  ])
})
