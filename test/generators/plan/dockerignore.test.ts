import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { asPattern, ignoredByDocker } from '../../../generators/plan/dockerignore.ts'
import { cpuSeconds } from '../../support/cpu.ts'

interface Row {
  readonly text: string
  readonly ignored?: readonly string[]
}

/** The results of BuildKit's own packages, from scripts/update-dockerignore.ts. */
const table: { readonly paths: readonly string[]; readonly rows: readonly Row[] } = JSON.parse(
  readFileSync('test/generators/plan/dockerignore.json', 'utf8'),
)

test.each(table.rows)('$text ignores the same as in BuildKit', ({ text, ignored }) => {
  expect(ignoredByDocker(text, table.paths)).toEqual(ignored ?? table.paths)
})

test('the table has every kind of file: rejected by Docker, hiding everything, something and nothing', () => {
  const sizes = new Set(table.rows.map(({ ignored }) => ignored?.length))
  expect([...sizes]).toEqual(expect.arrayContaining([undefined, 0, 1, table.paths.length]))
  expect(table.rows.length).toBeGreaterThan(200)
})

test.each([
  `*${'[a-z.]*'.repeat(14)}[Q]`,
  `**${'[a-z./]**'.repeat(14)}Q`,
  `${'**/'.repeat(100)}*[Q]`,
  `*${'?*'.repeat(20)}[Q]`,
])('a pattern with countless ways to split a path takes no time: %s', async (pattern) => {
  const path = 'testing.dockerfile.dockerignore'
  const act = () => expect(ignoredByDocker(pattern, [path])).toEqual([])
  expect(await cpuSeconds(act)).toBeLessThan(1)
})

test.each(['back\\slash.txt', 'a[b]*?.txt', 'plain/a.txt'])(
  'the pattern of %s matches it alone',
  (path) => {
    const others = ['backslash.txt', 'ab.txt', 'a[b]xy.txt', 'plain/b.txt']
    expect(ignoredByDocker(asPattern(path), [path, ...others])).toEqual([path])
  },
)
