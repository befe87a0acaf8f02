import { expect, test } from 'vitest'
import { readHeader } from '../../../../generators/dockerize/go/header.ts'

test.each<[string, string, ReturnType<typeof readHeader>]>([
  ['only a package clause', 'package a', { package: 'a', imports: [] }],
  [
    'imports one by one and in a group, with names',
    'package a\nimport "fmt"\nimport (\n\tx "y/z"\n\t. `dot`\n\n\t_ "blank" // why\n)\n',
    {
      package: 'a',
      imports: [
        { path: 'fmt', line: 2 },
        { path: 'y/z', line: 4, name: 'x' },
        { path: 'dot', line: 5, name: '.' },
        { path: 'blank', line: 7, name: '_' },
      ],
    },
  ],
  [
    'imports on one line',
    'package a; import ("b"; "c"); import "d"',
    {
      package: 'a',
      imports: [
        { path: 'b', line: 1 },
        { path: 'c', line: 1 },
        { path: 'd', line: 1 },
      ],
    },
  ],
  [
    'a build constraint after a comment and a byte order mark',
    '\uFEFF/* package no\n*/\n//go:build linux && !cgo\n\npackage a // import "no"\n',
    { package: 'a', imports: [], constraint: 'linux && !cgo' },
  ],
  [
    'older build constraints',
    '// +build linux,!cgo darwin\n// +build x\n\npackage a\n',
    { package: 'a', imports: [], constraint: '((linux && !cgo) || (darwin)) && ((x))' },
  ],
  [
    'a constraint after the package clause, which is none',
    'package a\n\n//go:build ignore\n',
    { package: 'a', imports: [] },
  ],
  [
    'an import in a string',
    'package a\n\nvar x = `\nimport "no"\n`\n',
    { package: 'a', imports: [] },
  ],
  ['no package clause', '// package a\n', undefined],
  ['an unclosed comment', '/* package a', undefined],
  [
    'an unclosed group',
    'package a\nimport (\n"b"',
    { package: 'a', imports: [{ path: 'b', line: 3 }] },
  ],
])('the header of a file with %s', (_, text, header) => {
  expect(readHeader(text)).toEqual(header)
})
