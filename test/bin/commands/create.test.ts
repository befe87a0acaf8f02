import { linkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { sha256 } from '../../../generators/plan/digest.ts'
import { inScratch, listing, put, putStage } from '../../generators/disk/disk.ts'
import { runMain } from '../run.ts'

const applying = vi.hoisted(() => ({ fail: false }))

vi.mock('../../../generators/disk/apply.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../generators/disk/apply.ts')>()
  const apply: typeof original.apply = async (...args) => {
    if (applying.fail) throw new Error('no more')
    return original.apply(...args)
  }
  return { apply }
})

const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc']

/**
 * Makes `svc` look as if a run had been killed in the middle of an update; returns its content
 * before that run.
 */
function killIn(cwd: string): Readonly<Record<string, string>> {
  const directory = join(cwd, 'svc')
  put(directory, { Makefile: 'mine', 'notes.md': 'mine' })
  const before = listing(directory)
  const content = 'package main'
  const changes = [
    { path: 'main.go', status: 'create', sha256: sha256(content), size: content.length },
    { path: 'Makefile', status: 'update', sha256: sha256(''), size: 0 },
  ]
  const stage = putStage(directory, '.create-go-docker', { pid: 2 ** 22 + 1 }, { changes })
  put(stage, { '0': content, '1.old': 'mine' })
  linkSync(join(stage, '0'), join(directory, 'main.go'))
  put(directory, { Makefile: '' })
  linkSync(join(directory, 'Makefile'), join(stage, '1'))
  return before
}

const tookBack =
  '! undid an interrupted run: removed 1 file that it had written and restored 1 file of yours\n'

describe('what a killed run left', () => {
  test('is undone before the plan, and reported, even if the plan has a conflict', () =>
    inScratch(async (cwd) => {
      const before = killIn(cwd)
      const { code, stderr } = await runMain(words, { cwd })
      expect(code).toBe(1)
      expect(stderr).toContain('✗ Nothing was written: 1 file conflicts with existing files')
      expect(stderr).toContain(tookBack)
      expect(listing(join(cwd, 'svc'))).toEqual(before)
    }))

  test('is undone by a run that writes, and reported in its result', () =>
    inScratch(async (cwd) => {
      killIn(cwd)
      const { code, stdout } = await runMain([...words, '--on-conflict', 'keep'], { cwd })
      expect(code).toBe(0)
      expect(stdout).toContain(tookBack)
      const after = listing(join(cwd, 'svc'))
      expect(after).toMatchObject({ Makefile: 'mine', 'notes.md': 'mine' })
      expect(Object.keys(after).filter((path) => path.startsWith('.create'))).toEqual([])
    }))

  test('is reported as undone if the run fails afterwards', () =>
    inScratch(async (cwd) => {
      const before = killIn(cwd)
      applying.fail = true
      const { code, stderr } = await runMain([...words, '--on-conflict', 'keep'], {
        cwd,
      }).finally(() => {
        applying.fail = false
      })
      expect(code).toBe(1)
      expect(stderr).toContain(tookBack)
      expect(listing(join(cwd, 'svc'))).toEqual(before)
    }))

  test.each([
    ['a dry run', ['--dry-run', '--on-conflict', 'keep'], 0],
    ['a wrong command line', ['--framework', 'gin'], 2],
    ['a wrong answer', ['--name', '-'], 2],
  ])('stays as it is with %s, which reports it', (_, more, exitCode) =>
    inScratch(async (cwd) => {
      killIn(cwd)
      const before = listing(cwd, true)
      const { code, stdout, stderr } = await runMain([...words, ...more], { cwd })
      expect(code).toBe(exitCode)
      expect(stdout + stderr).toContain(
        `an interrupted run has not been undone yet: its journal is in ${join(cwd, 'svc/.create-go-docker')}`,
      )
      expect(listing(cwd, true)).toEqual(before)
    }),
  )

  test('is shown by a dry run as if it was undone', () =>
    inScratch(async (cwd) => {
      killIn(cwd)
      const { stdout } = await runMain([...words, '--dry-run', '--on-conflict', 'keep'], { cwd })
      expect(stdout).toMatch(/· .* Makefile\n/)
      expect(stdout).not.toContain(' main.go (')
    }))

  test("is named if new files have its paths, and can't control a terminal", () =>
    inScratch(async (cwd) => {
      const path = 'b\u202e.md'
      const directory = join(cwd, 'svc')
      const changes = [{ path: 'b.md', status: 'update', sha256: sha256(''), size: 0 }]
      const stage = putStage(directory, '.create-go-docker', { pid: 2 ** 22 + 1 }, { changes })
      put(stage, { '0.old': 'old b' })
      put(directory, { 'b.md': 'since', [path]: 'mine' })
      const { stdout } = await runMain(words, { cwd })
      expect(stdout).toContain('a new file has its path: yours is now b.md.saved-1\n')
      expect(listing(directory)).toMatchObject({ 'b.md': 'since', 'b.md.saved-1': 'old b' })
    }))
})
