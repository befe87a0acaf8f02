import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planLines } from '../../../bin/report/plan.ts'
import { ansi, plain } from '../../../bin/report/style.ts'
import { change, conflicted, settled } from './endings.ts'

describe('a plan', () => {
  test('is a tree with a sign before each file, and the number of files', () => {
    expect(planLines(settled, plain)).toEqual([
      '  my-svc/',
      '~ ├─ .gitignore',
      '· ├─ LICENSE',
      '  ├─ cmd/',
      '  │  ├─ api/',
      '+ │  │  └─ main.go',
      '  │  └─ cli/',
      '+ │     └─ main.go',
      '= ├─ go.mod',
      '& └─ .dockerignore',
      '',
      '  + 2 create, ~ 1 update, & 1 merge, · 1 keep, = 1 identical',
    ])
  })

  test('is folded: new and identical files are counted, and all others keep their paths', () => {
    const changes = [
      ...['.github/a.yml', '.env.example', 'Dockerfile'].map((path) => change(path, 'create')),
      ...['a', 'b', 'c/d'].map((name) => change(`cmd/${name}`, 'create')),
      change('docs/old.md', 'identical'),
      change('internal/new.go', 'create'),
      change('internal/mine.go', 'conflict'),
      change('internal/deep/more.go', 'create'),
      change('go.mod', 'identical'),
      change('README.md', 'update'),
    ]
    expect(planLines({ ...settled, changes }, plain, 'folded')).toEqual([
      '  my-svc/  + 8 create, ~ 1 update, ! 1 conflict, = 2 identical',
      '+ ├─ .github/ (1 file)',
      '+ ├─ cmd/ (3 files)',
      '= ├─ docs/ (1 file)',
      '  ├─ internal/',
      '! │  ├─ mine.go',
      '+ │  ├─ deep/ (1 file)',
      '+ │  └─ new.go',
      '~ ├─ README.md',
      '+ ├─ 2 files: Dockerfile, .env.example',
      '= └─ go.mod',
    ])
  })

  test('of a new service is folded to a few lines that fit 80 columns', () => {
    const paths = readdirSync('test/golden/trees/echo-postgres-alpine', {
      recursive: true,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile() && entry.name !== 'TREE.json')
      .map((entry) => join(entry.parentPath, entry.name).split('/').slice(4).join('/'))
    const changes = paths.sort().map((path) => change(path, 'create'))
    const lines = planLines({ ...settled, changes }, plain, 'folded')
    expect(lines.length).toBeLessThanOrEqual(6)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines.at(-1)).toMatch(/^\+ └─ \d+ files: AGENTS\.md, Dockerfile, Makefile, .*, …$/)
  })

  test('says what is in the way of a file, unless it is a file', () => {
    expect(planLines(conflicted, plain)).toContain('! └─ internal (a symbolic link is in the way)')
    expect(planLines(conflicted, plain)).toContain('! ├─ README.md')
  })

  test.each([
    ['/', '  /'],
    ['C:\\work\\svc', '  svc/'],
    ['C:\\', '  /'],
  ])('has the name of its directory, %s, at the top', (directory, line) => {
    expect(planLines({ ...settled, directory }, plain)[0]).toBe(line)
  })

  test('colours only signs, and only if the style does', () => {
    const painted = planLines(settled, ansi)
    expect(painted).toContain('\u001b[32m+\u001b[39m \u001b[2m│  │  └─\u001b[22m main.go')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colors are made of them
    expect(painted.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(
      planLines(settled, plain),
    )
  })
})
