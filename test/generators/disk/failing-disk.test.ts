import { linkSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { apply } from '../../../generators/disk/apply.ts'
import { DiskError } from '../../../generators/disk/disk-error.ts'
import { recover } from '../../../generators/disk/transaction/index.ts'
import { sha256 } from '../../../generators/plan/digest.ts'
import { inScratch, listing, planFor, put, putStage, refusal, treeOf } from './disk.ts'

/**
 * Counts the calls that write. The one at `failing` fails once, as on a full disk; `before` is
 * called before each of them.
 */
const disk = vi.hoisted(() => ({
  calls: 0,
  failing: 0,
  links: true,
  before: (_call: string, _path: string): void => {},
  looked: (_path: string): void => {},
}))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  const failingAt = <A extends unknown[], R>(call: (...args: A) => R, full: boolean) => {
    return (...args: A): R => {
      disk.calls += 1
      disk.before(call.name, args.map(String).join(' '))
      if (disk.calls === disk.failing) throw Object.assign(new Error(), { code: 'ENOSPC' })
      if (!full && !disk.links) throw Object.assign(new Error(), { code: 'EPERM' })
      return call(...args)
    }
  }
  return {
    ...fs,
    mkdirSync: failingAt(fs.mkdirSync, true),
    mkdtempSync: failingAt(fs.mkdtempSync, true),
    writeFileSync: failingAt(fs.writeFileSync, true),
    renameSync: failingAt(fs.renameSync, true),
    linkSync: failingAt(fs.linkSync, false),
    lstatSync: (...args: Parameters<typeof fs.lstatSync>) => {
      const seen = fs.lstatSync(...args)
      disk.looked(String(args[0]))
      return seen
    },
    openSync: (...args: Parameters<typeof fs.openSync>) =>
      args[1] === 'wx' ? failingAt(fs.openSync, true)(...args) : fs.openSync(...args),
  }
})

const tree = treeOf({
  'README.md': 'new readme',
  'cmd/api/main.go': 'package main',
  'cmd/cli/main.go': 'package main',
  'go-docker.lock.json': '{}',
  'internal/a/b/c.go': 'package b',
  'scripts/x.sh': '#!/bin/sh',
})

beforeEach(() => Object.assign(disk, { calls: 0, failing: 0, links: true, before: () => {} }))

describe.each([
  ['a new directory', 'a/svc', true],
  ['an existing directory', '.', true],
  ['an existing directory without hard links', '.', false],
])('when any one write fails in %s', (_, path, links) => {
  test('the run succeeds anyway, or reports the error and leaves the disk as it was', async () => {
    const ends = new Map<number, string>()
    for (let failing = 1; ; failing += 1) {
      const calls = await inScratch(async (dir) => {
        put(dir, { 'README.md': 'mine', 'cmd/mine.go': 'mine', LICENSE: 'mine' })
        const before = listing(dir, true)
        const plan = await planFor(join(dir, path), tree)
        Object.assign(disk, { calls: 0, failing, links })
        const error: unknown = await apply(plan).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        const { calls } = disk
        disk.failing = 0
        if (error === undefined) {
          expect(readdirSync(dir).filter((name) => name.startsWith('.create'))).toEqual([])
          expect(listing(join(dir, path))).toMatchObject({ 'scripts/x.sh': '#!/bin/sh (x)' })
          ends.set(failing, 'done')
        } else {
          expect(error).toBeInstanceOf(DiskError)
          expect(String(error)).toMatch(/^DiskError: cannot \w+ .*: no space is left on the disk/)
          expect(String(error)).toContain(dir)
          expect(listing(dir, true)).toEqual(before)
          ends.set(failing, 'undone')
        }
        return calls
      })
      if (calls < failing) break
    }
    expect(ends.size).toBeGreaterThan(10)
    expect(new Set(ends.values())).toEqual(new Set(['undone', 'done']))
  })
})

describe('what the user does during a run is kept, and the run is undone:', () => {
  const theirs = {
    'elsewhere/': '',
    'elsewhere/mine': 'mine',
    'svc/': '',
    'svc/README.md': 'mine',
    'svc/cmd/': '',
    'svc/cmd/mine.go': 'mine',
  }

  test.each<{
    what: string
    links?: boolean
    before: readonly [call: string, path: string]
    act: (dir: string) => void
    kept: Readonly<Record<string, string | undefined>>
    said?: string
  }>([
    {
      what: 'a file appears in its place',
      before: ['linkSync', 'scripts/x.sh'],
      act: (dir) => put(dir, { 'scripts/x.sh': 'mine' }),
      kept: { 'svc/scripts/': '', 'svc/scripts/x.sh': 'mine' },
    },
    {
      what: 'an empty file appears where there are no hard links',
      links: false,
      before: ['openSync', 'scripts/x.sh'],
      act: (dir) => put(dir, { 'scripts/x.sh': '' }),
      kept: { 'svc/scripts/': '', 'svc/scripts/x.sh': '' },
    },
    {
      what: 'a file to overwrite is edited',
      before: ['renameSync', 'README.md'],
      act: (dir) => put(dir, { 'README.md': 'edited' }),
      kept: { 'svc/README.md': 'edited' },
    },
    {
      what: 'a file to overwrite is removed',
      before: ['renameSync', 'README.md'],
      act: (dir) => rmSync(join(dir, 'README.md')),
      kept: { 'svc/README.md': undefined },
    },
    {
      what: 'a file to overwrite is written anew',
      before: ['linkSync', 'README.md'],
      act: (dir) => put(dir, { 'README.md': 'anew' }),
      kept: { 'svc/README.md': 'anew', 'svc/README.md.saved-1': 'mine' },
      said: 'README.md.saved-1',
    },
    {
      what: 'a file of the run is edited',
      before: ['linkSync', 'scripts/x.sh'],
      act: (dir) => put(dir, { 'cmd/api/main.go': 'edited', 'scripts/x.sh': '' }),
      kept: {
        'svc/cmd/api/': '',
        'svc/cmd/api/main.go': 'edited',
        'svc/scripts/': '',
        'svc/scripts/x.sh': '',
      },
    },
    {
      what: 'a directory becomes a link to elsewhere',
      before: ['linkSync', 'internal/a/b/c.go'],
      act: (dir) => {
        rmSync(join(dir, 'scripts'), { recursive: true })
        symlinkSync('../elsewhere', join(dir, 'scripts'))
      },
      kept: { 'svc/scripts': '-> ../elsewhere' },
    },
    {
      what: 'a file appears where a directory belongs',
      before: ['mkdirSync', 'scripts'],
      act: (dir) => put(dir, { scripts: 'mine' }),
      kept: { 'svc/scripts': 'mine' },
    },
  ])('$what', async ({ links = true, before: [call, path], act, kept, said = 'cannot ' }) => {
    await inScratch(async (outer) => {
      const dir = join(outer, 'svc')
      put(outer, { 'elsewhere/mine': 'mine', 'svc/README.md': 'mine', 'svc/cmd/mine.go': 'mine' })
      const plan = await planFor(dir, tree)
      disk.links = links
      disk.before = (name, paths) => {
        if (name !== call || !paths.includes(join(dir, path))) return
        disk.before = () => {}
        act(dir)
      }
      await expect(apply(plan)).rejects.toThrow(said)
      expect(listing(outer)).toEqual(JSON.parse(JSON.stringify({ ...theirs, ...kept })))
    })
  })
})

test('the lock is the last file that appears', () =>
  inScratch(async (dir) => {
    const placed: string[] = []
    const plan = await planFor(dir, tree)
    disk.before = (name, paths) => {
      if (name === 'linkSync') placed.push(paths.slice(paths.lastIndexOf(' ') + 1))
    }
    await apply(plan)
    expect(placed).toHaveLength(tree.size)
    expect(placed.at(-1)).toBe(join(dir, 'go-docker.lock.json'))
  }))

test('a stage is never removed if something else has taken its name', () =>
  inScratch(async (dir) => {
    put(dir, { 'README.md': 'mine' })
    const plan = await planFor(dir, treeOf({ 'main.go': 'package main' }))
    let taken = ''
    disk.before = (name, paths) => {
      const [from = '', to = ''] = paths.split(' ')
      if (name !== 'renameSync' || from !== join(dir, '.create-go-docker')) return
      disk.before = () => {}
      taken = to
      put(to, { 'run.json': 'theirs' })
    }
    await apply(plan)
    expect(listing(taken)).toEqual({ 'run.json': 'theirs' })
    rmSync(taken, { recursive: true })
    expect(listing(dir)).toEqual({ 'README.md': 'mine', 'main.go': 'package main' })
  }))

test('a dead run has no heir if another run has taken its place', () =>
  inScratch(async (dir) => {
    const stage = join(dir, '.create-go-docker')
    putStage(dir, '.create-go-docker', { pid: 2 ** 22 + 1 })
    const changes = [{ path: 'x', status: 'update', sha256: '', size: 0 }]
    disk.before = (name, paths) => {
      if (name !== 'renameSync' || !paths.includes('heir-of-')) return
      disk.before = () => {}
      rmSync(stage, { recursive: true })
      putStage(dir, '.create-go-docker', {}, { id: 'bbbbbb', changes })
      put(stage, { '0.old': 'theirs' })
    }
    expect((await refusal(recover(dir))).kind).toBe('busy')
    expect(listing(stage)).toMatchObject({
      'run.json': expect.stringContaining('bbbbbb'),
      '0.old': 'theirs',
    })
  }))

test('a directory that is swapped for a link during an undo costs no file behind it', () =>
  inScratch(async (outer) => {
    const dir = join(outer, 'svc')
    const content = 'package b'
    const change = {
      path: 'a/b.go',
      status: 'create',
      sha256: sha256(content),
      size: content.length,
    }
    for (let at = 1; ; at += 1) {
      rmSync(outer, { recursive: true })
      put(outer, { 'victim/b.go': content, 'svc/a/b.go': content })
      const run = { directories: ['a'], changes: [change] }
      const stage = putStage(dir, '.create-go-docker', { pid: 2 ** 22 + 1 }, run)
      linkSync(join(dir, 'a/b.go'), join(stage, '0'))
      let looks = 0
      disk.looked = (path) => {
        if (!path.endsWith('b.go')) return
        looks += 1
        if (looks !== at) return
        renameSync(join(dir, 'a'), join(outer, 'swapped'))
        symlinkSync('../victim', join(dir, 'a'))
      }
      await recover(dir).catch(() => undefined)
      disk.looked = () => {}
      expect(readdirSync(join(outer, 'victim'))).toEqual(['b.go'])
      if (looks < at) break
      expect(at).toBeLessThan(50)
    }
  }))
