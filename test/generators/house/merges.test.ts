import { describe, expect, test } from 'vitest'
import { mergeDockerfile } from '../../../generators/house/merge-dockerfile.ts'
import { mergeJson } from '../../../generators/house/merge-json.ts'
import { mergeYaml } from '../../../generators/house/merge-yaml.ts'

describe('mergeJson', () => {
  test.each<[claim: string, below: unknown, patch: unknown, merged: unknown]>([
    ['merges objects', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
    ['replaces lists', { a: [1] }, { a: [2] }, { a: [2] }],
    ['removes what is null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ['appends to a list', { a: [1] }, { a: { $append: [2] } }, { a: [1, 2] }],
    ['prepends to a list', { a: [1] }, { a: { $prepend: [0] } }, { a: [0, 1] }],
    ['adds what is missing from a list', { a: [1] }, { a: { $append: [1, 2] } }, { a: [1, 2] }],
    ['makes a list', {}, { a: { $append: [1] } }, { a: [1] }],
    [
      'treats __proto__ as a key',
      {},
      JSON.parse('{"__proto__": {"x": 1}}'),
      JSON.parse('{"__proto__": {"x": 1}}'),
    ],
  ])('%s', (_, below, patch, merged) => {
    expect(mergeJson(JSON.stringify(below), JSON.stringify(patch))).toEqual({
      text: `${JSON.stringify(merged, undefined, 2)}\n`,
    })
  })

  test('says which text is not JSON', () => {
    expect(mergeJson('x', '{}')).toEqual({ problem: 'the file below is not JSON' })
    expect(mergeJson('{}', 'x')).toEqual({ problem: 'it is not JSON' })
  })

  test('adds to a list only', () => {
    const problem = 'it adds to a list, but the file below has something else there'
    expect(mergeJson('{"a": 1}', '{"a": {"$append": [1]}}')).toEqual({ problem })
    expect(mergeYaml('a: { b: 1 }', 'a: { $append: [1] }')).toEqual({ problem })
  })
})

describe('mergeYaml', () => {
  const below = [
    '# The head.',
    'jobs:',
    '  test:',
    '    # Why.',
    '    steps:',
    '      - run: "a"',
    '      # Before b.',
    '      - run: b',
    'on: [push]',
    '',
  ].join('\n')

  test.each<[claim: string, patch: string, from: string, to: string]>([
    ['adds a key', 'jobs:\n  lint:\n    steps: []\n', 'on:', '  lint:\n    steps: []\non:'],
    [
      'appends to a list, and keeps comments and quotes',
      'jobs: { test: { steps: { $append: [{ run: c }] } } }',
      '      - run: b\n',
      '      - run: b\n      - run: c\n',
    ],
    [
      'prepends to a list',
      'jobs: { test: { steps: { $prepend: [{ run: c }] } } }',
      '      - run: "a"\n',
      '      - run: c\n      - run: "a"\n',
    ],
    ['replaces a value', 'on: [pull_request]', 'on: [push]', 'on:\n  - pull_request'],
    ['removes a key', 'on: null', 'on: [push]\n', ''],
  ])('%s', (_, patch, from, to) => {
    expect(mergeYaml(below, patch)).toEqual({ text: below.replace(from, to) })
  })

  test.each<[claim: string, below: string, patch: string, problem: string]>([
    ['a patch that is not YAML', 'a: 1', 'a: [', 'it is not YAML'],
    ['a patch that is a list', 'a: 1', '- 1', 'it is not a mapping'],
    ['a list below', '- 1', 'a: 1', 'it is not a mapping'],
    [
      'two documents below',
      'a: 1\n---\nb: 1',
      'a: 1',
      'the file below is not a single YAML document',
    ],
    ['an alias bomb', 'a: 1', 'a: &x [1]\nb: *x', 'it is not a mapping without aliases'],
  ])('refuses %s', (_, file, patch, problem) => {
    expect(mergeYaml(file, patch)).toEqual({ problem: expect.stringContaining(problem) })
  })
})

describe('mergeDockerfile', () => {
  const below = [
    '# The head.',
    '',
    '# Builds.',
    'FROM golang AS build',
    'RUN make',
    '',
    '# Runs.',
    'FROM scratch AS base',
    'COPY a b',
    '',
    'FROM base AS api',
    'CMD ["/api"]',
    '',
  ].join('\n')

  test('replaces a stage with its comments, and keeps the rest', () => {
    const patch = '# Ours.\nFROM --platform=linux/amd64 acme/base AS base\nENV A=1\n\n'
    expect(mergeDockerfile(below, patch)).toEqual({
      text: below.replace('# Runs.\nFROM scratch AS base\nCOPY a b', patch.trimEnd()),
    })
  })

  test('replaces the last stage too', () => {
    expect(mergeDockerfile(below, 'FROM x AS api\n')).toEqual({
      text: below.replace('FROM base AS api\nCMD ["/api"]', 'FROM x AS api'),
    })
  })

  test.each<[claim: string, patch: string, problem: string]>([
    ['an unknown stage', 'FROM x AS web', 'the file below has no stage web, only build, base, api'],
    ['a patch without stages', 'RUN x', 'it has no stage with a name, as in FROM IMAGE AS NAME'],
  ])('refuses %s', (_, patch, problem) => {
    expect(mergeDockerfile(below, patch)).toEqual({ problem })
  })
})
