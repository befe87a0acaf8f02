import { expect, test } from 'vitest'
import { warning } from '../../generators/finding.ts'
import type { Plan } from '../../generators/plan/change.ts'
import type { File } from '../../generators/plan/tree.ts'
import { fileTree } from '../../testing/file-tree.ts'
import { ownLine } from '../../testing/scenario/edits.ts'
import { losses, type Observed } from '../../testing/scenario/losses.ts'

type Texts = Readonly<Record<string, string>>

const executable = 'executable '

/** Returns files; a text that begins with `executable` is one. */
function filesOf(texts: Texts) {
  return fileTree(
    new Map(
      Object.entries(texts).map(([path, text]): [string, File] => [
        path,
        {
          content: Buffer.from(text),
          mode: text.startsWith(executable) ? '100755' : '100644',
        },
      ]),
    ),
  )
}

/** Returns an update of files that changes nothing; `changes` says what is different. */
function observed(
  { was, mine, now, next }: { was: Texts; mine?: Texts; now: Texts; next?: Texts },
  changes: Partial<Observed> = {},
): Observed {
  const lock = { files: {} }
  return {
    original: filesOf(was),
    rendered: filesOf(next ?? was),
    before: { files: filesOf(mine ?? was), findings: [], lock },
    after: { files: filesOf(now), findings: [], lock },
    planned: { conflicts: [], renames: [], left: [] },
    ...changes,
  }
}

const own = `${ownLine}a\n`
const open = {
  conflicts: [{ path: 'a', kind: 'content', stages: {} }],
  renames: [],
  left: [],
} as const

test.each<[string, Observed, readonly string[]]>([
  ['nothing', observed({ was: { a: '1' }, now: { a: '1' } }), []],
  ['a new render', observed({ was: { a: '1' }, next: { a: '2' }, now: { a: '2' } }), []],
  [
    'a new render that did not come',
    observed({ was: { a: '1' }, next: { a: '2' }, now: { a: '1' } }),
    ['a: the user left it alone, but it is not as in the new render'],
  ],
  [
    'a file that did not come',
    observed({ was: {}, next: { a: '2' }, now: {} }),
    ['a: the user left it alone, but it is not as in the new render'],
  ],
  [
    'a line that is gone',
    observed({ was: { a: '1\n' }, mine: { a: own }, now: { a: '1\n' } }),
    [`a: the line is gone: ${own.trim()}`],
  ],
  [
    'a line that is gone in a conflict',
    observed({ was: { a: '1\n' }, mine: { a: own }, now: { a: '1\n' } }, { planned: open }),
    [`a: the line is gone: ${own.trim()}`],
  ],
  [
    'a line elsewhere',
    observed(
      { was: {}, mine: { a: own }, now: { b: own } },
      {
        planned: { conflicts: [], left: [], renames: [{ from: 'a', to: 'b', by: 'theirs' }] },
      },
    ),
    [],
  ],
  ['a deleted file', observed({ was: { a: '1' }, mine: {}, now: {} }), []],
  [
    'a deleted file that is back',
    observed({ was: { a: '1' }, mine: {}, now: { a: '1' } }),
    ['a: the user deleted it, but it is back'],
  ],
  [
    'a deleted file that is back as a conflict',
    observed({ was: { a: '1' }, mine: {}, now: { a: '1' } }, { planned: open }),
    [],
  ],
  [
    'a changed file that is gone',
    observed({ was: { a: '1' }, mine: { a: '2' }, now: {} }),
    ['a: the user changed it, but it is gone'],
  ],
  [
    'a file of the user that changed',
    observed({ was: {}, mine: { a: '1' }, now: { a: '2' } }),
    ['a: it is a file of the user, but it changed'],
  ],
  [
    'a binary that changed',
    observed({ was: { a: '1' }, mine: { a: '\0' }, now: { a: '\0\0' } }),
    ['a: the user replaced it, but it changed'],
  ],
  [
    'a mode that is lost',
    observed({ was: { a: '1' }, mine: { a: executable }, now: { a: '2' } }),
    ['a: the user changed its mode, which is lost'],
  ],
  [
    'a second update with work',
    observed({ was: { a: '1' }, now: { a: '1' } }, { again: { plan: removing('a') } }),
    ['a: another update would remove it'],
  ],
])('%s', (_, update, expected) => {
  expect(losses(update).map(({ path, what }) => `${path}: ${what}`)).toEqual(expected)
})

function removing(path: string): Plan {
  const existing = { kind: 'file', file: { content: Buffer.from(''), mode: '100644' } } as const
  return { directory: '/', exists: true, changes: [{ status: 'remove', path, existing }] }
}

test('what a check finds is new only where it found nothing before', () => {
  const { before, after, ...rest } = observed({ was: { a: '1' }, now: { a: '1' } })
  const finding = (file: string) => [warning('drift/modified', file, 'it drifted', null)]
  const again = { plan: { directory: '/', exists: true, changes: [] } }
  const found = (was: string, now: string, update: Partial<Observed> = { again }) =>
    losses({
      ...rest,
      before: { ...before, findings: finding(was) },
      after: { ...after, findings: finding(now) },
      ...update,
    })
  expect(found('a', 'a')).toEqual([])
  expect(found('b', 'a')).toEqual([{ path: 'a', what: 'check finds after the update: it drifted' }])
  // With conflicts, there is no second update.
  expect(found('b', 'a', {})).toEqual([])
})
