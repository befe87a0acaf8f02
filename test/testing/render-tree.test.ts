import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { versions } from '../../generators/layers/versions.ts'
import { pathsIn } from '../../testing/folder.ts'
import { matrix, type Normaliser, ProblemsError, renderTree } from '../../testing/index.ts'
import { inScratch } from '../generators/disk/disk.ts'
import { treeFile } from '../tree-file.ts'
import { treeOf } from './trees.ts'

describe('the answers', () => {
  test('may all be missing: the defaults of the table, and greeter', async () => {
    expect((await renderTree()).answers).toEqual({
      name: 'greeter',
      module: 'github.com/acme/greeter',
      framework: 'net/http',
      database: 'postgres',
      baseImage: 'distroless',
    })
  })

  test.each([
    ['a name', { name: 'cart' }, { name: 'cart', module: 'github.com/acme/cart' }],
    ['a module path', { module: 'x.io/cart/v2' }, { name: 'cart', module: 'x.io/cart/v2' }],
    ['both', { name: 'a', module: 'x.io/b' }, { name: 'a', module: 'x.io/b' }],
    ['an undefined name', { name: undefined }, { name: 'greeter' }],
    ['an option', { framework: 'echo' }, { name: 'greeter', framework: 'echo' }],
  ])('with %s, the others fit', async (_, answers, complete) => {
    // As from a caller without exactOptionalPropertyTypes.
    const given = JSON.parse(JSON.stringify(answers))
    expect((await renderTree({ answers: given })).answers).toMatchObject(complete)
  })

  test('that are wrong are all listed in one error', async () => {
    const answers = {
      name: 'Cart',
      module: 'a b',
      framework: 'gin',
      cache: 'none',
      baseImage: ['alpine'],
    }
    const error = await renderTree({ answers }).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(ProblemsError)
    expect(String(error).split('\n')).toEqual([
      'ProblemsError: name: only a-z, 0-9 and dashes are allowed',
      'module: the character " " is not allowed',
      'framework: must be net/http or echo',
      'unknown option cache; the options are framework, database, baseImage',
      'baseImage: it is not a string',
    ])
  })

  test('with a wrong name and no module path are one problem', async () => {
    await expect(renderTree({ answers: { name: 'a b' } })).rejects.toThrow(
      /^name: only a-z, 0-9 and dashes are allowed$/,
    )
  })
})

test('house layers are laid over the templates, with their own answers', async () => {
  const layers = ['examples/layers/company', 'examples/layers/chi']
  const tree = await renderTree({ answers: { framework: 'chi', team: 'payments' }, layers })
  expect(tree.read('.github/CODEOWNERS')).toContain('@acme/payments')
  expect(tree.layer('internal/routes/handler.go')).toBe('chi')
  expect(tree.owner('docs/RUNBOOK.md')).toBe('seeded')
  expect(JSON.parse(tree.read('go-docker.json')).layers).toEqual([
    { use: './examples/layers/company' },
    { use: './examples/layers/chi' },
  ])
  await expect(renderTree({ answers: { baseImage: 'alpine' }, layers })).rejects.toThrow(
    'baseImage: must be distroless, because the layer company locks it',
  )
})

test('a house layer that does not exist is refused', async () => {
  await expect(renderTree({ layers: ['./house'] })).rejects.toThrow(/there is no layer in .*house/)
})

test('an excluded path is neither in the tree nor in its record', async () => {
  const tree = await renderTree({ exclude: ['renovate.json'] })
  expect(tree.paths()).not.toContain('renovate.json')
  expect(JSON.parse(tree.read('go-docker.json')).exclude).toEqual(['renovate.json'])
  await expect(renderTree({ exclude: ['go.mod', 'nope'] })).rejects.toThrow(
    /^cannot exclude go.mod: .*\ncannot exclude nope: /,
  )
})

describe('a tree', () => {
  const tree = treeOf({
    'b.txt': 'two\n',
    'a.sh': { ...treeFile('#!/bin/sh\n'), mode: '100755', owner: 'seeded', layer: 'house' },
    'logo.png': Uint8Array.from([0x89, 0xff, 0]),
  })

  test('tells the path, content, mode, owner and layer of each file', () => {
    expect(tree.paths()).toEqual(['a.sh', 'b.txt', 'logo.png'])
    expect(tree.read('b.txt')).toBe('two\n')
    expect([...tree.bytes('logo.png')]).toEqual([0x89, 0xff, 0])
    expect([tree.mode('a.sh'), tree.owner('a.sh'), tree.layer('a.sh')]).toEqual([
      '100755',
      'seeded',
      'house',
    ])
  })

  test('is not changed through the bytes that it returned', () => {
    tree.bytes('b.txt').fill(0)
    expect(tree.read('b.txt')).toBe('two\n')
  })

  test.each(['read', 'bytes', 'mode', 'owner', 'layer'] as const)(
    '%s throws for a file that it does not have',
    (method) => {
      expect(() => tree[method]('nope')).toThrow('the tree has no nope')
    },
  )

  test('read throws for a file that is not UTF-8', () => {
    expect(() => tree.read('logo.png')).toThrow('logo.png is not UTF-8 text: use bytes()')
  })
})

describe('the digest', () => {
  const { digest } = treeOf({ a: '1', b: '2' })

  test('is the same whatever the order of the files, and their owner', () => {
    expect(digest).toMatch(/^sha256-[0-9a-f]{64}$/)
    expect(treeOf({ b: { ...treeFile('2'), owner: 'shared' }, a: '1' }).digest).toBe(digest)
  })

  test.each([
    ['a path', { a: '1', c: '2' }],
    ['a content', { a: '1', b: '3' }],
    ['a mode', { a: '1', b: { ...treeFile('2'), mode: '100755' as const } }],
    ['a file less', { a: '1' }],
    ['a file more', { a: '1', b: '2', c: '' }],
    ['contents exchanged', { a: '2', b: '1' }],
  ])('is another one with %s', (_, files) => {
    expect(treeOf(files).digest).not.toBe(digest)
  })
})

describe('writeTo', () => {
  test.each([
    ['a path', (path: string) => path],
    ['a URL', (path: string) => pathToFileURL(path)],
  ])('writes every file with its mode to %s', async (_, of) => {
    const tree = treeOf({ 'a/b/run.sh': treeFile('#!/bin/sh\n', '100755'), 'a/c': '' })
    await inScratch(async (directory) => {
      const target = join(directory, 'new/svc')
      await tree.writeTo(of(target))
      expect(pathsIn(target)).toEqual(tree.paths())
      const modes = tree.paths().map((path) => statSync(join(target, path)).mode & 0o777)
      expect(modes).toEqual([0o755, 0o644])
      expect(readFileSync(join(target, 'a/b/run.sh'), 'utf8')).toBe('#!/bin/sh\n')
    })
  })

  test('refuses a path that leads out of the directory, and writes nothing', async () => {
    await inScratch(async (directory) => {
      const writing = treeOf({ a: '', '../x': '' }).writeTo(join(directory, 'svc'))
      await expect(writing).rejects.toThrow('cannot write "../x": it contains a .. segment')
      expect(readdirSync(directory)).toEqual([])
    })
  })

  test('refuses a directory that is not empty, and writes nothing', async () => {
    await inScratch(async (directory) => {
      mkdirSync(join(directory, 'svc'))
      writeFileSync(join(directory, 'svc/mine'), '')
      await expect(treeOf({ a: '' }).writeTo(join(directory, 'svc'))).rejects.toThrow(
        'it is not empty',
      )
      expect(readdirSync(join(directory, 'svc'))).toEqual(['mine'])
    })
  })
})

test('variables of a normaliser are rendered, and the record describes the result', async () => {
  const token: Normaliser = { name: 'go', variables: { goVersion: '<go>' } }
  const [plain, shown] = [await renderTree(), (await renderTree()).normalised([token])]
  expect(plain.read('Dockerfile')).toContain(`golang:${versions.goVersion}-`)
  expect(shown.read('Dockerfile')).toContain('golang:<go>-')
  const lockOf = (tree: typeof plain) => JSON.parse(tree.read('go-docker.lock.json'))
  expect(lockOf(shown).files.Dockerfile).not.toEqual(lockOf(plain).files.Dockerfile)
  expect(lockOf(shown).files.Makefile).toEqual(lockOf(plain).files.Makefile)
})

test('a cell of matrix() renders as it is', async () => {
  const [cell] = matrix({ only: { framework: ['echo'] } })
  expect((await renderTree(cell)).answers.framework).toBe('echo')
})
