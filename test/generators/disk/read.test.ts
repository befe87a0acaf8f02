import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { holds, readPlain } from '../../../generators/disk/read.ts'
import { inScratch, put } from './disk.ts'

describe('a file of unknown origin', () => {
  test('is read completely, up to the limit', () =>
    inScratch((dir) => {
      const path = join(dir, 'x')
      writeFileSync(path, 'four')
      expect(readPlain(path, 4).toString()).toBe('four')
      expect(() => readPlain(path, 3)).toThrow('it is too large')
    }))

  test('of three gigabytes is rejected at once', () =>
    inScratch((dir) => {
      const path = join(dir, 'x')
      writeFileSync(path, '')
      truncateSync(path, 3 * 2 ** 30)
      expect(() => readPlain(path)).toThrow('it is too large')
    }))

  test('is not read through a link unless requested', () =>
    inScratch((dir) => {
      put(dir, { x: 'mine' })
      symlinkSync('x', join(dir, 'link'))
      expect(() => readPlain(join(dir, 'link'))).toThrow('ELOOP')
      expect(readPlain(join(dir, 'link'), 10, true).toString()).toBe('mine')
    }))

  test.each([
    ['a pipe', (path: string) => spawnSync('mkfifo', [path])],
    [
      'a link to a pipe',
      (path: string) => {
        spawnSync('mkfifo', [`${path}-pipe`])
        symlinkSync(`${path}-pipe`, path)
      },
    ],
    ['a device', (path: string) => symlinkSync('/dev/zero', path)],
    ['a directory', (path: string) => mkdirSync(path)],
  ])('that is %s is rejected without waiting', (_, make) =>
    inScratch((dir) => {
      make(join(dir, 'x'))
      expect(() => readPlain(join(dir, 'x'), 10, true)).toThrow('it is not a regular file')
    }),
  )
})

test.each([
  ['the same', 'same', true],
  ['a longer one that starts alike', 'same and more', false],
  ['a shorter one', 'sam', false],
  ['other content of the same length', 'some', false],
])('a file has exactly these bytes, or not: %s', (_, content, expected) =>
  inScratch((dir) => {
    put(dir, { x: content })
    expect(holds(join(dir, 'x'), Buffer.from('same'))).toBe(expected)
  }),
)
