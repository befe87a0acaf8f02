import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readDestination } from '../../../generators/disk/destination.ts'
import { inScratch, put } from './disk.ts'

type Files = Readonly<Record<string, string>>

/** Returns what is read about `path` below a directory with some files. */
async function read(files: Files, path = 'svc') {
  return inScratch(async (directory) => {
    put(directory, files)
    const { workspace, repositoryRoot, ...more } = await readDestination(join(directory, path))
    const below = (place: string | undefined) => place?.replace(directory, '~')
    return { ...more, workspace: below(workspace), repositoryRoot: below(repositoryRoot) }
  })
}

test('an empty directory has nothing', async () => {
  expect(await read({})).toEqual({
    recorded: {},
    problems: [],
    names: new Set(),
    workspace: undefined,
    repositoryRoot: undefined,
  })
})

test('names are those in it, in its .github, and the module list of its vendor folder', async () => {
  const { names } = await read({
    'svc/Makefile': '',
    'svc/cmd/main.go': '',
    'svc/.github/renovate.json': '',
    'svc/.github/workflows/ci.yml': '',
    'svc/vendor/modules.txt': '',
    'svc/vendor/a.b/c/d.go': '',
    'compose.yaml': '',
  })
  expect([...names].sort()).toEqual([
    '.github',
    '.github/renovate.json',
    '.github/workflows',
    'Makefile',
    'cmd',
    'vendor',
    'vendor/modules.txt',
  ])
})

describe('the module path of go.mod', () => {
  test.each<[string, Files, string | undefined]>([
    ['is read', { 'svc/go.mod': 'module a.b/c\n' }, 'a.b/c'],
    ['of a folder above is not', { 'go.mod': 'module a.b/c\n' }, undefined],
    ['is none in a broken file', { 'svc/go.mod': '{}' }, undefined],
  ])('%s', async (_, files, module) => {
    expect((await read(files)).goModule).toBe(module)
  })
})

describe('a record', () => {
  test('that is broken is a problem', async () => {
    const { problems, recorded } = await read({ 'svc/go-docker.json': '{' })
    expect(problems.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^cannot read go-docker\.json: it is not valid JSON: ./),
    ])
    expect(recorded).toEqual({})
  })

  test('is read', async () => {
    const { recorded } = await read({ 'svc/go-docker.json': '{"answers":{"name":"svc"}}' })
    expect(recorded.intent?.answers).toEqual({ name: 'svc' })
  })
})

describe('a go.work', () => {
  const used = 'go 1.26.0\n\nuse ./svc\n'
  test.each<[string, Files, string | undefined]>([
    ['above that does not use it is named', { 'go.work': 'go 1.26.0\nuse ./tools\n' }, '~'],
    ['above that uses it is not', { 'go.work': used }, undefined],
    ['without ./ uses it too', { 'go.work': 'go 1.26.0\nuse svc\n' }, undefined],
    ['with a slash behind uses it too', { 'go.work': 'go 1.26.0\nuse ./svc/\n' }, undefined],
    ['by a detour uses it too', { 'go.work': 'go 1.26.0\nuse ./tools/../svc\n' }, undefined],
    [
      'in a block uses it too',
      { 'go.work': 'go 1.26.0\nuse (\n\t"./svc" // here\n)\n' },
      undefined,
    ],
    [
      'that uses a folder of a like name does not use it',
      { 'go.work': 'go 1.26.0\nuse ./svc2\n' },
      '~',
    ],
    [
      'that uses it with an older Go is named: go refuses it',
      { 'go.work': 'go 1.21\n\nuse ./svc\n' },
      '~',
    ],
    ['that uses it without a go line is named', { 'go.work': 'use ./svc\n' }, '~'],
    ['that is broken is named', { 'go.work': '<<<<<<< HEAD\n' }, '~'],
    ['in it that does not use it is named', { 'svc/go.work': 'go 1.26.0\n' }, '~/svc'],
    ['in it that uses it is not', { 'svc/go.work': 'go 1.26.0\nuse .\n' }, undefined],
    [
      'in it hides one above',
      { 'go.work': 'go 1.26.0\n', 'svc/go.work': 'go 1.26.0\nuse .\n' },
      undefined,
    ],
    ['that is a folder is ignored', { 'go.work/x': '' }, undefined],
  ])('%s', async (_, files, workspace) => {
    expect((await read(files)).workspace).toBe(workspace)
  })

  test.each<[string, Files, readonly string[] | undefined]>([
    [
      'in it that uses folders outside names them',
      { 'svc/go.work': 'go 1.26.0\nuse (\n\t.\n\t./tools\n\t../x\n)\n' },
      ['../x'],
    ],
    [
      'above that uses others is ignored',
      { 'go.work': 'go 1.26.0\nuse (\n\t./svc\n\t../x\n)\n' },
      undefined,
    ],
  ])('%s', async (_, files, outside) => {
    expect((await read(files)).usedOutside).toEqual(outside)
  })
})

describe('the root of the repository', () => {
  test.each<[string, Files, string, string | undefined]>([
    ['above is named', { '.git/HEAD': '' }, 'svc', '~'],
    ['further above is named', { '.git/HEAD': '' }, 'services/a/svc', '~'],
    ['of a worktree, where .git is a file, is named', { '.git': 'gitdir: x\n' }, 'svc', '~'],
    ['that it is itself is not', { 'svc/.git/HEAD': '' }, 'svc', undefined],
    [
      'that it is itself hides one above',
      { '.git/HEAD': '', 'svc/.git': 'gitdir: x\n' },
      'svc',
      undefined,
    ],
  ])('%s', async (_, files, path, root) => {
    const found = await read(files, path)
    expect(found.repositoryRoot).toBe(root)
    expect(found.prefix).toBe(root === undefined ? undefined : `${path}/`)
  })

  test('and a go.work are found through a link, as git and go find them', async () => {
    await inScratch(async (directory) => {
      put(directory, { 'mono/.git/HEAD': '', 'mono/go.work': 'go 1.26.0\nuse ./services/used\n' })
      mkdirSync(join(directory, 'mono/services'))
      symlinkSync('mono/services', join(directory, 'here'))
      const mono = join(directory, 'mono')
      expect(await readDestination(join(directory, 'here/svc'))).toMatchObject({
        workspace: mono,
        repositoryRoot: mono,
      })
      expect(await readDestination(join(directory, 'here/used'))).not.toHaveProperty('workspace')
    })
  })
})

describe('the .gitignore files above', () => {
  test.each<[string, Files, readonly string[] | undefined]>([
    [
      'are those up to the root of the repository, from there down',
      { '.gitignore': 'x', 'mono/.git/HEAD': '', 'mono/.gitignore': 'a', 'mono/b/.gitignore': 'b' },
      ['../../.gitignore b/svc/ a', '../.gitignore svc/ b'],
    ],
    [
      'are empty in a root, whose own is read with its files',
      { 'mono/.gitignore': 'a', 'mono/b/svc/.git/HEAD': '', 'mono/b/svc/.gitignore': 'b' },
      undefined,
    ],
    ['are empty without a repository', { 'mono/b/.gitignore': 'b' }, undefined],
    ['are only files', { 'mono/.git/HEAD': '', 'mono/.gitignore/x': '' }, undefined],
  ])('%s', async (_, files, expected) => {
    const { gitignoresAbove } = await read(files, 'mono/b/svc')
    expect(gitignoresAbove?.map(({ file, below, text }) => `${file} ${below} ${text}`)).toEqual(
      expected,
    )
  })
})

test('a destination that is a file is a problem', async () => {
  const { problems } = await read({ svc: '' })
  expect(problems.map(({ what }) => what)).toEqual([
    expect.stringMatching(/it is not a directory$/),
  ])
})
