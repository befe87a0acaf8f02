import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileOf } from '../../generators/plan/change.ts'
import { compare } from '../../generators/plan/compare.ts'
import { textIn } from '../../generators/plan/tree.ts'
import { cells } from '../support/matrix.ts'
import { textOf } from '../support/text.ts'

let repository = ''

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'line-ends-'))
  execFileSync('git', ['init', '--quiet'], { cwd: repository })
})
afterAll(() => rmSync(repository, { recursive: true, force: true }))

/** Returns how git applies a .gitattributes to paths, as `path: attribute: value`. */
function attributesOf(text: string, paths: readonly string[]): readonly string[] {
  writeFileSync(join(repository, '.gitattributes'), text)
  const args = ['-c', 'core.attributesFile=', 'check-attr', '--stdin', '--all']
  const output = execFileSync('git', args, {
    cwd: repository,
    input: paths.join('\n'),
    encoding: 'utf8',
  })
  return output.split('\n').filter((line) => line !== '')
}

/** Returns a user's .gitattributes with our lines merged into it. */
function merged(theirs: string, tree = cells[0]?.tree ?? new Map()): string {
  const path = '.gitattributes'
  const file = { content: Buffer.from(theirs), mode: '100644' } as const
  const entries = new Map([[path, { kind: 'file', file } as const]])
  const { changes } = compare('/svc', tree, { exists: true, entries })
  const change = changes.find((change) => change.path === path)
  if (change?.status !== 'merge') throw new Error(`${path} is not merged`)
  return textIn(fileOf(change))
}

describe.each(cells)('$title', ({ tree }) => {
  test('has line feeds in every file of ours, on every machine', () => {
    // The other files are merged with the user's lines, and have the user's line endings.
    const paths = [...tree].flatMap(([path, { merging }]) =>
      merging === 'block' || merging === 'append' ? [] : [path],
    )
    expect(paths.length).toBeGreaterThan(20)
    const wanted = paths.flatMap((path) => [`${path}: text: set`, `${path}: eol: lf`])
    expect(attributesOf(textOf(tree, '.gitattributes'), paths)).toEqual(wanted)
    expect(attributesOf(merged('* -text\n*.go binary\n', tree), paths)).toEqual(
      expect.arrayContaining(wanted),
    )
  })
})

const theirs = `
testdata/* -text
*.pdf binary
*.bat text eol=crlf
*.zip filter=lfs diff=lfs merge=lfs -text
*.csv text eol=crlf
docs/** -text
README.md text eol=crlf
`

test.each([
  'testdata/golden.txt',
  'testdata/golden.go',
  'testdata/go.mod',
  'testdata/Dockerfile',
  'testdata/init.sql',
  'testdata/.env.example',
  'manual.pdf',
  'cmd/manual.pdf',
  'run.bat',
  'internal/run.bat',
  'a.zip',
  'internal/store/a.zip',
  'data.csv',
  'docs/Makefile',
  'docs/docker-compose.yml',
  'README.md',
  '.gitignore',
])("our lines below those of a .gitattributes don't change %s", (path) => {
  const before = attributesOf(theirs, [path])
  expect(attributesOf(merged(theirs), [path])).toEqual(before)
})
