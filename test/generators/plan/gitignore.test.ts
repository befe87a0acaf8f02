import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ignoredByGit } from '../../../generators/plan/gitignore.ts'
import { cells } from '../../../testing/matrix.ts'
import { inScratch, put } from '../disk/disk.ts'

const paths = [
  '.env.example',
  'Makefile',
  'cmd/api/main.go',
  'cmd/cli/main.go',
  'docs/api/a.md',
  'go.mod',
]

const found = (text: string) =>
  ignoredByGit(text, paths).map(({ line, message }) => [
    line,
    message.replace(/^git ignores | in .gitignore$/g, ''),
  ])

test.each<[string, string, ReturnType<typeof found>]>([
  ['nothing of ours is hidden by a usual file', '*.exe\n*.test\n*.out\nvendor/\n.env\n', []],
  [
    'a folder',
    '# built\ncmd/\n',
    [[2, 'cmd/api/main.go and cmd/cli/main.go because of the line cmd/']],
  ],
  ['a name anywhere', 'api\n', [[1, 'cmd/api/main.go and docs/api/a.md because of the line api']]],
  ['a rooted name that is only below', '/api\n', []],
  ['a pattern', '.env*\n', [[1, '.env.example because of the line .env*']]],
  ['one that is taken back', '.env*\n!.env.example\n', []],
  [
    "a file that can't be taken back below an ignored folder",
    'cmd/\n!cmd/api/main.go\n',
    [[1, 'cmd/api/main.go and cmd/cli/main.go because of the line cmd/']],
  ],
  [
    'each line by itself',
    'go.mod\r\nMake*\r\n',
    [
      [2, 'Makefile because of the line Make*'],
      [1, 'go.mod because of the line go.mod'],
    ],
  ],
  ['another case', 'makefile\n', []],
  ['behind a byte order mark', '\uFEFFgo.mod\n', [[1, 'go.mod because of the line go.mod']]],
])('%s', (_, text, expected) => {
  expect(found(text)).toEqual(expected)
})

test('git says the same', async () => {
  const texts = [
    'cmd/',
    'api',
    '/api',
    '.env*',
    '.env*\n!.env.example',
    'cmd/\n!cmd/api/main.go',
    '*\n!*.mod',
    '**/api/**',
    'c?d',
    '[cd]*/',
    'docs/**/a.md',
    '\\!x',
    'go.mod ',
    'cmd/api',
    '*.go\n!/cmd/**',
  ]
  await inScratch((directory) => {
    execFileSync('git', ['init', '--quiet'], { cwd: directory })
    for (const text of texts) {
      put(directory, { '.gitignore': text })
      const args = [
        '-c',
        'core.excludesFile=',
        '-c',
        'core.ignoreCase=false',
        'check-ignore',
        '--stdin',
        '--no-index',
      ]
      const { stdout } = spawnSync('git', args, {
        cwd: directory,
        input: paths.join('\n'),
        encoding: 'utf8',
      })
      const git = stdout.split('\n').filter((line) => line !== '')
      const hidden = paths.filter((path) => ignoredByGit(text, [path]).length > 0)
      expect([text, hidden]).toEqual([text, git])
    }
  })
})

test('our own .gitignore hides what is built, no file of ours, and no folder of sources that is called as a program', () => {
  for (const { tree } of cells) {
    const own = Buffer.from(tree.get('.gitignore')?.content ?? '').toString()
    expect(own).toContain('/.local/')
    const built = ['api', 'cli', 'bin/api', 'out/coverage.out']
    expect(built.filter((path) => ignoredByGit(own, [path]).length === 0)).toEqual([])
    expect(ignoredByGit(own, ['api/openapi.yaml', 'cli/main.go', 'internal/api/a.go'])).toEqual([])
    expect(ignoredByGit(own, [...tree.keys()])).toEqual([])
  }
})
