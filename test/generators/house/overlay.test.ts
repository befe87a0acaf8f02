import { describe, expect, test } from 'vitest'
import type { FileRule } from '../../../generators/house/house-layer.ts'
import { mergeDockerfile } from '../../../generators/house/merge-dockerfile.ts'
import { mergeYaml } from '../../../generators/house/merge-yaml.ts'
import { overlay } from '../../../generators/house/overlay.ts'
import type { Tree, TreeFile } from '../../../generators/plan/tree.ts'
import { ProblemsError } from '../../../generators/problem.ts'
import { textOf } from '../../support/text.ts'
import { layerOf } from './in-memory.ts'

const below: Tree = new Map<string, TreeFile>([
  ['Makefile', fileOf('all:\n')],
  ['.gitignore', { ...fileOf('# BEGIN base\n/bin/\n# END base\n'), merging: 'block' }],
  ['main.go', { ...fileOf('package main\n'), owner: 'seeded' }],
])

const mergers = { 'merge-yaml': mergeYaml, 'merge-dockerfile': mergeDockerfile }

function fileOf(text: string): TreeFile {
  return { content: Buffer.from(text), mode: '100644', owner: 'managed', layer: 'base' }
}

function laid(rule: FileRule, text?: string): Tree {
  const layer = layerOf([rule], text === undefined ? {} : { [rule.path]: text })
  return overlay(below, layer, { redis: true, echo: false, name: 'svc' }, mergers)
}

function whyNot(rule: FileRule, text?: string): readonly string[] {
  try {
    laid(rule, text)
    return []
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error
    return error.problems.map(({ what }) => what)
  }
}

describe('add', () => {
  test('adds a rendered file that is managed by the layer', () => {
    const tree = laid({ path: 'OWNERS', verb: 'add' }, 'owner of {{name}}\n')
    expect(tree.get('OWNERS')).toEqual({
      ...fileOf('owner of svc\n'),
      layer: 'company',
    })
    expect([...tree.keys()]).toEqual(['.gitignore', 'Makefile', 'OWNERS', 'main.go'])
  })

  test('refuses a path that a layer below has', () => {
    expect(whyNot({ path: 'Makefile', verb: 'add' }, 'x')).toEqual([
      "layer company can't add Makefile: base has it already; use the verb replace",
    ])
  })
})

describe('replace', () => {
  test('replaces the content and keeps the owner, unless the rule has one', () => {
    expect(laid({ path: 'main.go', verb: 'replace' }, 'package x\n').get('main.go')).toEqual({
      ...fileOf('package x\n'),
      owner: 'seeded',
      layer: 'company',
    })
    const owned = laid({ path: 'main.go', verb: 'replace', owner: 'managed' }, 'package x\n')
    expect(owned.get('main.go')?.owner).toBe('managed')
  })

  test('puts the lines of a marked block between the markers below', () => {
    const tree = laid({ path: '.gitignore', verb: 'replace' }, '/out/\n')
    expect(textOf(tree, '.gitignore')).toBe('# BEGIN base\n/out/\n# END base\n')
    expect(tree.get('.gitignore')).toMatchObject({ layer: 'base', merging: 'block' })
  })

  test('refuses a path that no layer below has', () => {
    expect(whyNot({ path: 'OWNERS', verb: 'replace' }, 'x')).toEqual([
      "layer company can't replace OWNERS: no layer below has it; use the verb add",
    ])
  })
})

test('delete takes a path out of the tree, also one that is not in it', () => {
  expect(laid({ path: 'Makefile', verb: 'delete' }).has('Makefile')).toBe(false)
  expect(laid({ path: 'nothing', verb: 'delete' })).toEqual(
    new Map([...below].sort(([a], [b]) => (a < b ? -1 : 1))),
  )
})

describe('append-block', () => {
  test('adds a marked block to a file', () => {
    expect(textOf(laid({ path: 'Makefile', verb: 'append-block' }, 'x:\n'), 'Makefile')).toBe(
      'all:\n\n# BEGIN company\nx:\n# END company\n',
    )
  })

  test('adds lines at the end of a marked block', () => {
    const tree = laid({ path: '.gitignore', verb: 'append-block' }, '/out/')
    expect(textOf(tree, '.gitignore')).toBe('# BEGIN base\n/bin/\n\n# company\n/out/\n# END base\n')
    expect(tree.get('.gitignore')).toMatchObject({ layer: 'base', merging: 'block' })
  })

  test('makes a new file a marked block, so that other lines of it are the user’s', () => {
    const tree = laid({ path: '.npmrc', verb: 'append-block' }, 'audit=false\n')
    expect(textOf(tree, '.npmrc')).toBe('# BEGIN company\naudit=false\n# END company\n')
    expect(tree.get('.npmrc')).toMatchObject({ layer: 'company', merging: 'block' })
  })
})

test('a rule applies only where its condition holds', () => {
  const rule = (name: string): FileRule => ({
    path: 'x',
    verb: 'add',
    when: { kind: 'variable', name },
  })
  expect(laid(rule('redis'), 'x').has('x')).toBe(true)
  expect(laid(rule('echo'), 'x').has('x')).toBe(false)
})

test('every rule that does not fit is named', () => {
  const rules: readonly FileRule[] = [
    { path: 'a', verb: 'replace' },
    { path: 'Makefile', verb: 'merge-json' },
    { path: 'Makefile', verb: 'add' },
  ]
  const layer = layerOf(rules, { a: 'x', Makefile: '{}' })
  expect(() => overlay(below, layer, {}, mergers)).toThrow(
    [
      "layer company can't replace a: no layer below has it; use the verb add",
      "layer company can't merge-json Makefile: the file below is not JSON",
      "layer company can't add Makefile: base has it already; use the verb replace",
    ].join('\n'),
  )
})

test.each(['# END company', '# BEGIN company'])(
  'a block can not have its own marker %s',
  (line) => {
    expect(whyNot({ path: 'own.txt', verb: 'append-block' }, `a\n${line}\nb\n`)).toEqual([
      `layer company can't append-block own.txt: it has the line ${line}, which marks the block itself`,
    ])
  },
)
