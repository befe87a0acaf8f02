import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { snapshot } from '../../../../generators/disk/snapshot.ts'
import { inScratch, put, putStage, refusal, treeOf } from '../disk.ts'

/** The actions of another run, each right after this run has looked at the active stage. */
const other = vi.hoisted(() => ({ acts: [] as (() => void)[] }))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  const lstatSync = (path: string, options: { throwIfNoEntry: false }) => {
    const seen = fs.lstatSync(path, options)
    if (path.endsWith('/.create-go-docker')) other.acts.shift()?.()
    return seen
  }
  return { ...fs, lstatSync }
})

beforeEach(() => {
  other.acts = []
})

describe('a stage that changes between two looks of this run', () => {
  test('is another run the second time, not something unknown', () =>
    inScratch(async (dir) => {
      mkdirSync(join(dir, '.create-go-docker'))
      other.acts = [() => putStage(dir, '.create-go-docker', {})]
      expect(await refusal(snapshot(dir, treeOf({ 'go.mod': 'module m' })))).toEqual({
        kind: 'busy',
        what: [`cannot write ${dir}: another run is writing to it (process ${process.pid})`],
      })
    }))

  test('is gone the second time, and does not block', () =>
    inScratch(async (dir) => {
      put(dir, { '.create-go-docker/0.old': 'theirs' })
      other.acts = [() => rmSync(join(dir, '.create-go-docker'), { recursive: true })]
      const { entries } = await snapshot(dir, treeOf({ 'go.mod': 'module m' }))
      expect(entries).toEqual(new Map())
    }))
})
