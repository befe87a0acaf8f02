import { AssertionError } from 'node:assert'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { expectDeterministic, matrix, renderTree } from '../../testing/index.ts'
import { bundled } from '../bin/bundle.ts'
import { inScratch } from '../generators/disk/disk.ts'
import { treeFile } from '../tree-file.ts'
import { treeOf } from './trees.ts'

test.each(matrix())(
  'the built-in templates give the same tree anywhere: $title',
  async ({ answers }) => {
    await expect(expectDeterministic(() => renderTree({ answers }))).resolves.toBeUndefined()
  },
)

test('layers are found from the directory of the caller, although it changes', async () => {
  const layers = ['examples/layers/chi', './examples/layers/company']
  const render = () => renderTree({ answers: { framework: 'chi' }, layers })
  await expect(expectDeterministic(render)).resolves.toBeUndefined()
  const cells = () => matrix({ layers, only: { framework: ['chi'] } })
  const listed = async () => treeOf({ a: JSON.stringify(cells()) })
  await expect(expectDeterministic(listed)).resolves.toBeUndefined()
})

/** What a tree must not depend on, as a text. */
const sources: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['the time zone', () => `${new Date(0)}`],
  ['the language', () => `${process.env.LANG} ${process.env.LC_ALL}`],
  ['the current directory', () => process.cwd()],
  [
    'the umask',
    () =>
      inScratch((directory) => {
        writeFileSync(join(directory, 'a'), '', { mode: 0o666 })
        return `${statSync(join(directory, 'a')).mode}`
      }),
  ],
]

test.each(sources)('a tree that depends on %s is found', async (_, read) => {
  const render = async () => treeOf({ a: '', b: await read(), c: `${await read()}` })
  const error = await expectDeterministic(render).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(AssertionError)
  expect(String(error)).toMatch(
    /the tree is not deterministic: b differs in line 1: ".*" in the first tree, and ".*" in the one with another environment$/,
  )
})

test('a mode and a path that differ are found', async () => {
  let turn = 0
  const next = () => (turn += 1)
  await expect(expectDeterministic(() => treeOf({ [`a${next()}`]: '' }))).rejects.toThrow(
    'a1 is only in the first tree',
  )
  await expect(
    expectDeterministic(() => treeOf({ a: treeFile('', next() % 2 === 0 ? '100755' : '100644') })),
  ).rejects.toThrow(/a has the mode 100\d\d\d in the first tree/)
})

test('everything is restored, also when the second rendering throws', async () => {
  const before = () => [
    new Date(0).getTimezoneOffset(),
    process.env.TZ,
    process.env.LANG,
    process.env.LC_ALL,
    process.cwd(),
    process.umask(),
  ]
  const then = before()
  let turn = 0
  const render = () => {
    turn += 1
    if (turn === 2) throw new Error('broken')
    return treeOf({})
  }
  await expect(expectDeterministic(render)).rejects.toThrow('broken')
  expect(before()).toEqual(then)
  await expectDeterministic(() => treeOf({}))
  expect(before()).toEqual(then)
})

test("a worker thread is told that it can't change its directory and umask", async () => {
  const url = pathToFileURL(await bundled('testing/determinism.ts')).href
  const code = `
    import(${JSON.stringify(url)})
      .then(({ expectDeterministic }) => expectDeterministic(() => {}))
      .catch(({ message }) => require('node:worker_threads').parentPort.postMessage(message))`
  const [message] = await once(new Worker(code, { eval: true }), 'message')
  expect(message).toContain("expectDeterministic can't run in a worker thread")
})
