import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readLayerFiles } from '../../generators/layers/files.ts'
import { options } from '../../generators/questions/options.ts'
import { type Combination, valuesOf } from '../../generators/questions/table.ts'
import { titleOf, treeOf, writeTree } from '../matrix/trees.ts'

const folder = fileURLToPath(new URL('trees', import.meta.url))
const identity = { name: 'greeter', module: 'github.com/acme/greeter' }

/** Each value of each option stands in one of them at least. */
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

    // `npm run golden` writes the trees anew, for a person to review as a diff.
    if (process.env.UPDATE_GOLDEN !== undefined && process.env.CI === undefined) {
      test('is written anew', () => {
        rmSync(join(folder, title), { recursive: true, force: true })
        writeTree(join(folder, title), tree)
        expect(readLayerFiles(folder, [title])).toHaveLength(tree.size)
      })
      return
    }

    const golden = new Map(
      readLayerFiles(folder, [title]).map(({ path, mode, bytes }) => [path, { mode, bytes }]),
    )

    test('has the files of its golden tree, none missing, none more', () => {
      expect([...tree.keys()]).toEqual([...golden.keys()].sort())
    })

    test('has the bytes and modes of its golden tree', () => {
      for (const [path, { content, mode }] of tree) {
        expect(Buffer.from(content).toString(), path).toBe(golden.get(path)?.bytes.toString())
        expect(Buffer.compare(content, golden.get(path)?.bytes ?? Buffer.of()), path).toBe(0)
        expect(mode, path).toBe(golden.get(path)?.mode)
      }
    })
  },
)
