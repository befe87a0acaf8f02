import { beforeEach, describe, expect, test, vi } from 'vitest'
import { snapshot } from '../../../generators/disk/snapshot.ts'
import { inScratch, journalOf, put, refusal, treeOf } from './disk.ts'

/** What another run does right after this one looked at the active stage. */
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

describe('a run that starts between two looks of this one', () => {
  test('is another run, not something that nobody knows', () =>
    inScratch(async (dir) => {
      other.acts = [() => put(dir, { '.create-go-docker/run.json': journalOf({}) })]
      expect(await refusal(snapshot(dir, treeOf({ 'go.mod': 'module m' })))).toEqual({
        kind: 'busy',
        what: [`cannot write ${dir}: another run is writing there (process ${process.pid})`],
      })
    }))
})
