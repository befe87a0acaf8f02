import { spawnSync } from 'node:child_process'
import {
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { snapshot } from '../../../../generators/disk/snapshot.ts'
import { recover } from '../../../../generators/disk/transaction/index.ts'
import type { Owner } from '../../../../generators/disk/transaction/owner.ts'
import { sha256 } from '../../../../generators/plan/digest.ts'
import { create, inScratch, listing, put, putStage, refusal, treeOf } from '../disk.ts'

const nobody = 2 ** 22 + 1
const dead = { pid: nobody }
const strange = 'it contains no valid journal'
const tree = treeOf({ 'README.md': 'new', 'cmd/main.go': 'package main' })

interface Left {
  readonly path: string
  readonly status: 'create' | 'update'
  readonly content?: string
}

/** Creates the journal of a run that was killed while it changed these paths of a directory. */
function leave(
  directory: string,
  changes: readonly Left[],
  directories: readonly string[] = [],
  owner: Partial<Owner> = {},
): void {
  const run = {
    directories,
    changes: changes.map(({ path, status, content = '' }) => ({
      path,
      status,
      sha256: sha256(content),
      size: content.length,
    })),
  }
  putStage(directory, '.create-go-docker', { ...dead, ...owner }, run)
}

describe('a stage', () => {
  test('of a dead run is swept, next to a new directory and an existing one; others stay', () =>
    inScratch(async (dir) => {
      const kept = {
        '.create-go-docker-notes/mine': 'mine',
        [`.create-go-docker-${nobody}-01aBc0/mine`]: 'mine',
        [`.create-go-docker-${nobody}-01aBc0/run.json`]: 'mine',
        [`.create-go-docker-${process.pid}-01aBc1/run.json`]: '',
      }
      put(dir, kept)
      putStage(dir, `.create-go-docker-${process.pid}-01aBc2`, {})
      for (const destination of ['svc', 'svc', 'new']) {
        const stage = `.create-go-docker-${nobody}-01aBcf`
        putStage(dir, stage, dead)
        put(dir, { [`${stage}/tree/x/y`]: 'z' })
        mkdirSync(join(dir, `.create-go-docker-${nobody}-fedcB0`))
        put(dir, { [`.create-go-docker-${nobody}-fedcB1/run.json`]: '{"too' })
        await create(join(dir, destination), tree)
      }
      expect(listing(dir)).toMatchObject(kept)
      const live = `.create-go-docker-${process.pid}-01aBc2/`
      const names = [...Object.keys(kept), live].map((path) => path.split('/')[0])
      expect(readdirSync(dir).sort()).toEqual([...new Set([...names, 'new', 'svc'])].sort())
    }))

  test('that is a link is not followed', () =>
    inScratch(async (dir) => {
      putStage(dir, 'elsewhere', dead)
      put(dir, { 'elsewhere/0.old': 'mine' })
      const before = listing(join(dir, 'elsewhere'), true)
      mkdirSync(join(dir, 'svc'))
      symlinkSync('../elsewhere', join(dir, `svc/.create-go-docker-${nobody}-01aBcf`))
      await create(join(dir, 'svc'), tree)
      rmSync(join(dir, 'svc'), { recursive: true })
      mkdirSync(join(dir, 'svc'))
      symlinkSync('../elsewhere', join(dir, 'svc/.create-go-docker'))
      await expect(create(join(dir, 'svc'), tree)).rejects.toThrow(
        'was not left by a run in this directory',
      )
      expect(listing(join(dir, 'elsewhere'), true)).toEqual(before)
    }))
})

describe('what a killed run left', () => {
  test('is only undone if it is the file that the run linked, with the same content', () =>
    inScratch(async (dir) => {
      const paths = ['ours', 'edited', 'same', 'replaced']
      leave(
        dir,
        paths.map((path) => ({ path, status: 'create', content: 'new' })),
      )
      for (const [index, path] of paths.entries()) {
        put(dir, { [`.create-go-docker/${index}`]: 'new' })
        if (path === 'same') put(dir, { same: 'new' })
        else if (path === 'replaced') put(dir, { replaced: 'mine' })
        else linkSync(join(dir, `.create-go-docker/${index}`), join(dir, path))
      }
      writeFileSync(join(dir, 'edited'), 'edited')
      const kept = { edited: 'edited', same: 'new', replaced: 'mine' }
      const { entries } = await snapshot(dir, treeOf({ ours: '', ...kept }))
      expect([...entries.keys()]).toEqual(['edited', 'replaced', 'same'])
      await recover(dir)
      expect(listing(dir)).toEqual(kept)
    }))

  test('is undone if it was copied, completely or partly, and its mark identifies it', () =>
    inScratch(async (dir) => {
      const contents = {
        whole: 'new',
        short: 'ne',
        empty: '',
        unnamed: '',
        half: '',
        longer: 'newer',
        other: 'mine',
        prefix: 'ne',
        twin: 'new',
        begun: 'n',
      }
      const paths = Object.keys(contents)
      leave(
        dir,
        paths.map((path) => ({ path, status: 'create', content: 'new' })),
      )
      put(dir, contents)
      for (const [index, path] of paths.entries()) {
        const { dev, ino } = lstatSync(join(dir, path), { bigint: true })
        const mark =
          { unnamed: '', half: `${dev}:${ino}`, prefix: '1:2\n', twin: `${dev}:1\n`, begun: '' }[
            path
          ] ?? `${dev}:${ino}\n`
        put(dir, {
          [`.create-go-docker/${index}`]: 'new',
          [`.create-go-docker/${index}.copying`]: mark,
        })
      }
      await recover(dir)
      expect(listing(dir)).toEqual({
        longer: 'newer',
        other: 'mine',
        prefix: 'ne',
        twin: 'new',
        begun: 'n',
      })
    }))

  test('is not an obstacle if a directory of it must be a file, or the reverse', () =>
    inScratch(async (dir) => {
      const changes = ['a/b/c', 'd'].map(
        (path) => ({ path, status: 'create', content: 'new' }) as const,
      )
      leave(dir, changes, ['a', 'a/b'])
      for (const [index, { path }] of changes.entries()) {
        put(dir, { [`.create-go-docker/${index}`]: 'new' })
        mkdirSync(join(dir, 'a/b'), { recursive: true })
        linkSync(join(dir, `.create-go-docker/${index}`), join(dir, path))
      }
      const turned = treeOf({ a: 'file', 'd/e': 'file' })
      expect((await snapshot(dir, turned)).entries).toEqual(new Map())
      await create(dir, turned)
      expect(listing(dir)).toEqual({ a: 'file', 'd/': '', 'd/e': 'file' })
    }))

  test('stays if the user has written to it; the file that was moved is put next to it', () =>
    inScratch(async (dir) => {
      put(dir, { 'b.md': 'since', 'b.md.saved-1': 'mine', '.create-go-docker/0.old': 'old b' })
      leave(dir, [{ path: 'b.md', status: 'update' }])
      const undone = { removed: [], restored: [], setAside: ['b.md.saved-2'] }
      expect(await recover(dir)).toEqual({ undone, repositories: [] })
      await create(dir, tree)
      expect(listing(dir)).toMatchObject({
        'b.md': 'since',
        'b.md.saved-1': 'mine',
        'b.md.saved-2': 'old b',
        'README.md': 'new',
      })
    }))

  test('is restored into a directory that was removed since', () =>
    inScratch(async (dir) => {
      put(dir, { '.create-go-docker/0.old': 'mine' })
      leave(dir, [{ path: 'a/b/c', status: 'update' }])
      await recover(dir)
      expect(listing(dir)).toEqual({ 'a/': '', 'a/b/': '', 'a/b/c': 'mine' })
    }))

  test('does not reach outside through a link that replaced a directory', () =>
    inScratch(async (outer) => {
      const dir = join(outer, 'svc')
      put(outer, { 'victim/x': 'mine', 'svc/.create-go-docker/0': 'mine' })
      mkdirSync(join(outer, 'victim/empty'))
      put(dir, { '.create-go-docker/0.copying': '', '.create-go-docker/1.old': 'old' })
      symlinkSync('../victim', join(dir, 'a'))
      const changes = [
        { path: 'a/x', status: 'create', content: 'mine' },
        { path: 'a/y', status: 'update' },
      ] as const
      leave(dir, changes, ['a', 'a/empty'])
      const before = listing(join(outer, 'victim'), true)
      expect(await recover(dir)).toMatchObject({ undone: { setAside: ['y.saved-1'] } })
      expect(listing(join(outer, 'victim'), true)).toEqual(before)
      expect(listing(dir)).toEqual({ a: '-> ../victim', 'y.saved-1': 'old' })
    }))
})

describe('a journal', () => {
  test("that can't be read leaves everything as it is, and its stage is named", () =>
    inScratch(async (dir) => {
      put(dir, { '.create-go-docker/0.old': 'mine', '.create-go-docker/run.json': '' })
      const before = listing(dir, true)
      const { kind, what } = await refusal(recover(dir))
      expect(kind).toBe('busy')
      expect(what).toEqual([expect.stringContaining('was not left by a run in this directory')])
      expect(listing(dir, true)).toEqual(before)
    }))

  test.each(['../victim', '/victim', 'a/../../victim', '.git/config'])(
    'that claims %s is not one of our runs',
    (path) =>
      inScratch(async (outer) => {
        const dir = join(outer, 'svc')
        put(outer, { victim: 'mine', 'svc/.git/config': 'mine' })
        put(dir, { '.create-go-docker/0': 'mine', '.create-go-docker/0.copying': '' })
        leave(dir, [{ path, status: 'create', content: 'mine' }])
        const before = listing(outer, true)
        expect((await refusal(recover(dir))).kind).toBe('busy')
        expect(listing(outer, true)).toEqual(before)
      }),
  )

  test('that comes with a repository or an archive makes no run delete anything', () =>
    inScratch(async (dir) => {
      put(dir, { 'README.md': 'new', 'empty.go': '', 'main.go': 'new' })
      leave(dir, [
        { path: 'README.md', status: 'create', content: 'new' },
        { path: 'empty.go', status: 'create', content: 'new' },
        { path: 'main.go', status: 'create', content: 'newer' },
      ])
      const stage = join(dir, '.create-go-docker')
      linkSync(join(dir, 'README.md'), join(stage, '0'))
      put(stage, { '1': 'new', '1.copying': '', '2': 'newer', '2.copying': '' })
      // Keeps hard links, as tar does, so that only the directory is different.
      spawnSync('cp', ['-al', stage, join(dir, 'unpacked')])
      rmSync(stage, { recursive: true })
      renameSync(join(dir, 'unpacked'), stage)
      const before = listing(dir, true)
      const { kind, what } = await refusal(recover(dir))
      expect(kind).toBe('busy')
      expect(what).toEqual([`${stage} was not left by a run in this directory: ${strange}`])
      expect(await refusal(snapshot(dir, tree))).toMatchObject({ kind: 'busy' })
      expect(listing(dir, true)).toEqual(before)
    }))

  test.each<readonly [string, (stage: string) => unknown, string]>([
    ['is a pipe', (stage) => spawnSync('mkfifo', [join(stage, 'run.json')]), strange],
    ['is a directory', (stage) => mkdirSync(join(stage, 'run.json')), strange],
    [
      'is a link to one',
      (stage) => {
        putStage(dirname(stage), 'other', dead)
        symlinkSync('../other/run.json', join(stage, 'run.json'))
      },
      strange,
    ],
    [
      'has a million entries',
      (stage) => {
        const changes = Array.from({ length: 1_000_000 }, () => ({ path: 'x', status: 'create' }))
        putStage(dirname(stage), basename(stage), dead, { changes })
      },
      strange,
    ],
    [
      'is in a link to a stage',
      (stage) => {
        rmSync(stage, { recursive: true })
        putStage(dirname(stage), 'other', dead)
        symlinkSync('other', stage)
      },
      'it is not a directory',
    ],
    [
      'is in a link to an empty directory',
      (stage) => {
        rmSync(stage, { recursive: true })
        mkdirSync(join(dirname(stage), 'other'))
        symlinkSync('other', stage)
      },
      'it is not a directory',
    ],
    [
      'is in a pipe',
      (stage) => {
        rmSync(stage, { recursive: true })
        spawnSync('mkfifo', [stage])
      },
      'it is not a directory',
    ],
    [
      'is its own heir',
      (stage) => {
        putStage(dirname(stage), basename(stage), dead, { id: 'AAAAAA' })
        putStage(stage, 'heir-of-AAAAAA', dead, { id: 'AAAAAA' })
      },
      strange,
    ],
    [
      'has heirs that inherit from each other',
      (stage) => {
        putStage(dirname(stage), basename(stage), dead, { id: 'AAAAAA' })
        putStage(stage, 'heir-of-AAAAAA', dead, { id: 'BBBBBB' })
        putStage(stage, 'heir-of-BBBBBB', dead, { id: 'AAAAAA' })
      },
      strange,
    ],
    [
      'has two thousand heirs',
      (stage) => {
        const id = (number: number) => number.toString(36).padStart(6, '0')
        putStage(dirname(stage), basename(stage), dead, { id: id(0) })
        for (let number = 0; number < 2_000; number += 1) {
          putStage(stage, `heir-of-${id(number)}`, dead, { id: id(number + 1) })
        }
      },
      strange,
    ],
  ])('that %s does not block a run, which names it and changes nothing', (_, leaveIt, why) =>
    inScratch(async (dir) => {
      const stage = join(dir, '.create-go-docker')
      mkdirSync(stage)
      leaveIt(stage)
      const names = readdirSync(dir, { recursive: true })
      expect(await refusal(recover(dir))).toEqual({
        kind: 'busy',
        what: [`${stage} was not left by a run in this directory: ${why}`],
      })
      expect(await refusal(snapshot(dir, tree))).toMatchObject({ kind: 'busy' })
      expect(readdirSync(dir, { recursive: true })).toEqual(names)
    }),
  )

  test('of another user is not undone by anybody else', ({ skip }) =>
    inScratch(async (dir) => {
      skip(process.geteuid?.() !== 0, 'only root can give a directory away')
      leave(dir, [{ path: 'README.md', status: 'update' }])
      const stage = join(dir, '.create-go-docker')
      put(stage, { '0.old': 'mine' })
      chownSync(stage, 65534, 65534)
      const { what } = await refusal(recover(dir))
      expect(what).toEqual([
        `${stage} was not left by a run in this directory: it belongs to another user (65534)`,
      ])
      expect(listing(stage)).toMatchObject({ '0.old': 'mine' })
    }))

  test('of a run on another machine, dated a day in the future, belongs to a dead run', () =>
    inScratch(async (dir) => {
      put(dir, { '.create-go-docker/0.old': 'mine' })
      leave(dir, [{ path: 'README.md', status: 'update' }], [], { host: 'elsewhere' })
      const journal = join(dir, '.create-go-docker/run.json')
      const seconds = Date.now() / 1000
      utimesSync(journal, seconds + 30, seconds + 30)
      const error: unknown = await recover(dir).catch((reason: unknown) => reason)
      const fix = `Wait until it ends, then run the command again. Its folder is ${join(dir, '.create-go-docker')}.`
      expect(error).toMatchObject({ kind: 'busy', problems: [{ fix }] })
      utimesSync(journal, seconds + 86_400, seconds + 86_400)
      await recover(dir)
      expect(listing(dir)).toEqual({ 'README.md': 'mine' })
    }))

  test.each([
    ['dead', dead, { 'README.md': 'mine' }],
    ['alive', {}, undefined],
  ])('whose heir is %s is only undone if that is dead', (_, heir, whole) =>
    inScratch(async (dir) => {
      leave(dir, [{ path: 'README.md', status: 'update' }])
      put(dir, {
        '.create-go-docker/0.old': 'mine',
      })
      putStage(dir, '.create-go-docker/heir-of-012aBC', heir, { id: 'aaaaaa' })
      const before = listing(dir, true)
      if (whole === undefined) expect((await refusal(recover(dir))).kind).toBe('busy')
      else await recover(dir)
      if (whole === undefined) expect(listing(dir, true)).toEqual(before)
      else expect(listing(dir)).toEqual(whole)
    }),
  )
})

describe('a disk error while a killed run is undone', () => {
  /**
   * Runs a test on a small separate disk, in a directory that a killed run had started to change.
   */
  async function onDisk(
    skip: (condition: boolean, note: string) => void,
    act: (directory: string, disk: string) => Promise<void>,
  ): Promise<void> {
    await inScratch(async (disk) => {
      const mount = ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]
      skip(spawnSync('mount', mount).status !== 0, 'only root can mount a small disk')
      try {
        const dir = join(disk, 'svc')
        put(dir, { '.create-go-docker/0.old': 'mine' })
        leave(dir, [{ path: 'README.md', status: 'update' }])
        await act(dir, disk)
      } finally {
        spawnSync('umount', [disk])
      }
    })
  }

  test('for lack of space is named, and the run is undone once there is space', ({ skip }) =>
    onDisk(skip, async (dir, disk) => {
      const filler = join(disk, 'filler')
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1k'])
      const { kind, what } = await refusal(recover(dir))
      expect(kind).toBe('failed')
      expect(what).toEqual([
        `cannot undo the interrupted run in ${dir}: no space is left on the disk (ENOSPC)`,
      ])
      rmSync(filler)
      await recover(dir)
      expect(listing(dir)).toEqual({ 'README.md': 'mine' })
    }))

  test('for being read-only is named, and nothing changes', ({ skip }) =>
    onDisk(skip, async (dir, disk) => {
      const before = listing(dir, true)
      spawnSync('mount', ['-o', 'remount,ro', disk])
      const { kind, what } = await refusal(recover(dir))
      expect(kind).toBe('failed')
      expect(what).toEqual([
        `cannot undo the interrupted run in ${dir}: the file system is read-only (EROFS)`,
      ])
      expect(listing(dir, true)).toEqual(before)
    }))

  test('for an immutable file names it, and everything else is undone', ({ skip }) =>
    inScratch(async (dir) => {
      put(dir, { 'a.go': 'new', 'b.go': 'new' })
      const paths = ['a.go', 'b.go'] as const
      leave(
        dir,
        paths.map((path) => ({ path, status: 'create', content: 'new' })),
      )
      for (const [index, path] of paths.entries()) {
        linkSync(join(dir, path), join(dir, `.create-go-docker/${index}`))
      }
      const first = join(dir, 'a.go')
      skip(spawnSync('chattr', ['+i', first]).status !== 0, 'only root can make a file immutable')
      try {
        const { what } = await refusal(recover(dir))
        expect(what).toEqual([
          `cannot undo the change to ${first}: the operation is not permitted (EPERM)`,
        ])
        expect(readdirSync(dir)).toEqual(['.create-go-docker', 'a.go'])
      } finally {
        spawnSync('chattr', ['-i', first])
      }
      await recover(dir)
      expect(readdirSync(dir)).toEqual([])
    }))
})
