import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { File } from '../../generators/plan/tree.ts'
import { compareWithFolder } from '../../testing/compare.ts'
import { readTree, writeTree } from '../../testing/folder.ts'

const file = (content: string | Uint8Array, mode: File['mode'] = '100644'): File => ({
  content: Buffer.from(content),
  mode,
})

const tree = new Map([
  ['README.md', file('one\ntwo\n')],
  ['bin/run.sh', file('#!/bin/sh\n', '100755')],
  ['logo.png', file(Buffer.from([0x89, 0xff, 1]))],
])

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'))
  writeTree(folder, tree)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder written from a tree reads as the same tree, without differences', () => {
  expect(readTree(folder)).toEqual(tree)
  expect(compareWithFolder(tree, folder)).toEqual([])
})

test(".git and empty folders are not part of a tree; git's dotfiles are", () => {
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, '.git/HEAD'), '')
  mkdirSync(join(folder, 'empty'))
  writeFileSync(join(folder, '.gitignore'), '')
  expect([...readTree(folder).keys()].sort()).toEqual([...tree.keys(), '.gitignore'].sort())
})

test.each<[string, () => void, string]>([
  ['a missing file', () => rmSync(join(folder, 'README.md')), 'README.md is missing'],
  ['an extra file', () => writeFileSync(join(folder, 'bin/x'), ''), 'bin/x is not in the tree'],
  [
    'another line',
    () => writeFileSync(join(folder, 'README.md'), 'one\n2\n'),
    'README.md differs in line 2: "2", not "two"',
  ],
  [
    'a line less',
    () => writeFileSync(join(folder, 'README.md'), 'one\ntwo'),
    'README.md differs in line 3: the end of the file, not ""',
  ],
  [
    'a line more',
    () => writeFileSync(join(folder, 'README.md'), 'one\ntwo\n\n'),
    'README.md differs in line 4: "", not the end of the file',
  ],
  [
    'a carriage return',
    () => writeFileSync(join(folder, 'README.md'), 'one\r\ntwo\n'),
    'README.md differs in line 1: "one\\r", not "one"',
  ],
  [
    'another byte in something that is not text',
    () => writeFileSync(join(folder, 'logo.png'), Buffer.from([0x89, 0xfe, 1])),
    'logo.png differs from byte 1 on',
  ],
  [
    'bytes instead of text',
    () => writeFileSync(join(folder, 'README.md'), Buffer.from('one\n\xff', 'latin1')),
    'README.md differs from byte 4 on',
  ],
  [
    'a mode that runs',
    () => chmodSync(join(folder, 'README.md'), 0o755),
    'README.md has the mode 100755, not 100644',
  ],
  [
    'a mode that does not run',
    () => chmodSync(join(folder, 'bin/run.sh'), 0o644),
    'bin/run.sh has the mode 100644, not 100755',
  ],
])('%s is reported', (_, change, message) => {
  change()
  expect(compareWithFolder(tree, folder).map((difference) => difference.message)).toEqual([message])
})

test('every difference is reported, sorted by path', () => {
  rmSync(join(folder, 'logo.png'))
  writeFileSync(join(folder, 'Makefile'), '')
  writeFileSync(join(folder, 'bin/run.sh'), '')
  chmodSync(join(folder, 'bin/run.sh'), 0o644)
  expect(compareWithFolder(tree, folder).map(({ path, kind }) => [path, kind])).toEqual([
    ['Makefile', 'extra'],
    ['bin/run.sh', 'content'],
    ['bin/run.sh', 'mode'],
    ['logo.png', 'missing'],
  ])
})

test('a link is not treated as its target', () => {
  symlinkSync('README.md', join(folder, 'link'))
  expect(() => compareWithFolder(tree, folder)).toThrow(
    'cannot read link: it is not a regular file',
  )
})
