import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { apply } from '../../generators/apply.ts'
import { DiskError } from '../../generators/disk-error.ts'
import { inScratch, listing, planFor, put, treeOf } from './disk.ts'

/** The calls that write, counted; the one at `failing` fails once, as on a full disk. */
const disk = vi.hoisted(() => ({ calls: 0, failing: 0, links: true }))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  const failingAt = <A extends unknown[], R>(call: (...args: A) => R, full: boolean) => {
    return (...args: A): R => {
      disk.calls += 1
      if (disk.calls === disk.failing) throw Object.assign(new Error(), { code: 'ENOSPC' })
      if (!full && !disk.links) throw Object.assign(new Error(), { code: 'EPERM' })
      return call(...args)
    }
  }
  return {
    ...fs,
    mkdirSync: failingAt(fs.mkdirSync, true),
    writeFileSync: failingAt(fs.writeFileSync, true),
    renameSync: failingAt(fs.renameSync, true),
    linkSync: failingAt(fs.linkSync, false),
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

beforeEach(() => Object.assign(disk, { calls: 0, failing: 0, links: true }))

describe.each([
  ['a new directory', 'a/svc', true],
  ['an existing directory', '.', true],
  ['an existing directory without hard links', '.', false],
])('when any one write fails in %s', (_, path, links) => {
  test('the run is done all the same, or says what failed and leaves the disk as it was', async () => {
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
