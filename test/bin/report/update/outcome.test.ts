import { describe, expect, test } from 'vitest'
import { plain } from '../../../../bin/report/style.ts'
import type { Updated } from '../../../../bin/report/update/ending.ts'
import { updateMarkdown } from '../../../../bin/report/update/markdown.ts'
import { updateOutcome } from '../../../../bin/report/update/outcome.ts'
import { treeFile } from '../../../tree-file.ts'
import { change } from '../endings.ts'

/** An update with a conflict, a moved file, and a seeded file that is left alone. */
const updated: Updated = {
  kind: 'conflicts-left',
  directory: '/w/svc',
  detail: 'folded',
  backup: '/w/svc/.git/state',
  warnings: [],
  commands: [],
  problems: [],
  planned: {
    changes: [],
    plan: {
      directory: '/w/svc',
      exists: true,
      changes: [
        change('Dockerfile', 'update'),
        change('Makefile', 'merge'),
        change('gen.mk', 'update'),
        change('build/api.yml', 'merge'),
        change('go-docker.lock.json', 'update'),
        change('go.sum', 'identical'),
      ],
    },
    conflicts: [{ path: 'Makefile', kind: 'content', stages: {} }],
    renames: [{ from: 'api.yml', to: 'build/api.yml', by: 'ours' }],
    left: [{ path: 'README.md', why: 'seeded', change: 'changed' }],
    overwritten: ['gen.mk', 'go.sum'],
    twoWay: [],
    engine: 'git',
    layers: [{ name: 'create-go-docker', version: '0.1.0', integrity: '' }],
    newLayers: [{ name: 'create-go-docker', version: '0.2.0', integrity: '' }],
    edits: [{ key: 'database', before: 'redis', now: 'postgres' }],
    bases: new Map([['README.md', treeFile('old\n````\n')]]),
    rendered: new Map([['README.md', treeFile('new\n````\n')]]),
    warnings: [],
  },
}

test('the text has what changes and why, conflicts first, and what is next', () => {
  expect(updateOutcome(updated).lines(plain)).toEqual([
    'create-go-docker 0.1.0 → 0.2.0',
    'database: redis → postgres',
    '',
    '! conflict  Makefile: you and the template changed the same lines',
    '~ update    Dockerfile',
    '~ update    gen.mk: your edits are replaced: only the template writes it',
    '& merge     build/api.yml (was api.yml)',
    '· Left alone, because they are yours since they were written: README.md',
    '  The template has changed there. --include-seeded merges it.',
    '✗ Updated 4 files, and 1 conflict left to resolve.',
    '  Resolve them and run create-go-docker update --continue, or go back with create-go-docker update --abort.',
    '  The files as they were before are in /w/svc/.git/state.',
  ])
})

test('the body of a pull request has a table, and the differences that were left alone', () => {
  expect(updateMarkdown(updated)).toEqual([
    '- create-go-docker 0.1.0 → 0.2.0',
    '- database: redis → postgres',
    '',
    '| change | file | why |',
    '| --- | --- | --- |',
    '| **conflict** | `Makefile` | you and the template changed the same lines |',
    '| update | `Dockerfile` |  |',
    '| update | `gen.mk` | your edits are replaced: only the template writes it |',
    '| merge | `build/api.yml` | was `api.yml` |',
    '',
    '<details>',
    '<summary>Left alone, because they are yours: 1</summary>',
    '',
    '- `README.md`: changed in the template',
    '',
    // Longer than any fence in the file.
    '`````diff',
    '@@',
    '-old',
    '+new',
    ' ````',
    '`````',
    '',
    '',
    'Merge them with `create-go-docker update --include-seeded`.',
    '</details>',
  ])
})

test('a moved file with a conflict has its old path in the text and in a pull request', () => {
  const conflicts = [{ path: 'build/api.yml', kind: 'content', stages: {} }] as const
  const moved: Updated = { ...updated, planned: { ...updated.planned, conflicts } }
  const why = 'you and the template changed the same lines'
  expect(updateOutcome(moved).lines(plain)).toContain(
    `! conflict  build/api.yml (was api.yml): ${why}`,
  )
  expect(updateMarkdown(moved)).toContain(
    `| **conflict** | \`build/api.yml\` | was \`api.yml\`: ${why} |`,
  )
})

describe('names can neither control a terminal nor write markup', () => {
  const [hostile, mark] = ['a\u001b[2Jb', 'x`|<img src=x>@team']
  const named: Updated = {
    ...updated,
    planned: {
      ...updated.planned,
      plan: {
        ...updated.planned.plan,
        changes: [change(hostile, 'update'), change(mark, 'update')],
      },
      conflicts: [{ path: hostile, kind: 'content', stages: {} }],
      edits: [{ key: '<b>', before: '[a](b)', now: '@team' }],
      newLayers: [{ name: hostile, version: '1\r\n::error::x', integrity: '' }],
    },
  }

  test('in the text', () => {
    const text = updateOutcome(named).lines(plain).join('\n')
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('\r')
  })

  test('in the body of a pull request', () => {
    const lines = updateMarkdown(named)
    expect(lines.join('\n')).not.toContain('\u001b')
    expect(lines).toContain('- \\<b\\>: \\[a\\](b) → \\@team')
    expect(lines.find((line) => line.includes('img'))).toBe(
      '| update | x\\`\\|\\<img src=x\\>\\@team |  |',
    )
  })
})

test('an update with nothing to do says only that', () => {
  const nothing = {
    ...updated,
    kind: 'done',
    planned: {
      ...updated.planned,
      plan: { ...updated.planned.plan, changes: [change('go.sum', 'identical')] },
      conflicts: [],
      left: [],
    },
  } as const
  const said = 'Nothing to do: the repository is up to date.'
  expect(updateOutcome(nothing).lines(plain)[0]).toBe(`✓ ${said}`)
  expect(updateMarkdown(nothing)).toEqual([said])
})
