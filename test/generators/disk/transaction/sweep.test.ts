import { spawnSync } from 'node:child_process'
import {
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { takenBackFindings } from '../../../../generators/disk/interrupted.ts'
import { recover } from '../../../../generators/disk/transaction/index.ts'
import { cpuSeconds } from '../../../support/cpu.ts'
import { inScratch, listing, put, putStage } from '../disk.ts'

/** Counts the calls to the disk; `before` is called before each of them. */
const disk = vi.hoisted(() => ({ calls: 0, before: (_number: number): void => {} }))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  const watched = <A extends unknown[], R>(call: (...args: A) => R) => {
    return (...args: A): R => {
      disk.calls += 1
      disk.before(disk.calls)
      return call(...args)
    }
  }
  return {
    ...fs,
    watched,
    lstatSync: watched(fs.lstatSync),
    openSync: watched(fs.openSync),
    fstatSync: watched(fs.fstatSync),
    readdirSync: watched(fs.readdirSync),
    renameSync: watched(fs.renameSync),
    unlinkSync: watched(fs.unlinkSync),
    rmdirSync: watched(fs.rmdirSync),
  }
})

beforeEach(() => Object.assign(disk, { calls: 0, before: () => {} }))

const dead = { pid: 2 ** 22 + 1 }
const name = `.create-go-docker-${dead.pid}-01aBc0`

/**
 * The possible content of a stage. The user's directory has the same names, so that no file in it
 * survives only because of its name.
 */
const contents = {
  'tree/a/b': 'x',
  'tree/c': 'x',
  '0': 'x',
  '0.old': 'x',
  'heir-of-aaaaaa/run.json': 'x',
}

const swaps: readonly (readonly [string, (path: string, victim: string) => void])[] = [
  ['a link to the user’s', (path, victim) => symlinkSync(victim, path)],
  ['the user’s own', (path, victim) => renameSync(victim, path)],
]

describe('a stage that is swapped during a sweep, at any moment, for', () => {
  test.each(swaps)('%s directory costs no file in it', (_, swap) => sweepSwapped('', swap))
  test("a link to the user's directory in its tree costs no file there", () =>
    sweepSwapped('tree/a', (path, victim) => symlinkSync(victim, path)))
})

/**
 * Sweeps a stage, and swaps it or a directory in it before one call to the disk; repeats that for
 * each call.
 */
async function sweepSwapped(
  below: string,
  swap: (path: string, victim: string) => void,
): Promise<void> {
  let swapped = 0
  for (let at = 1; ; at += 1) {
    const calls = await inScratch(async (outer) => {
      const directory = join(outer, 'svc')
      put(outer, {
        ...Object.fromEntries(
          Object.entries(contents).map(([path, text]) => [`victim/${path}`, text]),
        ),
        'victim/run.json': 'x',
      })
      const inodes = inodesIn(join(outer, 'victim'))
      const stage = putStage(directory, name, dead)
      put(stage, contents)
      disk.calls = 0
      disk.before = (number) => {
        if (number !== at) return
        disk.before = () => {}
        const found = stageIn(directory)
        if (found === undefined || lstatSync(found).isSymbolicLink()) return
        const path = join(found, below)
        if (!isThere(path)) return
        renameSync(path, join(outer, 'swapped'))
        swap(path, join(outer, 'victim'))
        swapped += 1
      }
      await recover(directory)
      const { calls } = disk
      disk.before = () => {}
      const left = new Set([...inodesIn(outer)])
      expect([...inodes].filter((inode) => !left.has(inode))).toEqual([])
      return calls
    })
    if (calls < at) break
  }
  expect(swapped).toBeGreaterThan(10)
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function stageIn(directory: string): string | undefined {
  const found = readdirSync(directory).find((entry) => entry.startsWith('.create-go-docker-'))
  return found === undefined ? undefined : join(directory, found)
}

/** Returns the inodes of all files below a directory, without following links. */
function inodesIn(directory: string): readonly number[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? inodesIn(path) : [lstatSync(path).ino]
  })
}

describe('a stage stays, complete, if', () => {
  const cases: readonly (readonly [string, (directory: string) => unknown])[] = [
    [
      'its journal was made elsewhere',
      (directory) => {
        const stage = putStage(directory, 'elsewhere', dead)
        spawnSync('cp', ['-r', stage, join(directory, name)])
        rmSync(stage, { recursive: true })
      },
    ],
    ['its run is alive', (directory) => putStage(directory, name, {})],
    [
      'it contains an unknown file',
      (directory) => put(putStage(directory, name, dead), { 'notes.md': 'mine', '0': 'x' }),
    ],
    [
      'it contains an unknown directory',
      (directory) => put(putStage(directory, name, dead), { '0/x': 'mine', '1': 'x' }),
    ],
    ['its name holds more', (directory) => putStage(directory, `${name}\n`, dead)],
    [
      'its journal is a pipe',
      (directory) => {
        mkdirSync(join(directory, name))
        spawnSync('mkfifo', [join(directory, name, 'run.json')])
      },
    ],
    [
      'its journal is larger than any',
      (directory) => {
        const changes = Array.from({ length: 1_000_000 }, (_, number) => ({
          path: `f${number}`,
          status: 'create',
          sha256: '',
          size: 0,
        }))
        putStage(directory, name, dead, { changes })
      },
    ],
  ]
  test.skipIf(process.platform === 'win32').each(cases)('%s', (_, leave) =>
    inScratch(async (directory) => {
      leave(directory)
      const before = inodesIn(directory)
      expect(await cpuSeconds(() => recover(directory))).toBeLessThan(2)
      expect(inodesIn(directory)).toEqual(before)
    }),
  )

  test('it belongs to another user', ({ skip }) =>
    inScratch(async (directory) => {
      skip(process.geteuid?.() !== 0, 'only root can give a directory away')
      const stage = putStage(directory, name, dead)
      put(stage, contents)
      chownSync(stage, 65534, 65534)
      const before = inodesIn(directory)
      await recover(directory)
      expect(inodesIn(directory)).toEqual(before)
    }))

  test('part of it is another file system, whose files stay', ({ skip }) =>
    inScratch(async (directory) => {
      const stage = putStage(directory, name, dead)
      put(stage, contents)
      const mount = ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', join(stage, 'tree/a')]
      skip(spawnSync('mount', mount).status !== 0, 'only root can mount a disk')
      try {
        put(stage, { 'tree/a/mine': 'mine' })
        await recover(directory)
        const left = stageIn(directory) ?? ''
        expect(listing(join(left, 'tree/a'))).toEqual({ mine: 'mine' })
        expect(readdirSync(left)).toContain('run.json')
      } finally {
        spawnSync('umount', [join(stageIn(directory) ?? '', 'tree/a')])
      }
      await recover(directory)
      expect(readdirSync(directory)).toEqual([])
    }))
})

test("a sweep removes links and hard links to the user's files, but not the files", () =>
  inScratch(async (outer) => {
    const directory = join(outer, 'svc')
    put(outer, { 'victim/x': 'mine' })
    const stage = putStage(directory, name, dead)
    mkdirSync(join(stage, 'tree'))
    symlinkSync(join(outer, 'victim'), join(stage, 'tree/link'))
    symlinkSync(join(outer, 'victim/x'), join(stage, '0'))
    linkSync(join(outer, 'victim/x'), join(stage, '1'))
    spawnSync('mkfifo', [join(stage, 'tree/pipe')])
    await recover(directory)
    expect(listing(outer)).toEqual({ 'svc/': '', 'victim/': '', 'victim/x': 'mine' })
  }))

test('a thousand stages of dead runs are swept by several runs, and block none', () =>
  inScratch(async (directory) => {
    for (let number = 0; number < 1_000; number += 1) {
      const id = number.toString(36).padStart(6, '0')
      mkdirSync(join(directory, `.create-go-docker-${dead.pid}-${id}`))
    }
    writeFileSync(join(directory, 'mine'), '')
    await recover(directory)
    expect(readdirSync(directory)).toHaveLength(901)
    for (let runs = 0; runs < 9; runs += 1) await recover(directory)
    expect(readdirSync(directory)).toEqual(['mine'])
  }))

function below(folder: string, files: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]),
  )
}

describe('a repository in the stage of a dead run', () => {
  const refs = { 'repository/HEAD': 'ref: refs/heads/main\n', 'repository/refs/heads/main': 'x\n' }

  test("with a commit, linked by .git, becomes the directory's: the user may have worked in it", () =>
    inScratch(async (outer) => {
      const directory = join(outer, 'svc')
      put(putStage(directory, name, dead), { ...refs, 'repository/refs/heads/feature': 'x\n' })
      symlinkSync(join(name, 'repository'), join(directory, '.git'))
      await recover(directory)
      expect(lstatSync(join(directory, '.git')).isDirectory()).toBe(true)
      expect(readdirSync(join(directory, '.git/refs/heads')).sort()).toEqual(['feature', 'main'])
      expect(readdirSync(directory)).toEqual(['.git'])
    }))

  test.each([
    ['on a branch', { 'refs/heads/main': 'x\n' }],
    ['with a tag', { 'refs/tags/v1': 'x\n' }],
    ['with a detached HEAD', { HEAD: `${'a'.repeat(40)}\n` }],
    ['with a remote', { config: '[core]\n\tbare = false\n[remote "origin"]\n\turl = x\n' }],
    ['on a branch with a slash', { 'refs/heads/team/main': 'x\n' }],
    ['with a packed branch', { 'packed-refs': 'x refs/heads/main\n' }],
    ['in a reftable', { 'reftable/tables.list': '0x000000000001-0x000000000002-f3770365.ref\n' }],
  ])('%s, and no link, becomes the directory’s too', (_, files) =>
    inScratch(async (outer) => {
      const directory = join(outer, 'svc')
      put(putStage(directory, name, dead), below('repository', files))
      await recover(directory)
      expect(listing(join(directory, '.git'))).toMatchObject(files)
    }),
  )

  test.each([
    ['as git made it', { HEAD: 'ref: refs/heads/main\n' }],
    ['whose branch was being written', { 'refs/heads/main.lock': 'x\n' }],
    ['whose branch with a slash was being written', { 'refs/heads/team/main.lock': 'x\n' }],
    ['in a reftable', { 'reftable/tables.list': '0x000000000001-0x000000000001-a95288aa.ref\n' }],
  ])('without a commit, %s, is removed, with its link', (_, files) =>
    inScratch(async (outer) => {
      const directory = join(outer, 'svc')
      put(putStage(directory, name, dead), below('repository', files))
      symlinkSync(join(name, 'repository'), join(directory, '.git'))
      await recover(directory)
      expect(readdirSync(directory)).toEqual([])
    }),
  )

  test('gets a name beside another repository, which stays as it is, and that is said', () =>
    inScratch(async (outer) => {
      const directory = join(outer, 'svc')
      put(putStage(directory, name, dead), refs)
      put(directory, { '.git/HEAD': 'mine\n', '.git.saved-1': 'mine\n' })
      const recovery = await recover(directory)
      expect(readFileSync(join(directory, '.git/HEAD'), 'utf8')).toBe('mine\n')
      expect(listing(join(directory, '.git.saved-2'))).toMatchObject({ 'refs/heads/main': 'x\n' })
      expect(takenBackFindings(recovery)).toMatchObject([
        {
          rule: 'destination/interrupted-run',
          severity: 'warning',
          file: '.git.saved-2',
          message: expect.stringMatching(/it is \.git\.saved-2 now$/),
        },
      ])
    }))

  test('is looked at first, however many stages can’t be removed', () =>
    inScratch(async (outer) => {
      const directory = join(outer, 'svc')
      for (let number = 0; number < 120; number += 1) {
        const id = String(number).padStart(6, '0')
        put(directory, { [`.create-go-docker-1-${id}/keep`]: 'x' })
      }
      put(putStage(directory, name, dead), { 'repository/HEAD': 'ref: refs/heads/main\n' })
      symlinkSync(join(name, 'repository'), join(directory, '.git'))
      await recover(directory)
      expect(
        readdirSync(directory).filter((entry) => !entry.startsWith('.create-go-docker-1-')),
      ).toEqual([])
    }))
})
