import { describe, expect, test } from 'vitest'
import {
  conflicts,
  type Decision,
  type Existing,
  type Status,
} from '../../../generators/plan/change.ts'
import { compare } from '../../../generators/plan/compare.ts'
import { decide, decisionIn } from '../../../generators/plan/decide.ts'
import type { Mode } from '../../../generators/plan/tree.ts'
import { treeFile } from '../../tree-file.ts'

const there = (content: string, mode?: Mode): Existing => ({
  kind: 'file',
  file: treeFile(content, mode),
})

/** Returns the plan for a file with the content `new` at each path, given what exists there. */
function planFor(found: Readonly<Record<string, Existing | undefined>>) {
  const entries = Object.entries(found).flatMap(([path, existing]) =>
    existing === undefined ? [] : [[path, existing] as const],
  )
  const tree = new Map(Object.keys(found).map((path) => [path, treeFile('new')]))
  return compare('/svc', tree, { exists: true, entries: new Map(entries) })
}

describe('a file of the tree', () => {
  test.each<[string, Existing | undefined, Status]>([
    ['is created if nothing exists', undefined, 'create'],
    ['is identical to one with its bytes and mode', there('new'), 'identical'],
    ['is in conflict with other bytes', there('old'), 'conflict'],
    ['is in conflict with another mode', there('new', '100755'), 'conflict'],
    ['is in conflict with a link', { kind: 'symlink' }, 'conflict'],
    ['is in conflict with a directory', { kind: 'directory' }, 'conflict'],
  ])('%s', (_, existing, status) => {
    const plan = planFor({ a: existing })
    expect(plan.changes.map((change) => change.status)).toEqual([status])
    expect(conflicts(plan)).toHaveLength(status === 'conflict' ? 1 : 0)
  })
})

describe('a decision', () => {
  test.each<[string, Existing | undefined, Decision, Status]>([
    ['to keep leaves a file', there('old'), 'keep', 'keep'],
    ['to keep leaves a link', { kind: 'symlink' }, 'keep', 'keep'],
    ['to overwrite takes the file of the tree', there('old'), 'overwrite', 'update'],
    ['to overwrite leaves anything but a file open', { kind: 'symlink' }, 'overwrite', 'conflict'],
    ['changes nothing without a conflict', there('new'), 'overwrite', 'identical'],
  ])('%s', (_, existing, decision, status) => {
    const plan = decide(planFor({ a: existing, b: there('old') }), new Map([['a', decision]]))
    expect(plan.changes.map((change) => change.status)).toEqual([status, 'conflict'])
  })
})

describe('the decision that leads to the same plan again', () => {
  test.each<[string, Readonly<Record<string, Decision>>, ReturnType<typeof decisionIn>]>([
    ['is undefined if nothing was decided', {}, undefined],
    ['is keep if everything was kept', { a: 'keep', b: 'keep' }, 'keep'],
    ['is overwrite if everything was overwritten', { a: 'overwrite', b: 'overwrite' }, 'overwrite'],
    ['is none where one was kept and one overwritten', { a: 'overwrite', b: 'keep' }, 'mixed'],
  ])('%s', (_, decisions, decision) => {
    const plan = planFor({ a: there('old'), b: there('old'), c: undefined, d: there('new') })
    expect(decisionIn(decide(plan, new Map(Object.entries(decisions))))).toBe(decision)
  })
})
