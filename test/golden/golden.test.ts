import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { options } from '../../generators/questions/options.ts'
import { type Combination, valuesOf } from '../../generators/questions/table.ts'
import { compareWithFolder } from '../../testing/compare.ts'
import { writeTree } from '../../testing/folder.ts'
import { titleOf, treeOf } from '../../testing/matrix.ts'

const folder = fileURLToPath(new URL('trees', import.meta.url))
const identity = { name: 'greeter', module: 'github.com/acme/greeter' }

/** Each value of each option occurs in at least one of them. */
const samples: readonly Combination<typeof options>[] = [
  { framework: 'net/http', database: 'postgres', baseImage: 'distroless' },
  { framework: 'echo', database: 'redis', baseImage: 'scratch' },
  { framework: 'echo', database: 'postgres', baseImage: 'alpine' },
]

test.each(Object.entries(options))('every value of %s is in a golden tree', (option, row) => {
  const values = samples.map((sample) =>
    new Map<string, string>(Object.entries(sample)).get(option),
  )
  for (const value of valuesOf(row)) expect(values).toContain(value)
})

describe.each(samples.map((sample) => ({ ...sample, title: titleOf(sample) })))(
  '$title',
  ({ title, ...sample }) => {
    const tree = treeOf({ ...sample, ...identity })

    // `npm run golden` rewrites the trees, for review as a diff.
    if (process.env.UPDATE_GOLDEN !== undefined && process.env.CI === undefined) {
      test('is updated', () => {
        rmSync(join(folder, title), { recursive: true, force: true })
        writeTree(join(folder, title), tree)
        expect(compareWithFolder(tree, join(folder, title))).toEqual([])
      })
      return
    }

    test('matches its golden tree: exactly the same files, bytes and modes', () => {
      expect(compareWithFolder(tree, join(folder, title))).toEqual([])
    })
  },
)
