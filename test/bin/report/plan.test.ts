import { describe, expect, test } from 'vitest'
import { planLines } from '../../../bin/report/plan.ts'
import { ansi, plain } from '../../../bin/report/style.ts'
import { conflicted, settled } from './endings.ts'

describe('a plan', () => {
  test('is a tree with a sign before each file, and their number', () => {
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

  test('says what is in the way of a file, if it is no file', () => {
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

  test('colours signs alone, and only where the style does', () => {
    const painted = planLines(settled, ansi)
    expect(painted).toContain('\u001b[32m+\u001b[39m \u001b[2m│  │  └─\u001b[22m main.go')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of
    expect(painted.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(
      planLines(settled, plain),
    )
  })
})
