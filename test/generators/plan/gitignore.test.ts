import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Gitignore, ignoredByGit } from '../../../generators/plan/gitignore.ts'
import { textIn } from '../../../generators/plan/tree.ts'
import { cells } from '../../support/matrix.ts'
import { textOf } from '../../support/text.ts'
import { inScratch, put } from '../disk/disk.ts'

const checkIgnore = [
  ...['-c', 'core.excludesFile=', '-c', 'core.ignoreCase=false'],
  ...['check-ignore', '--stdin', '--no-index'],
]

const paths = [
  '.env.example',
  'Makefile',
  'cmd/api/main.go',
  'cmd/cli/main.go',
  'docs/api/a.md',
  'go.mod',
]

/** Returns a .gitignore of the directory itself. */
const own = (text: string): Gitignore => ({ file: '.gitignore', below: '', text })

const found = (text: string) =>
  ignoredByGit([own(text)], paths).map(({ line, message }) => [
    line,
    message.replace(/^git ignores | in .gitignore$/g, ''),
  ])

test.each<[string, string, ReturnType<typeof found>]>([
  [
    'none of our files is ignored by a usual .gitignore',
    '*.exe\n*.test\n*.out\nvendor/\n.env\n',
    [],
  ],
  [
    'a folder',
    '# built\ncmd/\n',
    [[2, 'cmd/api/main.go and cmd/cli/main.go because of the line cmd/']],
  ],
  ['a name anywhere', 'api\n', [[1, 'cmd/api/main.go and docs/api/a.md because of the line api']]],
  ['a rooted name that is only below', '/api\n', []],
  ['a pattern', '.env*\n', [[1, '.env.example because of the line .env*']]],
  ['one that is re-included', '.env*\n!.env.example\n', []],
  [
    "a file that can't be re-included below an ignored folder",
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
      const { stdout } = spawnSync('git', checkIgnore, {
        cwd: directory,
        input: paths.join('\n'),
        encoding: 'utf8',
      })
      const git = stdout.split('\n').filter((line) => line !== '')
      const hidden = paths.filter((path) => ignoredByGit([own(text)], [path]).length > 0)
      expect([text, hidden]).toEqual([text, git])
    }
  })
})

describe('a .gitignore above', () => {
  const above = (text: string, file = '../../.gitignore', below = 'services/svc/') => ({
    file,
    below,
    text,
  })
  const lines = (...files: readonly Gitignore[]) =>
    ignoredByGit(files, paths).map(({ file, line, message }) => {
      expect(message).toMatch(new RegExp(` in ${file}$`))
      return `${file} ${line}`
    })

  test('is named with its own file and line, each separately', () => {
    const files = [
      above('# mono\ngo.mod\n'),
      above('\ncmd/api\n!Makefile\nsvc/docs\n', '../.gitignore', 'svc/'),
      own('Makefile\n'),
    ]
    expect(lines(...files)).toEqual(['.gitignore 1', '../.gitignore 4', '../../.gitignore 2'])
  })

  test('that ignores the directory itself ignores everything new', () => {
    const [finding, ...more] = ignoredByGit([above('/services/\n'), own('!*\n')], paths)
    expect(more).toEqual([])
    expect(finding?.message).toBe(
      'git ignores .env.example and 5 more files because of the line /services/ in ../../.gitignore',
    )
  })

  test.each<[string, readonly string[]]>([
    ['a pattern of a folder', ['cmd/', '', '']],
    ['one of the middle', ['', 'cmd/', '']],
    ['one that a deeper one re-includes', ['cmd/', '', '!cmd/']],
    ['a file that a deeper one re-includes', ['*.md', '', '!a.md']],
    ['everything except for one file', ['*', '', '!*.mod']],
    ['one that a deeper one adds', ['!go.mod', '', 'go.mod']],
    ['a rooted pattern', ['/cmd', '/svc/cmd', '/docs']],
    ['a rooted pattern of the root', ['/services/svc/cmd', '', '']],
    ['two stars', ['**/api', 'svc/**/cli', '']],
    ['empty patterns', ['/', '!', '/\n!/\n \n!\n#*\n']],
    ['an escaped mark', ['', '\\!x', '\\#y\ngo.mod ']],
    ['a pattern with a slash behind and a star', ['', '', 'c*/']],
    ['a folder that a middle one re-includes', ['services/*', '!svc/', '']],
  ])('git says the same of %s', async (_, texts) => {
    await inScratch((directory) => {
      execFileSync('git', ['init', '--quiet'], { cwd: directory })
      const folders = ['', 'services/', 'services/svc/']
      put(
        directory,
        Object.fromEntries(folders.map((at, index) => [`${at}.gitignore`, texts[index] ?? ''])),
      )
      const { stdout } = spawnSync('git', checkIgnore, {
        cwd: join(directory, 'services/svc'),
        input: paths.join('\n'),
        encoding: 'utf8',
      })
      const [root = '', middle = '', deepest = ''] = texts
      const files = [above(root), above(middle, '../.gitignore', 'svc/'), own(deepest)]
      expect(paths.filter((path) => ignoredByGit(files, [path]).length > 0)).toEqual(
        stdout.split('\n').filter((line) => line !== ''),
      )
    })
  })

  test('in a folder whose name looks like a pattern is matched literally', () => {
    const files = [
      above('', '../../.gitignore', 's[x]*/svc/'),
      above('go.mod', '../.gitignore', 'svc/'),
    ]
    expect(ignoredByGit(files, ['go.mod'])).toHaveLength(1)
  })
})

test('our own .gitignore ignores build output, and none of our files', () => {
  for (const { tree } of cells) {
    const text = textOf(tree, '.gitignore')
    expect(text).toContain('/.local/')
    const built = ['bin/api', 'out/coverage.out']
    expect(built.filter((path) => ignoredByGit([own(text)], [path]).length === 0)).toEqual([])
    expect(ignoredByGit([own(text)], [...tree.keys()])).toEqual([])
  }
})

test.each(['api/openapi.yaml', 'cli/main.go', 'internal/api/a.go', 'api', 'cli'])(
  'our own .gitignore does not affect %s',
  (path) => {
    for (const { tree } of cells)
      expect(ignoredByGit([own(textOf(tree, '.gitignore'))], [path])).toEqual([])
  },
)

test("our block never re-includes what the user's lines above it ignore", () => {
  const blocks = cells.flatMap(({ tree }) =>
    [...tree].flatMap(([path, file]) => (file.merging === 'block' ? [[path, textIn(file)]] : [])),
  )
  expect(new Set(blocks.map(([path]) => path))).toEqual(
    new Set(['.dockerignore', '.gitattributes', '.gitignore']),
  )
  for (const [path, text] of blocks) expect(text, path).not.toMatch(/^\s*!/m)
})
