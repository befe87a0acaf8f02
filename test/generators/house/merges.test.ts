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

  test.each(['12345678901234567890', '0.1234567890123456789', '1e400'])(
    'refuses a file with %s, which would change',
    (number) => {
      const problem = `the file below has the number ${number}, which can't be kept exactly`
      expect(mergeJson(`{"a": "\\"9e999", "b": [${number}]}`, '{}')).toEqual({ problem })
      expect(mergeJson('{}', `{"a": ${number}}`)).toEqual({
        problem: `it has the number ${number}, which can't be kept exactly`,
      })
    },
  )

  test('keeps numbers that can be written', () => {
    expect(mergeJson('{"a": [1.50, 1e3, -0.1, 9007199254740991, 100000]}', '{}')).toHaveProperty(
      'text',
    )
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

  const aliased = [
    'x-args: &args',
    '  # About A.',
    '  A: 1',
    '  list: &list [1]',
    'api: {args: *args}',
    'cli: *args',
    'web:',
    '  <<: [*args]',
    '  B: 2 # Two.',
    '',
    '# About last.',
    'last: 12345678901234567890',
    '',
  ].join('\n')

  test.each<[claim: string, below: string, patch: string, merged: string]>([
    [
      'changes a copy of what an alias stands for',
      aliased,
      'cli: { A: 3 }',
      aliased.replace('cli: *args', 'cli:\n  # About A.\n  A: 3\n  list: [1]'),
    ],
    [
      'adds to a copy of a list that an alias stands for',
      'a: &a [1]\nb: *a\nc: *a\n',
      'b: { $append: [2] }',
      'a: &a [1]\nb: [1, 2]\nc: *a\n',
    ],
    [
      'changes a copy of what a merge key brings',
      aliased,
      'web: { list: { $append: [2] } }',
      aliased.replace('  B: 2 # Two.\n', '  B: 2 # Two.\n  list: [1, 2]\n'),
    ],
    [
      'replaces what a merge key brings by a value',
      aliased,
      'web: { A: 3 }',
      aliased.replace('  B: 2 # Two.\n', '  B: 2 # Two.\n  A: 3\n'),
    ],
    [
      'replaces an alias by a value',
      aliased,
      'cli: none',
      aliased.replace('cli: *args', 'cli: none'),
    ],
    [
      'keeps the comment beside a value that it replaces',
      aliased,
      'web: { B: 3 }',
      aliased.replace('B: 2 #', 'B: 3 #'),
    ],
    [
      'removes a mapping, and not the comment of the next key',
      aliased,
      'web: null',
      aliased.replace(/web:[\s\S]*Two\.\n/, ''),
    ],
    [
      'removes a first key with its comment, and no other',
      'a:\n  # First.\n  b: 1\n  # Second.\n  c: 2\n',
      'a: { b: null }',
      'a:\n  # Second.\n  c: 2\n',
    ],
    [
      'prepends above the comment of the first item',
      'a:\n  # First.\n  - 1\n',
      'a: { $prepend: [0] }',
      'a:\n  - 0\n  # First.\n  - 1\n',
    ],
    [
      'adds a key above the comment of the next mapping',
      'a:\n  b:\n    c: 1\n\n# Next.\nd: 2\n',
      'a: { b: { e: 3 } }',
      'a:\n  b:\n    c: 1\n    e: 3\n\n# Next.\nd: 2\n',
    ],
    ['finds a key that is a number', '80: a\n', '80: b', '80: b\n'],
  ])('%s', (_, file, patch, merged) => {
    expect(mergeYaml(file, patch)).toEqual({ text: merged })
  })

  test.each<[claim: string, below: string, patch: string, problem: string]>([
    [
      'to remove an anchor that is used',
      aliased,
      'x-args: null',
      'it removes &args, but the file below uses *args',
    ],
    [
      'to replace an anchor that is used, even if another one has its name',
      'a: &x 1\nb: &x [2]\nc: *x\n',
      'b: null',
      'it removes &x, but the file below uses *x',
    ],
    ['to change a merge key', aliased, 'web: { "<<": { A: 1 } }', 'it changes <<: use the keys'],
    [
      'to remove what a merge key brings',
      aliased,
      'web: { A: null }',
      'it removes A, which << merges into the file below',
    ],
    [
      'to add to a list of an alias bomb',
      `${'abcdefghi'
        .split('')
        .map(
          (name, index, all) =>
            `${name}: &${name} [${index === 0 ? 1 : `*${all[index - 1]}, `.repeat(9)}]`,
        )
        .join('\n')}\n`,
      'i: { $append: [1] }',
      'it adds to a list whose aliases can not be resolved',
    ],
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

  describe('keeps the room for lines of the user', () => {
    const room = '# BEGIN local\n# END local\n'
    const file = `FROM a AS build\n# Yours.\n${room}RUN x\n# More.\n# Yours.\n${room}\nFROM b AS base\nRUN y\n\n# Z.\n${room}`

    test('at the end of a new stage that has none', () => {
      expect(mergeDockerfile(file, '# Q.\nFROM c AS build\n\nFROM d AS base\n')).toEqual({
        text: `# Q.\nFROM c AS build\n# Yours.\n${room}# More.\n# Yours.\n${room}\nFROM d AS base\n# Z.\n${room}`,
      })
    })

    test('where the new stage has it', () => {
      const patch = `FROM c AS build\n${room}RUN z\n`
      const [, rest = ''] = file.split('FROM b')
      expect(mergeDockerfile(file, patch)).toEqual({ text: `${patch}\nFROM b${rest}` })
    })
  })

  test('replaces the last stage too', () => {
    expect(mergeDockerfile(below, 'FROM x AS api\n')).toEqual({
      text: below.replace('FROM base AS api\nCMD ["/api"]', 'FROM x AS api'),
    })
  })

  test('ends a stage at the next FROM, which may have no name, and not in a here-document', () => {
    const file =
      'ARG V=1\nFROM a \\\n  AS build\nRUN <<EOF\nFROM x AS y\nEOF\n\n# Last.\nFROM scratch\nCOPY . .\n'
    const patch = 'FROM b AS BUILD\nRUN <<EOF\nFROM x\nEOF\n'
    expect(mergeDockerfile(file, patch)).toEqual({
      text: 'ARG V=1\nFROM b AS BUILD\nRUN <<EOF\nFROM x\nEOF\n\n# Last.\nFROM scratch\nCOPY . .\n',
    })
  })

  test('knows stages and here-documents by their lines, however these end', () => {
    const file =
      'FROM a AS build\r\nRUN <<EOF\r\ntrue\r\nEOF\r\nFROM b AS base\r\nFROM c AS api\r\n'
    expect(mergeDockerfile(file, 'FROM d AS base\n')).toEqual({
      text: file.replace('FROM b AS base\r\n', 'FROM d AS base\n'),
    })
    const patch = 'FROM x AS build\r\nRUN <<EOF\r\ntrue\r\nEOF\r\n\r\nFROM y AS api\r\n'
    expect(mergeDockerfile(below, patch)).toEqual({
      text: below
        .replace(
          '# Builds.\nFROM golang AS build\nRUN make',
          'FROM x AS build\r\nRUN <<EOF\r\ntrue\r\nEOF\r',
        )
        .replace('FROM base AS api\nCMD ["/api"]', 'FROM y AS api\r'),
    })
  })

  test.each<[claim: string, file: string, problem: string]>([
    [
      'ends in a here-document',
      'FROM a AS api\nRUN <<EOF\nEO\n',
      'in the file below, no line ends the here-document EOF',
    ],
    [
      'continues lines after another character',
      '# escape=`\nFROM a AS api\n',
      'its lines continue after \\, and those of the file below after `',
    ],
  ])('refuses to patch a file that %s', (_, file, problem) => {
    expect(mergeDockerfile(file, 'FROM b AS api\n')).toEqual({ problem })
  })

  test.each<[claim: string, patch: string, problem: string]>([
    [
      'a here-document without an end',
      'FROM x AS base\nRUN <<EOF\ntrue\n',
      'no line ends the here-document EOF',
    ],
    ['a last line that goes on', 'FROM x AS base\nRUN true \\\n\n', 'nothing follows the last \\'],
    ['a stage without a name', 'FROM x AS api\nFROM y', 'its stage FROM y has no name'],
    ['the same stage twice', 'FROM x AS api\nFROM y AS Api', 'it has two stages named api'],
    [
      'instructions before the first stage',
      'ARG V=2\nFROM x AS api',
      'it has ARG V=2 before its first stage, which belongs to the whole file',
    ],
    ['an unknown stage', 'FROM x AS web', 'the file below has no stage web, only build, base, api'],
    ['a patch without stages', 'RUN x', 'it has no stage with a name, as in FROM IMAGE AS NAME'],
  ])('refuses %s', (_, patch, problem) => {
    expect(mergeDockerfile(below, patch)).toEqual({ problem })
  })
})
