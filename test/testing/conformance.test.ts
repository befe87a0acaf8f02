import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { conformance } from '../../testing/index.ts'
import { inScratch } from '../generators/disk/disk.ts'
import { inScope } from '../support/scope.ts'
import { layerIn } from './layers.ts'

// Each is some hundred runs of git.
vi.setConfig({ testTimeout: 240_000 })

const lines = Array.from({ length: 12 }, (_, n) => `line ${n}\n`)
const text = (changed?: number) => lines.with(changed ?? 0, `line ${changed ?? 0} now\n`).join('')
const roomy = (changed?: number) => `${text(changed)}# BEGIN local\n# END local\n${text(changed)}`
const files = [
  { path: 'shared.txt', owner: 'shared' },
  { path: 'seeded.txt', owner: 'seeded' },
  { path: 'generated.txt', owner: 'generated' },
  { path: 'roomy.txt', owner: 'generated' },
  { path: '.gitignore', verb: 'append-block' },
]

/** Two versions of a layer, between which everything happens that can. */
function versionsIn(folder: string) {
  const common = { 'same.txt': text(), 'cut.txt': text(), 'whole.txt': text(3) }
  return {
    from: {
      layers: [
        layerIn(
          join(folder, '1'),
          { files },
          {
            ...common,
            'changed.txt': text(3),
            'shared.txt': text(3),
            'seeded.txt': text(3),
            'generated.txt': text(3),
            'roomy.txt': roomy(3),
            'roomy-managed.txt': roomy(3),
            'taken-over.txt': roomy(3),
            'old.txt': 'going\n',
            'name/old.md': `# Old\n${text()}`,
            '.gitignore.hbs': '/dist/\n',
          },
        ),
      ],
    },
    to: {
      layers: [
        layerIn(
          join(folder, '2'),
          {
            version: '2.0.0',
            files: [
              ...files,
              { path: 'Makefile', verb: 'delete' },
              { path: 'taken-over.txt', owner: 'generated' },
            ],
            migrations: [{ to: '2.0.0', rename: { 'name/old.md': 'name/new.md' } }],
          },
          {
            ...common,
            'changed.txt': text(5),
            'shared.txt': text(5),
            'seeded.txt': text(5),
            'generated.txt': text(5),
            'roomy.txt': roomy(5),
            'roomy-managed.txt': roomy(5),
            'taken-over.txt': roomy(3),
            'new.txt': 'coming\n',
            'sub/new.txt': 'coming, too\n',
            'name/new.md': `# New\n${text()}`,
            '.gitignore.hbs': '/dist/\n/out/\n',
          },
        ),
      ],
    },
  }
}

const ways = [
  ['git', {}],
  ['the built-in engine', { engine: 'built-in' }],
  ['no repository', { git: false }],
] as const

test.each(inScope(ways, ways.slice(0, 2)))(
  'a new version of a layer loses nothing with %s',
  async (_, way) => {
    await inScratch(async (folder) => {
      expect(await conformance({ ...versionsIn(folder), ...way })).toEqual([])
    })
  },
)

const answered = [
  ['git', {}],
  ['the built-in engine', { engine: 'built-in', git: false }],
] as const

test.each(inScope(answered, answered.slice(1)))(
  'another database loses nothing with %s',
  async (_, way) => {
    const from = { answers: { database: 'redis', framework: 'net/http' } }
    const to = { answers: { database: 'postgres', framework: 'echo' } }
    expect(await conformance({ from, to, ...way })).toEqual([])
  },
)
