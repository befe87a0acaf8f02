import { describe, expect, test } from 'vitest'
import { options } from '../../generators/questions/options.ts'
import { type Combination, valuesOf } from '../../generators/questions/table.ts'
import { titleOf } from '../../testing/cells.ts'
import { generatorVersion, renderTree } from '../../testing/index.ts'
import '../../testing/vitest.ts'

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

describe.each(samples.map((answers) => ({ answers, title: titleOf(answers) })))(
  '$title',
  ({ title, answers }) => {
    // `npm run golden` rewrites the trees, for review as a diff.
    test('matches its golden tree: exactly the same files, bytes, modes and owners', async () => {
      const tree = await renderTree({ answers })
      expect(tree).toMatchTree(`trees/${title}`, { normalise: [generatorVersion()] })
    })
  },
)
