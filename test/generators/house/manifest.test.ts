import { describe, expect, test } from 'vitest'
import { readManifest } from '../../../generators/house/manifest.ts'
import { schemaErrors } from '../../bin/report/schemas.ts'
import { smallest } from './layers.ts'

/** Returns what is wrong with the value of a layer.json. */
function problemsIn(value: unknown): readonly string[] {
  const reading = readManifest(value)
  return 'problems' in reading ? reading.problems.map(({ what }) => what) : []
}

function manifestOf(value: unknown) {
  const reading = readManifest(value)
  if ('problems' in reading) throw new Error(problemsIn(value).join('\n'))
  return reading.manifest
}

const choices = [
  { value: 'none', hint: 'nobody' },
  { value: 'pager-duty', hint: 'a service' },
]
const onCall = { kind: 'choice', question: 'On call', default: 'none', choices }
const team = { kind: 'text', question: 'Team', default: '', hint: 'who owns it' }
const pattern = { pattern: '[a-z]*', explanation: 'only a-z is allowed' }

/** A layer.json with more than the smallest one. */
const more = (keys: object) => ({ ...smallest, ...keys })
const asking = (entry: unknown) => more({ answers: { x1: entry } })

/** Every key of a layer.json. */
const complete = {
  $schema: 'https://example.com/layer.json',
  name: '@acme/go-house',
  version: '2.1.0-rc.1',
  extends: '>=0.1 <2',
  answers: {
    database: {
      default: 'redis',
      hidden: true,
      choices: [
        { value: 'valkey', hint: 'a fork of Redis', like: 'redis' },
        { value: 'my/sql', hint: 'another database' },
      ],
    },
    baseImage: { locked: 'distroless' },
    onCall,
    addOns: {
      kind: 'several',
      question: 'Add-ons',
      flag: 'with',
      default: ['metrics'],
      choices: [{ value: 'metrics', hint: 'for Prometheus', variable: 'hasMetrics' }],
    },
    team: { ...team, ...pattern },
  },
  files: [
    { path: 'renovate.json', verb: 'delete' },
    { path: 'CODEOWNERS', owner: 'seeded', when: 'redis && !alpine' },
  ],
  migrations: [
    { to: '2.0.0', rename: { 'deploy/k8s': 'deploy/base' } },
    { to: '1.10.0', setAnswer: { database: 'redis', addOns: ['metrics'] } },
    { to: '1.9.0', setAnswer: { team: '' } },
  ],
  run: [
    ['go', 'mod', 'tidy'],
    ['sh', '-c', ''],
  ],
  plopfile: 'plopfile.js',
}

test('the smallest layer.json has a name and a version', () => {
  expect(manifestOf(smallest)).toEqual({
    name: 'company',
    version: '1.0.0',
    answers: {},
    questions: {},
    files: [],
    migrations: [],
  })
})

test('a complete layer.json is normalized', () => {
  expect(manifestOf(complete)).toEqual({
    name: '@acme/go-house',
    version: '2.1.0-rc.1',
    extends: '>=0.1 <2',
    answers: {
      baseImage: { locked: 'distroless' },
      database: {
        default: 'redis',
        hidden: true,
        choices: [
          { value: 'valkey', hint: 'a fork of Redis', variable: 'valkey', like: 'redis' },
          { value: 'my/sql', hint: 'another database', variable: 'mySql' },
        ],
      },
    },
    questions: {
      onCall: {
        kind: 'choice',
        flag: 'on-call',
        question: 'On call',
        default: 'none',
        choices: [
          { value: 'none', hint: 'nobody', variable: 'none' },
          { value: 'pager-duty', hint: 'a service', variable: 'pagerDuty' },
        ],
      },
      addOns: {
        kind: 'several',
        flag: 'with',
        question: 'Add-ons',
        default: ['metrics'],
        choices: [{ value: 'metrics', hint: 'for Prometheus', variable: 'hasMetrics' }],
      },
      team: {
        kind: 'text',
        flag: 'team',
        question: 'Team',
        default: '',
        pattern: '[a-z]*',
        explanation: 'only a-z is allowed',
        placeholder: 'TEAM',
        hint: 'who owns it',
      },
    },
    files: [
      {
        path: 'CODEOWNERS',
        verb: 'add',
        owner: 'seeded',
        when: {
          kind: 'all',
          of: [
            { kind: 'variable', name: 'redis' },
            { kind: 'not', of: { kind: 'variable', name: 'alpine' } },
          ],
        },
      },
      { path: 'renovate.json', verb: 'delete' },
    ],
    migrations: [
      { to: '1.9.0', rename: {}, setAnswer: { team: '' } },
      { to: '1.10.0', rename: {}, setAnswer: { addOns: ['metrics'], database: 'redis' } },
      { to: '2.0.0', rename: { 'deploy/k8s': 'deploy/base' }, setAnswer: {} },
    ],
    run: [
      ['go', 'mod', 'tidy'],
      ['sh', '-c', ''],
    ],
    plopfile: 'plopfile.js',
  })
})

test('questions keep their order, which is the order of the questions', () => {
  expect(Object.keys(manifestOf(complete).questions)).toEqual(['onCall', 'addOns', 'team'])
})

describe('the reader and the schema both accept', () => {
  test.each<[string, unknown]>([
    ['the smallest', smallest],
    ['a complete one', complete],
    ['a scoped name', more({ name: '@a/b.c_d-e' })],
    ['a name of 214 characters', more({ name: 'a'.repeat(214) })],
    ['no answers, files or migrations', more({ answers: {}, files: [], migrations: [] })],
    ['no commands', more({ run: [] })],
    ['20 commands', more({ run: Array(20).fill(['a']) })],
    ['a locked list', asking({ locked: ['a', 'b'] })],
    ['an empty default', asking({ default: '' })],
    ['a text without a pattern', asking(team)],
    ['a text with a placeholder', asking({ ...team, placeholder: 'TEAM-NAME' })],
    ['each verb', more({ files: [{ path: 'a', verb: 'append-block', owner: 'shared' }] })],
    ['a hidden file', more({ files: [{ path: '.github/workflows/ci.yml' }] })],
    ['two dots in a name', more({ files: [{ path: 'a..b/c' }] })],
  ])('%s', (_, value) => {
    expect(problemsIn(value)).toEqual([])
    expect(schemaErrors(value, 'layer.json')).toEqual([])
  })
})

describe('the reader and the schema both refuse', () => {
  test.each<[string, unknown, string]>([
    ['a list', [], 'it is [], not an object'],
    ['null', null, 'it is null, not an object'],
    ['an unknown key', more({ file: [] }), 'unknown key "file"'],
    ['no name', { version: '1.0.0' }, 'name: it is missing'],
    ['no version', { name: 'company' }, 'version: it is missing'],
    ['a number as the name', more({ name: 1 }), 'name: it is 1, not a string'],
    ['an empty name', more({ name: '' }), 'name: it is empty'],
    ['a name in upper case', more({ name: 'Company' }), 'name: "Company" cannot be used'],
    ['a name with a path', more({ name: '../x' }), 'name: "../x" cannot be used'],
    ['a scope alone', more({ name: '@acme' }), 'name: "@acme" cannot be used'],
    ['a name of 215 characters', more({ name: 'a'.repeat(215) }), 'longer than 214 characters'],
    ['our own name', more({ name: 'create-go-docker' }), 'it is the name of the built-in layer'],
    ['a name that ends a comment', more({ name: 'a-->' }), 'cannot be used'],
    ['a version with a v', more({ version: 'v1.0.0' }), '"v1.0.0" is not a version'],
    ['a version of two numbers', more({ version: '1.0' }), '"1.0" is not a version'],
    ['a version with a space', more({ version: '1.0.0 ' }), '"1.0.0 " is not a version'],
    ['a version with a build', more({ version: '1.0.0+a' }), '"1.0.0+a" is not a version'],
    ['a version with a zero first', more({ version: '01.0.0' }), '"01.0.0" is not a version'],
    ['a number as extends', more({ extends: 1 }), 'extends: it is 1, not a string'],
    ['an empty extends', more({ extends: '' }), 'extends: it is empty'],
    ['a list as answers', more({ answers: [] }), 'answers: it is [], not an object'],
    ['a text as an entry', asking('x'), 'answers.x1: it is "x", not an object'],
    [
      'an option with a dash',
      more({ answers: { 'on-call': {} } }),
      'cannot be the name of an option',
    ],
    [
      'an option in upper case',
      more({ answers: { Team: team } }),
      'cannot be the name of an option',
    ],
    ['constructor', more({ answers: { constructor: team } }), 'cannot be the name of an option'],
    [
      'toString',
      more({ answers: { toString: { locked: 'x' } } }),
      'cannot be the name of an option',
    ],
    [
      '__proto__',
      JSON.parse('{"name":"a","version":"1.0.0","answers":{"__proto__":{"locked":"x"}}}'),
      '"__proto__" cannot be the name of an option',
    ],
    [
      '__proto__ beside the name',
      JSON.parse('{"name":"a","version":"1.0.0","__proto__":{}}'),
      'unknown key "__proto__"',
    ],
    ['an empty rule', asking({}), 'answers.x1: it changes nothing'],
    ['an unknown key of a rule', asking({ lock: 'x' }), 'answers.x1: unknown key "lock"'],
    [
      'a number as the default',
      asking({ default: 1 }),
      'answers.x1.default: it is 1, not a string',
    ],
    ['a number in a list', asking({ locked: [1] }), 'answers.x1.locked: it has an item'],
    [
      'both default and locked',
      asking({ default: 'a', locked: 'b' }),
      'both a default and a locked',
    ],
    ['a text as hidden', asking({ hidden: 'yes' }), 'hidden: it is "yes", not true or false'],
    ['no choices', asking({ choices: [] }), 'answers.x1.choices: it is empty'],
    ['an object as choices', asking({ choices: {} }), 'choices: it is {}, not a list'],
    [
      'a choice without a hint',
      asking({ choices: [{ value: 'a' }] }),
      'choices[0].hint: it is missing',
    ],
    [
      'a choice with a comma',
      asking({ choices: [{ value: 'a,b', hint: 'x' }] }),
      'cannot be a choice',
    ],
    [
      'a choice with a dash first',
      asking({ choices: [{ value: '-a', hint: 'x' }] }),
      'cannot be a choice',
    ],
    [
      'a variable with a dash',
      asking({ choices: [{ value: 'a', hint: 'x', variable: 'a-b' }] }),
      '"a-b" cannot be the name of a variable',
    ],
    [
      'a variable of every object',
      asking({ choices: [{ value: 'a', hint: 'x', variable: 'constructor' }] }),
      '"constructor" cannot be the name of a variable',
    ],
    ['an unknown kind', asking({ ...team, kind: 'number' }), 'kind: it is "number"'],
    ['a question without its kind', asking({ question: 'Q', default: 'a' }), 'but no "kind"'],
    ['no question', asking({ ...team, question: undefined }), 'question: it is missing'],
    ['no default', asking({ ...team, default: undefined }), 'default: it is missing'],
    ['no hint', asking({ ...team, hint: undefined }), 'hint: it is missing'],
    ['a list as the default of a text', asking({ ...team, default: [] }), 'it is [], not a string'],
    [
      'a list as the default of a choice',
      asking({ ...onCall, default: [] }),
      'it is [], not a string',
    ],
    ['a text as the default of several', asking({ ...onCall, kind: 'several' }), 'not a list'],
    [
      'a choice question without choices',
      asking({ ...onCall, choices: undefined }),
      'choices: it is',
    ],
    ['a pattern of a choice', asking({ ...onCall, ...pattern }), 'unknown key "pattern"'],
    ['choices of a text', asking({ ...team, choices }), 'unknown key "choices"'],
    [
      'like in a new question',
      asking({ ...onCall, choices: [{ ...choices[0], like: 'a' }] }),
      'unknown key "like"',
    ],
    [
      'a pattern without an explanation',
      asking({ ...team, pattern: 'a*' }),
      'explanation: it is missing',
    ],
    ['a flag with a capital', asking({ ...team, flag: 'Team' }), "can't have the flag Team"],
    ['a flag with dashes', asking({ ...team, flag: '--team' }), "can't have the flag --team"],
    ['a placeholder of two words', asking({ ...team, placeholder: 'A B' }), 'it contains a space'],
    [
      'a question that controls a terminal',
      asking({ ...team, question: '\u001b[2J' }),
      'a control or invisible',
    ],
    [
      'a hint that nobody can read',
      asking({ ...team, hint: 'a\u202Eb' }),
      'a control or invisible',
    ],
    ['a hint of two lines', asking({ ...team, hint: 'a\nb' }), 'a control or invisible'],
    [
      'a question of 201 characters',
      asking({ ...team, question: 'a'.repeat(201) }),
      'longer than 200',
    ],
    ['an object as files', more({ files: {} }), 'files: it is {}, not a list'],
    ['null as files', more({ files: null }), 'files: it is null, not a list'],
    [
      'a text as a rule',
      more({ files: ['Makefile'] }),
      'files[0]: it is "Makefile", not an object',
    ],
    ['a rule without a path', more({ files: [{ verb: 'add' }] }), 'files[0].path: it is missing'],
    [
      'an unknown verb',
      more({ files: [{ path: 'a', verb: 'own' }] }),
      'files[0].verb: it is "own"',
    ],
    [
      'an unknown owner',
      more({ files: [{ path: 'a', owner: 'me' }] }),
      'files[0].owner: it is "me"',
    ],
    [
      'an owner of what is deleted',
      more({ files: [{ path: 'a', verb: 'delete', owner: 'shared' }] }),
      'a file that is deleted has no owner',
    ],
    ['a condition that is empty', more({ files: [{ path: 'a', when: '' }] }), 'when: it is empty'],
    [
      'a condition of true',
      more({ files: [{ path: 'a', when: true }] }),
      'when: it is true, not a',
    ],
    [
      'a condition that is too long',
      more({ files: [{ path: 'a', when: 'a'.repeat(501) }] }),
      'longer than 500',
    ],
    ...['/etc/passwd', '../x', 'a/../b', 'a/..', './a', 'a//b', 'a/', 'C:/x', 'a\\b', 'a\u0000b']
      .concat(['a\nb', 'a:b', 'a?', 'a.', 'a ', '..', 'a\u200Bb', 'a\u202Eb/c'])
      .map((path): [string, unknown, string] => [
        `the path ${JSON.stringify(path)}`,
        more({ files: [{ path }] }),
        'files[0].path: ',
      ]),
    ['a text as run', more({ run: 'make' }), 'run: it is "make", not a list'],
    ['a text as a command', more({ run: ['make'] }), 'run[0]: it is "make", not a list'],
    ['an empty command', more({ run: [[]] }), 'run[0]: it has no program'],
    ['21 commands', more({ run: Array(21).fill(['a']) }), 'run: it has more than 20 items'],
    ['51 words', more({ run: [Array(51).fill('a')] }), 'run[0]: it has more than 50 words'],
    ['a number as a word', more({ run: [['a', 1]] }), 'run[0][1]: it is 1, not a string'],
    ['a long word', more({ run: [['a'.repeat(501)]] }), 'run[0][0]: it is longer than 500'],
    ['a command of two lines', more({ run: [['sh', '-c', 'a\nb']] }), 'run[0][2]: it contains a'],
    ['a command that hides', more({ run: [['a\u202E']] }), 'run[0][0]: it contains a control'],
    ['a plopfile in a folder', more({ plopfile: 'a/b.js' }), '"a/b.js" cannot be used'],
    ['a plopfile outside', more({ plopfile: '../b.js' }), '"../b.js" cannot be used'],
    ['an absolute plopfile', more({ plopfile: '/b.js' }), '"/b.js" cannot be used'],
    ['a plopfile of no script', more({ plopfile: 'layer.json' }), '"layer.json" cannot be used'],
    ['a hidden plopfile', more({ plopfile: '.js' }), '".js" cannot be used'],
    ['a list as plopfile', more({ plopfile: [] }), 'plopfile: it is [], not a string'],
    [
      'an empty migration',
      more({ migrations: [{ to: '1.0.0' }] }),
      'migrations[0]: it changes nothing',
    ],
    ['a migration to no version', more({ migrations: [{ setAnswer: {} }] }), '.to: it is missing'],
    [
      'a migration to a range',
      more({ migrations: [{ to: '^1', setAnswer: {} }] }),
      'is not a version',
    ],
    [
      'a rename out of the repository',
      more({ migrations: [{ to: '1.0.0', rename: { a: '../b' } }] }),
      'migrations[0].rename.a: "../b" cannot be used',
    ],
    [
      'a rename from outside of the repository',
      more({ migrations: [{ to: '1.0.0', rename: { '/a': 'b' } }] }),
      '"/a" cannot be used',
    ],
    [
      'a rename to a list',
      more({ migrations: [{ to: '1.0.0', rename: { a: [] } }] }),
      'it is [], not',
    ],
    [
      'an answer of every object',
      more({ migrations: [{ to: '1.0.0', setAnswer: { constructor: 'a' } }] }),
      '"constructor" cannot be the name of an option',
    ],
    [
      'an answer of true',
      more({ migrations: [{ to: '1.0.0', setAnswer: { a: true } }] }),
      'it is true',
    ],
  ])('%s', (_, value, message) => {
    // Keys that are undefined are missing in JSON.
    const json: unknown = JSON.parse(JSON.stringify(value))
    expect(problemsIn(json)).toEqual(expect.arrayContaining([expect.stringContaining(message)]))
    expect(schemaErrors(json, 'layer.json')).not.toEqual([])
  })
})

describe('only the reader refuses', () => {
  test.each<[string, unknown, string]>([
    ['an empty program', more({ run: [['']] }), 'run[0]: it has no program'],
    ['a device as plopfile', more({ plopfile: 'con.js' }), '"con.js" cannot be used'],
    ['an invalid range', more({ extends: 'create-go-docker@^1' }), 'is not a range of versions'],
    ['an invalid condition', more({ files: [{ path: 'a', when: 'a &&' }] }), 'cannot read "a &&"'],
    [
      'two rules for a path',
      more({ files: [{ path: 'a' }, { path: 'a', verb: 'delete' }] }),
      'a already has a rule',
    ],
    ['a default that is no choice', asking({ ...onCall, default: 'x' }), 'the default "x"'],
    [
      'a default without its pattern',
      asking({ ...team, ...pattern, default: 'A' }),
      'the default "A"',
    ],
    [
      'a pattern that is invalid',
      asking({ ...team, ...pattern, pattern: '(' }),
      'is not a regular',
    ],
    ['a pattern that is slow', asking({ ...team, ...pattern, pattern: '(a+)+' }), 'very long'],
    [
      'two equal choices',
      asking({ ...onCall, choices: [...choices, { value: 'none', hint: 'x', variable: 'other' }] }),
      'two choices have',
    ],
    [
      'a choice that needs a variable',
      asking({ choices: [{ value: '1.2', hint: 'x' }] }),
      '"12" cannot',
    ],
    ['a reserved option', more({ answers: { directory: team } }), 'the name directory, as'],
    ['a reserved variable', more({ answers: { goVersion: team } }), 'the variable goVersion, as'],
    [
      'two options with one flag',
      more({ answers: { a1: { ...team, flag: 'xx' }, b1: { ...team, flag: 'xx' } } }),
      'the flag xx, as',
    ],
    [
      'two migrations to a version',
      more({ migrations: [1, 2].map(() => ({ to: '1.0.0', setAnswer: { a: 'b' } })) }),
      'already has a migration',
    ],
    [
      'a rename to itself',
      more({ migrations: [{ to: '1.0.0', rename: { a: 'a' } }] }),
      'both paths are the same',
    ],
    [
      'two renames to a path',
      more({ migrations: [{ to: '1.0.0', rename: { a: 'c', b: 'c' } }] }),
      'is the new path of two',
    ],
    ...['.git/config', 'a/.GIT/x', 'git~1/x', '.create-go-docker/x', 'go-docker.json']
      .concat(['go-docker.lock.json', 'GO-Docker.json/x', 'con', 'a/NUL.txt', 'com1'])
      .map((path): [string, unknown, string] => [
        `the path ${path}`,
        more({ files: [{ path }] }),
        'files[0].path: ',
      ]),
    [
      'a segment of 256 bytes',
      more({ files: [{ path: 'é'.repeat(128) }] }),
      'longer than 255 bytes',
    ],
  ])('%s', (_, value, message) => {
    expect(problemsIn(value)).toEqual([expect.stringContaining(message)])
  })
})

test('every problem is found at once', () => {
  const wrong = {
    name: 'Company',
    version: '1',
    extends: 'x y',
    answers: { 'a-b': {}, x1: { ...team, pattern: '(' }, y1: { kind: 'choice' } },
    files: [{ path: '../x', verb: 'own', owner: 'me', when: '(' }],
    migrations: [{ to: '1', rename: { a: '../b' } }],
    more: 1,
  }
  expect(problemsIn(wrong).length).toBe(16)
})

test.each([
  ['nmae', 'name'],
  ['migration', 'migrations'],
  ['file', 'files'],
])('the key %s is told to be %s', (key, meant) => {
  const reading = readManifest({ ...smallest, [key]: [] })
  expect(reading).toEqual({
    problems: [
      {
        what: `layer.json: unknown key "${key}"`,
        fix: `Did you mean ${meant}?`,
        file: 'layer.json',
      },
    ],
  })
})

test.each<[string, unknown]>([
  [
    'options',
    { answers: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`a${i}`, team])) },
  ],
  [
    'choices',
    asking({ choices: Array.from({ length: 51 }, (_, i) => ({ value: `a${i}`, hint: 'x' })) }),
  ],
  ['values', asking({ locked: Array.from({ length: 51 }, (_, i) => `a${i}`) })],
  ['rules', { files: Array.from({ length: 2001 }, (_, i) => ({ path: `a${i}` })) }],
  [
    'migrations',
    { migrations: Array.from({ length: 201 }, (_, i) => ({ to: `${i}.0.0`, setAnswer: {} })) },
  ],
  [
    'renames',
    {
      migrations: [
        {
          to: '1.0.0',
          rename: Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`a${i}`, `b${i}`])),
        },
      ],
    },
  ],
])('too many %s are refused', (_, keys) => {
  expect(problemsIn(more(Object(keys)))).toEqual([expect.stringContaining('more than')])
})
