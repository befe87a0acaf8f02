import { describe, expect, test } from 'vitest'
import { conflictLines } from '../../../../bin/report/create/conflict.ts'
import { plain } from '../../../../bin/report/style.ts'
import type { Conflict } from '../../../../generators/plan/change.ts'
import { treeFile } from '../../../tree-file.ts'
import { change, conflict, conflicted } from '../endings.ts'

const told = (...changes: readonly Conflict[]): readonly string[] =>
  conflictLines({ ...conflicted, changes }, plain)

/** Returns the lines below the files. */
const advice = (...changes: readonly Conflict[]): readonly string[] =>
  told(...changes).slice(1 + changes.length)

const readme = conflict('README.md', { ways: ['keep', 'overwrite', 'append'] })
const dockerfile = conflict('Dockerfile')
const link = conflict('Makefile', { existing: { kind: 'symlink' }, ways: ['keep'] })
const goMod = goModOf('module other\n')

/** Returns a conflict about a go.mod that can't be kept. */
function goModOf(theirs: string): Conflict {
  return conflict('go.mod', {
    file: treeFile('module svc\n\ngo 1.25\n\nrequire github.com/a/b v1.2.0\n'),
    existing: { kind: 'file', file: { content: Buffer.from(theirs), mode: '100644' } },
    ways: ['overwrite'],
    why: "can't be kept",
  })
}

test('each open conflict is named with its reason; resolved ones are not', () => {
  const why = 'hides cmd/api/main.go from docker build'
  const changes = [
    change('LICENSE', 'keep'),
    dockerfile,
    conflict('.dockerignore', { why }),
    conflict('internal', { existing: { kind: 'directory' }, ways: ['keep'] }),
  ]
  expect(conflictLines({ ...conflicted, changes }, plain).slice(0, 4)).toEqual([
    '✗ Nothing was written: 3 files conflict with existing files:',
    '    Dockerfile',
    `    .dockerignore ${why}`,
    '    internal (a directory is in the way)',
  ])
})

test('one file conflicts', () => {
  expect(told(dockerfile)[0]).toBe('✗ Nothing was written: 1 file conflicts with existing files:')
})

describe('the flag is given the values that settle every open conflict, and no other', () => {
  const rest = '; or run this in a terminal to decide one by one.'

  test.each<[string, readonly Conflict[], string]>([
    [
      'a README',
      [readme],
      `Use --on-conflict keep, overwrite or append (README.md below yours)${rest}`,
    ],
    ['a Dockerfile', [dockerfile], `Use --on-conflict keep or overwrite${rest}`],
    [
      'both',
      [dockerfile, readme],
      `Use --on-conflict keep, overwrite or append (README.md below yours, the others kept)${rest}`,
    ],
    [
      'a README, and a link in the way of a file',
      [link, readme],
      `Use --on-conflict keep or append (README.md below yours, the others kept)${rest}`,
    ],
    [
      'a Dockerfile, and a go.mod that must go',
      [dockerfile, goMod],
      `Use --on-conflict overwrite${rest}`,
    ],
    ['a README, and a go.mod that must go', [goMod, readme], `Use --on-conflict overwrite${rest}`],
    [
      'a conflict that no value settles',
      [goMod, link],
      `No value of --on-conflict fits all of them; run this in a terminal to decide one by one.`,
    ],
  ])('%s', (_, changes, line) => {
    expect(advice(...changes)[0]).toBe(`  ${line}`)
  })
})

describe("advice for a go.mod that can't be kept", () => {
  test.each<[string, string, readonly string[]]>([
    [
      'bare, of another module',
      'module other\n',
      ['To keep the module path of go.mod, use --module other.'],
    ],
    [
      'of another module, with all that is needed',
      'module example.com/o\n\ngo 1.25\n\nrequire github.com/a/b v1.3.0\n',
      ['To keep the module path of go.mod, use --module example.com/o.'],
    ],
    [
      'of another module, without a requirement',
      'module other\n\ngo 1.25\n\nrequire github.com/c/d v1.0.0\n',
      [
        'To keep the module path of go.mod, use --module other.',
        'Also, run go get github.com/a/b@v1.2.0 first.',
      ],
    ],
    [
      'of our module, without a requirement',
      'module svc\n\ngo 1.25\n\nrequire github.com/c/d v1.0.0\n',
      [],
    ],
    ['of our module, of an old Go', 'module svc\n\ngo 1.20\n\nrequire github.com/a/b v1.2.0\n', []],
    ['of a module path that --module refuses', 'module fmt\n\nretract v1.0.0\n', []],
    ['without a module path', 'go 1.25\n', []],
  ])('%s', (_, theirs, lines) => {
    expect(advice(goModOf(theirs)).slice(1)).toEqual(lines.map((line) => `  ${line}`))
  })

  test('one that can be kept needs none', () => {
    expect(advice({ ...goMod, ways: ['keep', 'overwrite'] })).toHaveLength(1)
  })
})

test('what can be neither kept nor overwritten has to be moved away, before any question', () => {
  const why = 'must be a regular file'
  const stuck = conflict('go.mod', { existing: { kind: 'symlink' }, ways: [], why })
  expect(told(stuck, readme).slice(1)).toEqual([
    '    go.mod (a symbolic link is in the way) must be a regular file',
    '    README.md',
    '  No decision can resolve go.mod: move what is there out of the way.',
  ])
})

test('what is not a file has to be moved away or kept', () => {
  expect(advice(link).slice(1)).toEqual([
    '  Whatever is in the way of a file is never overwritten: move it, or keep it.',
  ])
})
