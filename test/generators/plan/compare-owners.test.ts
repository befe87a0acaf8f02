import { describe, expect, test } from 'vitest'
import type { Change, Decision } from '../../../generators/plan/change.ts'
import { type Cell, changeOf, entry, planOf, settled, there } from './cell.ts'

describe('a managed file', () => {
  const path = 'Dockerfile'
  test.each<[string, Cell, Change['status']]>([
    ['is created if nothing exists', { path, ours: 'B' }, 'create'],
    ['comes back when it was deleted', { path, ours: 'B', lock: entry(path, 'B') }, 'create'],
    ['is identical', { path, ours: 'B', stands: there('B'), lock: entry(path, 'B') }, 'identical'],
    [
      'is in conflict with one that nobody recorded',
      { path, ours: 'B', stands: there('O') },
      'conflict',
    ],
    [
      'is kept if only the user edited it',
      { path, ours: 'B', stands: there('O'), lock: entry(path, 'B') },
      'keep',
    ],
    [
      'is kept if only the user made it executable',
      { path, ours: 'B', stands: there('B', '100755'), lock: entry(path, 'B') },
      'keep',
    ],
    [
      'is updated if only the template changed',
      { path, ours: 'T', stands: there('B'), lock: entry(path, 'B') },
      'update',
    ],
    [
      'is in conflict when both moved',
      { path, ours: 'T', stands: there('O'), lock: entry(path, 'B') },
      'conflict',
    ],
    [
      'is in conflict when the template moved and the user made it executable',
      { path, ours: 'T', stands: there('B', '100755'), lock: entry(path, 'B') },
      'conflict',
    ],
    [
      'is identical when both moved to the same',
      { path, ours: 'T', stands: there('T'), lock: entry(path, 'B') },
      'identical',
    ],
    [
      'is kept again when it was kept before',
      { path, ours: 'B', stands: there('O'), lock: entry(path, 'B', 'O', { kept: true }) },
      'keep',
    ],
    [
      'is in conflict again when it was kept and the template moved',
      { path, ours: 'T', stands: there('O'), lock: entry(path, 'B', 'O', { kept: true }) },
      'conflict',
    ],
    ['is in conflict with a link', { path, ours: 'B', stands: { kind: 'symlink' } }, 'conflict'],
    [
      'is kept again when a link was kept before',
      {
        path,
        ours: 'B',
        stands: { kind: 'symlink' },
        lock: { ...entry(path, 'B'), sha256: null, mode: '120000', kept: true },
      },
      'keep',
    ],
    [
      'is in conflict with a kept link when the template moved',
      {
        path,
        ours: 'T',
        stands: { kind: 'symlink' },
        lock: { ...entry(path, 'B'), sha256: null, mode: '120000', kept: true },
      },
      'conflict',
    ],
    [
      'is in conflict with bytes that are not text',
      { path, ours: 'B', stands: there(Buffer.from([0xff, 0xfe])) },
      'conflict',
    ],
    [
      'that the template lost is removed',
      { path, stands: there('B'), lock: entry(path, 'B') },
      'remove',
    ],
    [
      'that the template lost and the user edited is in conflict',
      { path, stands: there('O'), lock: entry(path, 'B') },
      'conflict',
    ],
    [
      'that the template lost stays when it was kept',
      { path, stands: there('O'), lock: entry(path, 'B', 'O', { kept: true }) },
      'keep',
    ],
    [
      'that the template lost stays when a link is there',
      { path, stands: { kind: 'symlink' }, lock: entry(path, 'B') },
      'keep',
    ],
  ])('%s', (_, cell, status) => {
    expect(changeOf(cell).status).toBe(status)
  })

  test('that the template and the user both removed is in no plan', () => {
    expect(planOf({ path, lock: entry(path, 'B') }).changes).toEqual([])
  })

  test.each<[Decision, Change['status']]>([
    ['keep', 'keep'],
    ['append', 'keep'],
    ['overwrite', 'remove'],
  ])('that the template removed and the user edited: %s leads to %s', (decision, status) => {
    const cell = { path, stands: there('O'), lock: entry(path, 'B') }
    expect(settled(cell, decision).status).toBe(status)
  })
})

describe('a seeded file', () => {
  const path = 'internal/routes/routes.go'
  test.each<[string, Cell, Change['status']]>([
    [
      'is in conflict with one that nobody recorded',
      { path, ours: 'B', stands: there('O') },
      'conflict',
    ],
    [
      'is kept when the user edited it',
      { path, ours: 'B', stands: there('O'), lock: entry(path, 'B') },
      'keep',
    ],
    [
      'is kept when the template moved',
      { path, ours: 'T', stands: there('B'), lock: entry(path, 'B') },
      'keep',
    ],
    [
      'is kept when both moved',
      { path, ours: 'T', stands: there('O'), lock: entry(path, 'B') },
      'keep',
    ],
    [
      'stays when the template lost it',
      { path, stands: there('B'), lock: entry(path, 'B') },
      'keep',
    ],
    [
      'is kept when the user made a link of it',
      { path, ours: 'T', stands: { kind: 'symlink' }, lock: entry(path, 'B') },
      'keep',
    ],
  ])('%s', (_, cell, status) => {
    expect(changeOf(cell).status).toBe(status)
  })
})

describe('a shared file', () => {
  const path = '.env.example'
  test.each<[string, Cell, Change['status']]>([
    [
      'is updated if only the template changed',
      { path, ours: 'T', stands: there('B'), lock: entry(path, 'B') },
      'update',
    ],
    [
      'is removed when the template lost it',
      { path, stands: there('B'), lock: entry(path, 'B') },
      'remove',
    ],
    [
      'stays when the template lost it and the user edited it',
      { path, stands: there('O'), lock: entry(path, 'B') },
      'keep',
    ],
  ])('%s', (_, cell, status) => {
    expect(changeOf(cell).status).toBe(status)
  })
})
