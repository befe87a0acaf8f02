import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { apply } from '../../../generators/disk/apply.ts'
import { snapshot } from '../../../generators/disk/snapshot.ts'
import { openStage } from '../../../generators/disk/transaction/index.ts'
import { compare } from '../../../generators/plan/compare.ts'
import { treeFile } from '../../tree-file.ts'
import { asPlainUser, create, inScratch, listing, planFor, put, refusal, treeOf } from './disk.ts'

const tree = treeOf({
  'README.md': 'new readme\n',
  'cmd/api/main.go': 'package main\n',
  'scripts/x.sh': '#!/bin/sh\n',
})
const whole = {
  'README.md': 'new readme\n',
  'cmd/': '',
  'cmd/api/': '',
  'cmd/api/main.go': 'package main\n',
  'scripts/': '',
  'scripts/x.sh': '#!/bin/sh\n (x)',
}

describe('once a directory is claimed', () => {
  const claimed = (act: () => void) => ({ claimed: () => Promise.resolve(act()) })

  test('the caller may act before anything in it changes', () =>
    inScratch(async (dir) => {
      put(dir, { 'README.md': 'mine\n' })
      let seen: Readonly<Record<string, string>> = {}
      const plan = await planFor(dir, tree, 'overwrite')
      const look = () => {
        seen = listing(dir)
      }
      await apply(plan, claimed(look))
      expect(Object.keys(seen).filter((path) => !path.startsWith('.create-go-docker'))).toEqual([
        'README.md',
      ])
      expect(seen['README.md']).toBe('mine\n')
      expect(listing(dir)['README.md']).toBe('new readme\n')
    }))

  const swaps: readonly (readonly [string, (path: string) => void])[] = [
    ['a broken link', (path) => symlinkSync('nowhere', path)],
    ['a link to a file', (path) => symlinkSync('README.md.orig', path)],
    ['a folder', (path) => put(path, { 'a.txt': 'mine too\n' })],
    ['an empty folder', (path) => mkdirSync(path)],
  ]

  test.each(swaps)('%s that the user puts in the place of a file comes back', (_, swap) =>
    inScratch(async (dir) => {
      const path = join(dir, 'README.md')
      put(dir, { 'README.md': 'mine\n' })
      const plan = await planFor(dir, tree, 'overwrite')
      let before: unknown
      const act = () => {
        renameSync(path, `${path}.orig`)
        swap(path)
        before = here()
      }
      const here = () =>
        Object.entries(listing(dir)).filter(([name]) => !name.startsWith('.create-go-docker'))
      const refused = await refusal(apply(plan, claimed(act)))
      expect(refused.kind).toBe('changed')
      expect(here()).toEqual(before)
      expect(readdirSync(dir).sort()).toEqual(['README.md', 'README.md.orig'])
    }),
  )

  test('nothing changes if the caller fails', () =>
    inScratch(async (dir) => {
      put(dir, { 'README.md': 'mine\n' })
      const before = listing(dir)
      const plan = await planFor(dir, tree, 'overwrite')
      const fail = () => {
        throw new Error('full')
      }
      await expect(apply(plan, claimed(fail))).rejects.toThrow('full')
      expect(listing(dir)).toEqual(before)
    }))
})

describe('a new directory', () => {
  test('is written completely, with modes, and nothing is left next to it', () =>
    inScratch(async (dir) => {
      await create(join(dir, 'svc'), tree)
      expect(listing(join(dir, 'svc'))).toEqual(whole)
      expect(readdirSync(dir)).toEqual(['svc'])
    }))

  test('gets its missing parents', () =>
    inScratch(async (dir) => {
      await create(join(dir, 'a/b/svc'), tree)
      expect(listing(join(dir, 'a/b/svc'))).toEqual(whole)
      expect(readdirSync(dir)).toEqual(['a'])
    }))

  test('respects the umask, for files and directories', () =>
    inScratch(async (dir) => {
      const before = process.umask(0o027)
      try {
        await create(join(dir, 'a/svc'), tree)
      } finally {
        process.umask(before)
      }
      const mode = (path: string) => (statSync(join(dir, path)).mode & 0o777).toString(8)
      expect(
        ['a', 'a/svc', 'a/svc/cmd', 'a/svc/README.md', 'a/svc/scripts/x.sh'].map(mode),
      ).toEqual(['750', '750', '750', '640', '750'])
    }))

  test.each([
    ['a directory with a file', (at: string) => put(at, { x: 'theirs' })],
    ['an empty directory', (at: string) => mkdirSync(at)],
    ['a file', (at: string) => writeFileSync(at, 'theirs')],
    ['a dangling link', (at: string) => symlinkSync('nowhere', at)],
  ])('stays as it is if %s has appeared there since the plan', (_, appear) =>
    inScratch(async (dir) => {
      const plan = await planFor(join(dir, 'svc'), tree)
      appear(join(dir, 'svc'))
      const before = listing(dir, true)
      const { what } = await refusal(apply(plan))
      expect(what).toEqual([expect.stringContaining(`cannot write ${join(dir, 'svc')}: it `)])
      expect(listing(dir, true)).toEqual(before)
    }),
  )

  test('shares missing parents with another run that creates them meanwhile', () =>
    inScratch(async (dir) => {
      await Promise.all(['one', 'two', 'three'].map((name) => create(join(dir, 'a/b', name), tree)))
      expect(readdirSync(dir)).toEqual(['a'])
      for (const name of ['one', 'two', 'three']) {
        expect(listing(join(dir, 'a/b', name))).toEqual(whole)
      }
    }))

  test('accepts one of two concurrent runs', () =>
    inScratch(async (dir) => {
      const plan = await planFor(join(dir, 'svc'), tree)
      const other = await planFor(join(dir, 'svc'), treeOf({ other: 'x' }))
      const ends = await Promise.allSettled([apply(plan), apply(other)])
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(readdirSync(dir)).toEqual(['svc'])
    }))
})

describe('an existing directory', () => {
  test('keeps what exists: other files, links, identical ones and their inodes', () =>
    inScratch(async (dir) => {
      put(dir, { '.git/config': 'git', 'cmd/mine.go': 'mine', 'README.md': 'new readme\n' })
      symlinkSync('README.md', join(dir, 'link'))
      const before = listing(dir, true)
      await create(dir, tree)
      expect(listing(dir)).toEqual({
        ...whole,
        '.git/': '',
        '.git/config': 'git',
        'cmd/mine.go': 'mine',
        link: '-> README.md',
      })
      expect(listing(dir, true)).toMatchObject(before)
    }))

  test('overwrites only what was decided', () =>
    inScratch(async (dir) => {
      put(dir, { 'README.md': 'mine', 'cmd/api/main.go': 'mine' })
      const plan = await planFor(dir, tree, 'keep')
      await apply(plan)
      expect(listing(dir)).toEqual({ ...whole, 'README.md': 'mine', 'cmd/api/main.go': 'mine' })
      await create(dir, tree, 'overwrite')
      expect(listing(dir)).toEqual(whole)
    }))

  test('loses a file only if the plan removes it', () =>
    inScratch(async (dir) => {
      put(dir, { 'old.go': 'old', 'other.go': 'other' })
      const plan = await planFor(dir, treeOf({ 'old.go': 'old' }))
      const changes = plan.changes.flatMap((change) =>
        change.status === 'identical' ? [{ ...change, status: 'remove' as const }] : [],
      )
      await apply({ ...plan, changes })
      expect(listing(dir)).toEqual({ 'other.go': 'other' })
    }))

  test('loses the folders that a removed file leaves empty, and no other', () =>
    inScratch(async (dir) => {
      put(dir, { 'a/b/old': 'old', 'c/d/old': 'old', 'c/mine': 'mine' })
      mkdirSync(join(dir, 'empty'))
      const plan = await planFor(dir, treeOf({ 'a/b/old': 'old', 'c/d/old': 'old' }))
      const changes = plan.changes.flatMap((change) =>
        change.status === 'identical' ? [{ ...change, status: 'remove' as const }] : [],
      )
      await apply({ ...plan, changes })
      expect(readdirSync(dir, { recursive: true }).sort()).toEqual(['c', 'c/mine', 'empty'])
    }))

  test('may be reached through a link', () =>
    inScratch(async (dir) => {
      put(dir, { 'real/notes': 'mine' })
      symlinkSync('real', join(dir, 'link'))
      await create(join(dir, 'link'), tree)
      expect(listing(join(dir, 'real'))).toEqual({ ...whole, notes: 'mine' })
    }))

  test('is not touched by a plan that writes nothing', () =>
    inScratch(async (dir) => {
      await create(dir, tree)
      utimesSync(dir, 1, 1)
      await create(dir, tree)
      expect(statSync(dir).mtimeMs).toBe(1000)
    }))

  test('accepts one of two concurrent runs', () =>
    inScratch(async (dir) => {
      const plan = await planFor(dir, tree)
      const other = await planFor(dir, treeOf({ other: 'x' }))
      const { stage } = openStage(dir)
      renameSync(stage, join(dir, '.create-go-docker'))
      const before = listing(dir, true)
      const busy = `cannot write ${dir}: another run is writing to it (process ${process.pid})`
      expect(await refusal(apply(plan))).toEqual({ kind: 'busy', what: [busy] })
      expect(await refusal(planFor(dir, tree))).toEqual({ kind: 'busy', what: [busy] })
      expect(listing(dir, true)).toEqual(before)
      rmSync(join(dir, '.create-go-docker'), { recursive: true })
      await apply(other)
      expect(listing(dir)).toEqual({ other: 'x' })
    }))
})

describe('a change since the plan', () => {
  test.each([
    ['a file appeared', (dir: string) => put(dir, { 'cmd/api/main.go': 'x' }), 'cmd/api/main.go'],
    ['a file to overwrite changed', (dir: string) => put(dir, { 'README.md': 'y' }), 'README.md'],
    ['a file to overwrite went', (dir: string) => rmSync(join(dir, 'README.md')), 'README.md'],
    [
      'a file to overwrite became a link',
      (dir: string) => {
        renameSync(join(dir, 'README.md'), join(dir, 'moved'))
        symlinkSync('moved', join(dir, 'README.md'))
      },
      'README.md',
    ],
    [
      'a parent became a link to elsewhere',
      (dir: string) => {
        rmSync(join(dir, 'cmd'), { recursive: true })
        symlinkSync('..', join(dir, 'cmd'))
      },
      'cmd/api/main.go',
    ],
    [
      'a directory took a file’s place',
      (dir: string) => mkdirSync(join(dir, 'scripts/x.sh'), { recursive: true }),
      'scripts/x.sh',
    ],
    [
      'a file took a directory’s place',
      (dir: string) => put(dir, { scripts: 'x' }),
      'scripts/x.sh',
    ],
  ])('%s: nothing is written, and the path is named', (_, change, path) =>
    inScratch(async (outer) => {
      const dir = join(outer, 'svc')
      put(dir, { 'README.md': 'mine', 'cmd/notes': 'mine' })
      const plan = await planFor(dir, tree)
      change(dir)
      const before = listing(outer, true)
      const { kind, what } = await refusal(apply(plan))
      expect(kind).toBe('changed')
      expect(what).toEqual([expect.stringContaining(path)])
      expect(listing(outer, true)).toEqual(before)
    }),
  )

  test('every changed path is named at once', () =>
    inScratch(async (dir) => {
      const plan = await planFor(dir, tree)
      put(dir, { 'README.md': 'x', 'scripts/x.sh': 'x' })
      expect(await refusal(apply(plan))).toEqual({
        kind: 'changed',
        what: ['cannot write README.md: it now exists', 'cannot write scripts/x.sh: it now exists'],
      })
    }))

  test('a directory that was removed is not created again', () =>
    inScratch(async (dir) => {
      put(dir, { 'svc/notes': 'mine' })
      const plan = await planFor(join(dir, 'svc'), tree)
      rmSync(join(dir, 'svc'), { recursive: true })
      expect((await refusal(apply(plan))).kind).toBe('changed')
      expect(readdirSync(dir)).toEqual([])
    }))
})

describe('a plan that can’t be done', () => {
  test('with a conflict writes nothing and names each', () =>
    inScratch(async (dir) => {
      put(dir, { 'README.md': 'mine', 'scripts/x.sh': 'mine' })
      const plan = compare(dir, tree, await snapshot(dir, tree))
      const before = listing(dir, true)
      const { kind, what } = await refusal(apply(plan))
      expect(kind).toBe('conflict')
      expect(what).toEqual([
        expect.stringContaining('README.md'),
        expect.stringContaining('scripts/x.sh'),
      ])
      expect(listing(dir, true)).toEqual(before)
    }))

  test.each(['../x', '/tmp/x', '.git/hooks/x', 'con'])('with the path %s writes nothing', (path) =>
    inScratch(async (dir) => {
      const file = treeFile('x')
      const plan = {
        directory: join(dir, 'svc'),
        exists: false,
        changes: [{ path, status: 'create' as const, file }],
      }
      expect((await refusal(apply(plan))).kind).toBe('unsafe')
      expect((await refusal(snapshot(dir, new Map([[path, file]])))).kind).toBe('unsafe')
      expect(readdirSync(dir)).toEqual([])
    }),
  )

  test.each([
    ['is a file', 'file', 'it is not a directory'],
    ['is below a file', 'file/svc', 'is not a directory'],
    ['is below a file, far', 'file/a/b/svc', 'is not a directory'],
    ['is a dangling link', 'dangling', 'it is a broken symbolic link'],
    ['has a name that is too long', 'x'.repeat(256), 'the path is too long (ENAMETOOLONG)'],
    ['has a parent whose name is too long', `${'x'.repeat(256)}/svc`, 'ENAMETOOLONG'],
  ])('because the destination %s reports that', (_, path, why) =>
    inScratch(async (dir) => {
      put(dir, { file: 'mine' })
      symlinkSync('nowhere', join(dir, 'dangling'))
      const before = listing(dir, true)
      const { kind, what } = await refusal(create(join(dir, path), tree))
      expect(kind).toBe('failed')
      expect(what).toEqual([expect.stringContaining(why)])
      expect(listing(dir, true)).toEqual(before)
    }),
  )
})

describe('an aborted run', () => {
  test.each([['svc'], ['.']])('leaves %s as it was, and throws the reason', (path) =>
    inScratch(async (dir) => {
      put(dir, { 'README.md': 'mine' })
      const before = listing(dir, true)
      const plan = await planFor(join(dir, path), tree)
      const controller = new AbortController()
      const run = apply(plan, { signal: controller.signal })
      controller.abort(new Error('stop'))
      await expect(run).rejects.toThrow('stop')
      expect(listing(dir, true)).toEqual(before)
    }),
  )
})

describe('a failed write', () => {
  test.skipIf(process.platform === 'win32').each([
    ['for a new directory', 'svc'],
    ['for an existing one', '.'],
    ['for a directory of the user’s', 'open'],
  ])('where writing is not allowed, %s, names the path', (_, path) =>
    inScratch(async (dir) => {
      put(dir, { 'README.md': 'mine', 'open/cmd/mine.go': 'mine' })
      chmodSync(join(dir, 'open'), 0o777)
      chmodSync(join(dir, 'open/cmd'), 0o555)
      chmodSync(dir, 0o555)
      const before = listing(dir, true)
      const { kind, what } = await asPlainUser(() => refusal(create(join(dir, path), tree)))
      expect(kind).toBe('failed')
      expect(what).toEqual([
        `cannot write ${join(dir, path === 'open' ? 'open/cmd/api' : '')}: permission denied (EACCES)`,
      ])
      expect(listing(dir, true)).toEqual(before)
      chmodSync(dir, 0o755)
      chmodSync(join(dir, 'open/cmd'), 0o755)
    }),
  )

  test('on a full disk leaves it as it was', ({ skip }) =>
    inScratch(async (dir) => {
      const mount = ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir]
      skip(spawnSync('mount', mount).status !== 0, 'only root can mount a small disk')
      try {
        put(dir, { 'svc/README.md': 'mine' })
        const before = listing(dir, true)
        const large = treeOf({
          'README.md': 'x',
          'a/b': 'x'.repeat(30_000),
          'a/c': 'y'.repeat(90_000),
        })
        for (const path of ['svc', 'new/svc']) {
          const { what } = await refusal(create(join(dir, path), large))
          expect(what).toEqual([
            `cannot write ${join(dir, path, 'a/c')}: no space is left on the disk (ENOSPC)`,
          ])
          expect(listing(dir, true)).toEqual(before)
        }
      } finally {
        spawnSync('umount', [dir])
      }
    }))

  test('in the middle leaves an existing directory as it was', () =>
    inScratch(async (dir) => {
      const long = `cmd/${'x'.repeat(255)}/`.repeat(15)
      put(dir, { 'README.md': 'mine', 'cmd/notes': 'mine' })
      const before = listing(dir, true)
      const files = { 'README.md': 'new', 'a/b/c': 'x', [`z/${long}${'y'.repeat(190)}`]: 'x' }
      const { kind, what } = await refusal(create(dir, treeOf(files)))
      expect(kind).toBe('failed')
      expect(what).toEqual([expect.stringContaining('ENAMETOOLONG')])
      expect(listing(dir, true)).toEqual(before)
      expect(lstatSync(join(dir, 'README.md')).isFile()).toBe(true)
    }))
})
