import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { snapshot } from '../../../generators/disk/snapshot.ts'
import { textIn } from '../../../generators/plan/tree.ts'
import { treeFile } from '../../tree-file.ts'
import { asPlainUser, inScratch, listing, put, treeOf } from './disk.ts'

/** Returns the entries of a snapshot, with the content and mode of files. */
async function seen(directory: string, paths: readonly string[]) {
  const tree = treeOf(Object.fromEntries(paths.map((path) => [path, ''])))
  const { exists, entries } = await snapshot(directory, tree)
  const kinds = [...entries].map(([path, entry]) => [
    path,
    entry.kind === 'file' ? `${entry.file.content} ${entry.file.mode}` : entry.kind,
  ])
  return { exists, ...Object.fromEntries(kinds) }
}

describe('a snapshot', () => {
  test('of a missing directory is empty', () =>
    inScratch(async (dir) => {
      expect(await seen(join(dir, 'a/b'), ['x'])).toEqual({ exists: false })
    }))

  test('has only the requested paths, and changes nothing', () =>
    inScratch(async (dir) => {
      put(dir, { 'a/x': 'one', 'a/y': 'two', z: 'three' })
      const before = listing(dir, true)
      expect(await seen(dir, ['a/x', 'b/c/d', 'w'])).toEqual({ exists: true, 'a/x': 'one 100644' })
      expect(listing(dir, true)).toEqual(before)
    }))

  test('says what exists at the path of a file, without following a link', () =>
    inScratch(async (outer) => {
      const dir = join(outer, 'svc')
      put(outer, { 'secret/x': 'secret', 'svc/file': 'mine', 'svc/dir/y': 'mine' })
      symlinkSync('../secret/x', join(dir, 'link'))
      symlinkSync('../secret', join(dir, 'linked'))
      symlinkSync('nowhere', join(dir, 'dangling'))
      symlinkSync('loop', join(dir, 'loop'))
      expect(
        await seen(dir, ['dangling/x', 'dir', 'file/x', 'file/y/z', 'link', 'linked/x', 'loop/x']),
      ).toEqual({
        exists: true,
        'dangling/x': 'symlink',
        dir: 'directory',
        'file/x': 'other',
        'file/y/z': 'other',
        link: 'symlink',
        'linked/x': 'symlink',
        'loop/x': 'symlink',
      })
    }))

  test.skipIf(process.platform === 'win32')('does not wait for a pipe', () =>
    inScratch(async (dir) => {
      spawnSync('mkfifo', [join(dir, 'pipe')])
      expect(await seen(dir, ['pipe'])).toEqual({ exists: true, pipe: 'other' })
    }),
  )

  test('does not read a file that is too large to merge or show, unless ours is just as large', () =>
    inScratch(async (dir) => {
      const ours = treeFile('x'.repeat(2 * 2 ** 20))
      put(dir, { huge: '', large: '', ours: textIn(ours), longer: `${textIn(ours)}x` })
      truncateSync(join(dir, 'huge'), 3 * 2 ** 30)
      truncateSync(join(dir, 'large'), 2 ** 20 + 1)
      const wanted = new Map<string, { readonly content?: Uint8Array }>([
        ['huge', {}],
        ['large', {}],
        ['ours', ours],
        ['longer', ours],
      ])
      const { entries } = await snapshot(dir, wanted)
      expect([...entries].map(([path, { kind }]) => [path, kind])).toEqual([
        ['huge', 'large'],
        ['large', 'large'],
        ['ours', 'file'],
        ['longer', 'large'],
      ])
    }))

  test('of a directory reached through links reads it', () =>
    inScratch(async (dir) => {
      put(dir, { 'real/x': 'mine' })
      symlinkSync('real', join(dir, 'link'))
      expect(await seen(join(dir, 'link'), ['x'])).toEqual({ exists: true, x: 'mine 100644' })
    }))

  test.skipIf(process.platform === 'win32')('reads the executable bit', () =>
    inScratch(async (dir) => {
      put(dir, { plain: '', 'run.sh': '', odd: '' })
      chmodSync(join(dir, 'run.sh'), 0o755)
      chmodSync(join(dir, 'odd'), 0o654)
      expect(await seen(dir, ['odd', 'plain', 'run.sh'])).toEqual({
        exists: true,
        odd: ' 100644',
        plain: ' 100644',
        'run.sh': ' 100755',
      })
    }),
  )

  test("uses the tree's modes if the disk has none: every file is executable", () =>
    inScratch(async (dir) => {
      put(dir, { plain: '', 'run.sh': '' })
      chmodSync(join(dir, 'plain'), 0o777)
      chmodSync(join(dir, 'run.sh'), 0o777)
      const modes = { exists: true, plain: ' 100644', 'run.sh': ' 100755' }
      expect(await seen(dir, ['plain', 'run.sh'])).toEqual(modes)
    }))

  test.skipIf(process.platform === 'win32')('names a file without read permission', () =>
    inScratch(async (dir) => {
      put(dir, { x: 'mine' })
      chmodSync(join(dir, 'x'), 0o000)
      chmodSync(dir, 0o755)
      const reading = asPlainUser(() => seen(dir, ['x']))
      await expect(reading).rejects.toThrow(
        `cannot read ${join(dir, 'x')}: permission denied (EACCES)`,
      )
    }),
  )

  test('is rejected if the destination is a file', () =>
    inScratch(async (dir) => {
      put(dir, { file: '' })
      mkdirSync(join(dir, 'a'))
      await expect(seen(join(dir, 'file'), ['x'])).rejects.toThrow('it is not a directory')
      await expect(seen(join(dir, 'file/a'), ['x'])).rejects.toThrow('file is not a directory')
    }))
})
