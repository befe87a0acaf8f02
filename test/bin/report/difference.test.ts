import { expect, test } from 'vitest'
import { differenceLines } from '../../../bin/report/difference.ts'
import { ansi, plain } from '../../../bin/report/style.ts'
import type { ExistingFile } from '../../../generators/plan/change.ts'
import { treeFile } from '../../tree-file.ts'
import { conflict } from './endings.ts'

const theirs = (content: string | Uint8Array): ExistingFile => ({
  kind: 'file',
  file: { content: Buffer.from(content), mode: '100644' },
})

const existing = theirs('a\nb\n')
const file = treeFile('a\nc\n')
const changed = ['--- f (yours)', '+++ f (new)', '@@ -1,2 +1,2 @@', ' a', '-b', '+c']

test('a conflict is compared with our file', () => {
  expect(differenceLines(conflict('f', { existing, file }), plain)).toEqual(changed)
})

test('an update is compared with our file', () => {
  expect(differenceLines({ status: 'update', path: 'f', existing, file }, plain)).toEqual(changed)
})

test('a merge is compared with the merged file', () => {
  const merged = { content: Buffer.from('a\nb\nc\n'), mode: '100644' } as const
  expect(differenceLines({ status: 'merge', path: 'f', existing, file, merged }, plain)).toEqual([
    '--- f (yours)',
    '+++ f (new)',
    '@@ -1,2 +1,3 @@',
    ' a',
    ' b',
    '+c',
  ])
})

test('a conflict about only our lines is compared with the merged file', () => {
  const merged = { content: Buffer.from('a\nb\nours\n'), mode: '100644' } as const
  const lines = differenceLines({ ...conflict('f', { existing, file }), merged }, plain)
  expect(lines.slice(2)).toEqual(['@@ -1,2 +1,3 @@', ' a', ' b', '+ours'])
})

test('tabs stay tabs, and everything else that controls a terminal is escaped', () => {
  const go = treeFile('a\n\t\treturn\u001b[2J\tx\n')
  expect(differenceLines(conflict('f', { existing, file: go }), plain)).toContain(
    '+\t\treturn\\u{1b}[2J\tx',
  )
})

test('a changed mode is shown', () => {
  const executable = treeFile('a\nc\n', '100755')
  expect(differenceLines(conflict('f', { existing, file: executable }), plain)).toEqual([
    'mode 100644 -> 100755',
    ...changed,
  ])
})

test('bytes that are not text are not shown', () => {
  const bytes = theirs(Uint8Array.of(0xff, 0xfe))
  expect(differenceLines(conflict('f', { existing: bytes, file }), plain)).toEqual([
    'f: one of the two files is not UTF-8 text',
  ])
})

test('without two files, there is no difference', () => {
  const { file: _, ...gone } = conflict('f', { existing })
  expect(differenceLines(gone, plain)).toEqual([])
  expect(differenceLines(conflict('f', { existing: { kind: 'symlink' } }), plain)).toEqual([])
})

test('added lines are green, removed ones are red', () => {
  const lines = differenceLines(conflict('f', { existing, file }), ansi)
  expect(lines.slice(-2)).toEqual(['\u001b[31m-b\u001b[39m', '\u001b[32m+c\u001b[39m'])
})

test('neither a path nor a line can control a terminal', () => {
  const lines = differenceLines(
    conflict('f\u001b[2J', { existing: theirs('a\u001b[2J\n'), file }),
    plain,
  )
  expect(lines).toContain('--- f\\u{1b}[2J (yours)')
  expect(lines).toContain('-a\\u{1b}[2J')
  expect(lines.join('')).not.toContain('\u001b')
})
