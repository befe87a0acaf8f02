import { expect, test } from 'vitest'
import { treeProblems } from '../../testing/index.ts'
import { treeFile } from '../tree-file.ts'
import { treeOf } from './trees.ts'

test.each<[string, Parameters<typeof treeOf>[0], readonly string[]]>([
  ['nothing wrong', { 'a.txt': 'a\n', empty: '' }, []],
  ['a binary', { 'a.png': Uint8Array.from([0xff, 13]) }, []],
  ['a tag', { a: 'x\n{{name}}\n' }, ['a contains {{ in line 2']],
  ["an expression of GitHub's", { '.github/workflows/ci.yml': `a: \${{ b }}\n` }, []],
  ['one outside workflows', { 'ci.txt': `a: \${{ b }}\n` }, ['ci.txt contains {{ in line 1']],
  [
    'a tag in a workflow',
    { '.github/workflows/ci.yml': `a: "\${{ b }} {{c}}"\n` },
    ['.github/workflows/ci.yml contains {{ in line 1'],
  ],
  ['a suffix', { 'a.hbs': '\n' }, ['a.hbs still ends with .hbs']],
  ['no final newline', { a: 'a' }, ['a has no final newline']],
  ['a carriage return', { a: 'a\r\n' }, ['a contains a carriage return']],
  ['a script that runs', { a: treeFile('#!/bin/sh\n', '100755') }, []],
  [
    'a script that does not, but is made to',
    { 'a.sh': '#!/bin/sh\n', Dockerfile: 'COPY --chmod=0755 a.sh /bin/\n' },
    [],
  ],
  [
    'a script that is copied without a mode that runs',
    {
      'a.sh': '#!/bin/sh\n',
      Dockerfile: 'COPY --chmod=0644 a.sh /bin/\nCOPY --chmod=755 b.sh a\n',
    },
    ['a.sh starts with #!, but is not executable'],
  ],
  [
    'a script that only a text says to copy',
    { 'a.sh': '#!/bin/sh\n', 'a.md': 'COPY --chmod=0755 a.sh /bin/\n' },
    ['a.sh starts with #!, but is not executable'],
  ],
  ['a script that does not run', { a: '#!/bin/sh\n' }, ['a starts with #!, but is not executable']],
  ['a path outside', { '../a': '' }, ['cannot write "../a": it contains a .. segment']],
  ['a path of git', { '.git/config': '' }, ['cannot write ".git/config": .git belongs to git']],
  [
    'two paths in one',
    { a: '', A: '' },
    ['cannot write "a" beside "A": A and a are the same name on some file systems'],
  ],
  ['JSON', { 'a.json': '{}\n' }, []],
  ['broken JSON', { 'a.json': '{,}\n' }, [expect.stringMatching(/^a\.json is not valid JSON: ./)]],
  [
    'JSON with comments, where they are allowed',
    {
      '.vscode/settings.json': '// a\n{}\n',
      'web/tsconfig.json': '// a\n{}\n',
      '.devcontainer/devcontainer.json': '// a\n{}\n',
    },
    [],
  ],
  [
    'JSON with comments elsewhere',
    { 'settings.json': '// a\n{}\n' },
    [expect.stringContaining('not valid JSON')],
  ],
  ['YAML', { 'a.yml': 'a: 1\n---\nb: 2\n', 'b.yaml': 'x: &a {b: 1}\ny:\n  <<: *a\n' }, []],
  ['broken YAML', { 'a.yml': 'a: [\n' }, [expect.stringMatching(/^a\.yml is not valid YAML: ./)]],
  [
    'YAML with a key twice',
    { 'a.yaml': 'a: 1\na: 2\n' },
    [expect.stringContaining('a.yaml is not valid YAML: Map keys must be unique')],
  ],
  [
    'several problems',
    { a: '#! {{\r', 'b.json': '' },
    [
      'a has no final newline',
      'a contains a carriage return',
      'a starts with #!, but is not executable',
      'a contains {{ in line 1',
      expect.stringMatching(/^b\.json is not valid JSON/),
    ],
  ],
])('%s', (_, files, expected) => {
  expect(treeProblems(treeOf(files)).map(({ what }) => what)).toEqual(expected)
})

test('files that are templates themselves may have tags, but the rest must be right', () => {
  const tree = treeOf({ 'chart/a.yaml': '{{ if }}\n[\n', 'b.json': '{{', c: '{{\n' })
  const problems = treeProblems(tree, { templates: ['chart/', 'b.json'] })
  expect(problems.map(({ what }) => what)).toEqual([
    'b.json has no final newline',
    'c contains {{ in line 1',
  ])
  expect(() => treeProblems(tree, { templates: ['charts/'] })).toThrow('the tree has no charts/')
})
