import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lintFolder } from '../../../generators/house/lint-folder.ts'
import { builtIn } from '../../../generators/layers/built-in.ts'
import { options } from '../../../generators/questions/options.ts'
import { schemaErrors } from '../../bin/report/schemas.ts'
import { inScratch } from '../disk/disk.ts'
import { putLayer, smallest } from './layers.ts'

const product = {
  table: options,
  runFlags: ['yes', 'layer'],
  layers: builtIn().layers,
  version: '1.4.0',
}

/** Returns the findings for a layer: rule, file with line, and message. */
async function lint(
  manifest: unknown,
  files: Readonly<Record<string, string>> = {},
  make: (folder: string) => void = () => {},
): Promise<readonly string[]> {
  return inScratch(async (folder) => {
    putLayer(folder, manifest, files)
    make(folder)
    const found = await lintFolder(folder, product)
    for (const finding of found) expect(schemaErrors(finding, 'finding.json')).toEqual([])
    return found.map(({ rule, severity, file, line, message }) =>
      [severity, rule, `${file}${line === null ? '' : `:${line}`}`, message].join(' '),
    )
  })
}

const team = { kind: 'text', question: 'Team', default: 'a', hint: 'who owns it' }
const rules = (...files: readonly object[]) => ({ ...smallest, files })
const answers = (entries: object) => ({ ...smallest, answers: entries })
const editorconfig = readFileSync('templates/base/.editorconfig', 'utf8')

test.each<[string, object, string]>([
  ['commands', { run: [['true']] }, 'the layer has commands, which only trust lets run'],
  ['a plopfile', { plopfile: 'p.js' }, 'the layer has a plopfile, which only trust lets run'],
  [
    'both',
    { run: [['true']], plopfile: 'p.js' },
    'the layer has commands and a plopfile, which only trust lets run',
  ],
])('a layer with %s has a note about trust', async (_, code, message) => {
  const make = (folder: string) => writeFileSync(join(folder, 'p.js'), 'export default () => {}')
  expect(await lint({ ...smallest, ...code }, {}, make)).toEqual([
    `info layer/code layer.json ${message}`,
  ])
})

test('a file that differs from one of ours by its case alone can never be written', async () => {
  expect(await lint(smallest, { 'readme.md': 'x\n' })).toEqual([
    expect.stringMatching(
      /^error layer\/misfit layer.json cannot write "readme.md" beside "README.md": .* same name/,
    ),
  ])
})

test('a layer that adds, replaces, merges and locks has no findings', async () => {
  const manifest = {
    ...smallest,
    extends: '^1.3',
    answers: {
      baseImage: { locked: 'distroless' },
      database: { choices: [{ value: 'valkey', hint: 'a fork of Redis', like: 'redis' }] },
      team,
    },
    files: [
      { path: 'Makefile', verb: 'replace' },
      { path: 'init.sql', verb: 'delete', when: 'postgres' },
      { path: 'renovate.json', verb: 'merge-json' },
      { path: '.golangci.yml', verb: 'merge-yaml' },
      { path: '.gitignore', verb: 'append-block' },
      { path: 'valkey.conf', when: 'valkey' },
      // Only below another repository.
      { path: 'NO_CI', when: '!ci' },
    ],
    migrations: [{ to: '1.0.0', setAnswer: { team: 'a' } }],
  }
  const files = {
    'Makefile.hbs': 'all:\n\t@echo {{team}}\n',
    'renovate.json': '{"labels": ["x"]}\n',
    '.golangci.yml': 'run:\n  tests: false\n',
    '.gitignore.hbs': '*.x\n',
    'valkey.conf': '',
    NO_CI: '',
  }
  expect(await lint(manifest, files)).toEqual([])
})

test.each<[string, unknown, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'everything that is wrong with layer.json and the templates',
    { ...smallest, version: '1', nmae: 'x' },
    { 'a.hbs': 'x\n{{> y}}' },
    [
      'error layer/invalid layer.json layer.json: unknown key "nmae"',
      'error layer/invalid layer.json layer.json: version: "1" is not a version',
      'error layer/invalid files/a.hbs:2 this layer, template a.hbs, line 2: only {{variable}}',
    ],
  ],
  [
    'an unknown variable',
    smallest,
    { 'a.hbs': '{{team}}' },
    [
      'error layer/invalid files/a.hbs:1 layer company, template a.hbs, line 1: unknown variable team',
    ],
  ],
  [
    'a rule without its file, and an unknown variable in its condition',
    rules({ path: 'b', when: 'nope' }),
    {},
    [
      'error layer/invalid layer.json layer.json: the rule for "b" has the unknown variable nope',
      'error layer/invalid layer.json layer.json: the rule for "b" has no file in files/',
    ],
  ],
  [
    'an unknown option, and a locked value that is no choice',
    answers({ databse: { default: 'redis' }, baseImage: { locked: 'ubuntu' } }),
    {},
    [
      'error layer/invalid layer.json layer company: the option baseImage can\'t be locked to "ubuntu"',
      'error layer/invalid layer.json layer company: unknown option databse',
    ],
  ],
  [
    'a default that is no choice, and a choice like one that does not exist',
    answers({ database: { default: 'x', choices: [{ value: 'y', hint: 'z', like: 'mysql' }] } }),
    {},
    [
      'error layer/invalid layer.json layer company: the option database has no choice mysql',
      'error layer/invalid layer.json layer company: the option database can\'t have the default "x"',
    ],
  ],
  [
    'a flag of the command',
    answers({ tenant: { kind: 'text', question: 'Q', default: '', hint: 'x', flag: 'yes' } }),
    {},
    ['error layer/invalid layer.json the option tenant has the flag yes'],
  ],
  [
    'a variable that the product has',
    answers({ database: { choices: [{ value: 'x', hint: 'y', variable: 'alpine' }] } }),
    {},
    ['error layer/invalid layer.json the choice alpine'],
  ],
  [
    'a file that the product has',
    smallest,
    { Makefile: 'x' },
    ["error layer/misfit layer.json layer company can't add Makefile: create-go-docker has it"],
  ],
  [
    'a file that the product has for some answers',
    smallest,
    { 'init.sql': 'x' },
    [
      "error layer/misfit layer.json layer company can't add init.sql: create-go-docker has it already; use the verb replace, for example with framework net/http, database postgres, baseImage scratch",
    ],
  ],
  [
    'a replaced file that the product does not have',
    rules({ path: 'x', verb: 'replace' }),
    { x: 'x' },
    ["error layer/misfit layer.json layer company can't replace x: no layer below has it"],
  ],
  [
    'a patch that is not JSON',
    rules({ path: 'renovate.json', verb: 'merge-json' }),
    { 'renovate.json': 'x' },
    ["error layer/misfit layer.json layer company can't merge-json renovate.json: it is not JSON"],
  ],
  [
    'a condition that never holds',
    rules({ path: 'a', when: 'redis && postgres' }, { path: 'b', when: '!redis && !postgres' }),
    { a: 'a', b: 'b' },
    [
      'warning layer/never-applies layer.json the rule for a never applies',
      'warning layer/never-applies layer.json the rule for b never applies',
    ],
  ],
  [
    'a condition that never holds because of a lock',
    { ...answers({ baseImage: { locked: 'alpine' } }), files: [{ path: 'a', when: 'scratch' }] },
    { a: 'a' },
    ['warning layer/never-applies layer.json the rule for a never applies'],
  ],
  [
    'a replaced file that is the same',
    rules({ path: '.editorconfig', verb: 'replace' }),
    { '.editorconfig': editorconfig },
    [
      'warning layer/changes-nothing layer.json the rule for .editorconfig (replace) changes nothing',
    ],
  ],
  [
    'a deleted file that the product does not have',
    rules({ path: 'Jenkinsfile', verb: 'delete' }),
    {},
    ['warning layer/changes-nothing layer.json the rule for Jenkinsfile (delete) changes nothing'],
  ],
  [
    'a layer without anything',
    smallest,
    {},
    ['warning layer/empty layer.json the layer changes nothing'],
  ],
  [
    'a range that excludes this version',
    { ...smallest, extends: '^2 || <1.4' },
    { a: 'a' },
    ['warning layer/other-version layer.json "extends" is ^2 || <1.4, which excludes this version'],
  ],
  [
    'a migration to a later version',
    { ...smallest, migrations: [{ to: '1.0.1', rename: { a: 'b' } }] },
    { a: 'a' },
    ['warning layer/future-migration layer.json the migration to 1.0.1 never runs'],
  ],
  [
    'a new path of a migration that the layer does not have',
    {
      ...smallest,
      migrations: [
        { to: '0.1.0', rename: { a: 'b', docs: 'deploy/base' } },
        { to: '0.2.0', rename: { b: 'c', x: 'deploi', y: 'Makefile' } },
      ],
    },
    { c: 'c', 'deploy/base/d': 'd' },
    [
      'warning layer/lost-rename layer.json the migration to 0.2.0 renames x to deploi, which the layer does not have',
    ],
  ],
  [
    'renames that no update can do in one step',
    {
      ...smallest,
      migrations: [
        { to: '0.1.0', rename: { 'Guide.md': 'guide.md', lint: 'lint/x.yml', docs: 'docs/sub' } },
      ],
    },
    { 'guide.md': 'a', 'lint/x.yml': 'b', 'docs/sub/c': 'c' },
    [
      'warning layer/stuck-rename layer.json the migration to 0.1.0 renames Guide.md to guide.md, which no update can do in one step: Guide.md and guide.md are the same name on some file systems',
      "warning layer/stuck-rename layer.json the migration to 0.1.0 renames lint to lint/x.yml, which no update can do in one step: lint can't be a file and a directory",
    ],
  ],
  [
    'answers of migrations that no repository can have',
    {
      ...answers({ team: { ...team, pattern: '[a-z]+', explanation: 'only a-z' } }),
      migrations: [
        { to: '0.1.0', setAnswer: { team: 'B B' } },
        { to: '0.2.0', setAnswer: { database: 'mysql', nope: 'x', module: 'x', team: 'C C' } },
        { to: '2.0.0', setAnswer: { team: 'D D' } },
      ],
    },
    { a: 'a' },
    [
      `error layer/invalid layer.json layer company: the migration to 0.2.0 can't set team to "C C": only a-z`,
      `error layer/invalid layer.json layer company: the migration to 0.2.0 can't set database to "mysql": must be redis or postgres`,
      'error layer/invalid layer.json layer company: the migration to 0.2.0 sets the unknown option module',
      'error layer/invalid layer.json layer company: the migration to 0.2.0 sets the unknown option nope',
      'warning layer/future-migration layer.json the migration to 2.0.0 never runs',
    ],
  ],
])('says %s', async (_, manifest, files, expected) => {
  const found = await lint(manifest, files)
  expect(found).toEqual(expected.map((text) => expect.stringContaining(text)))
})

test('a replaced file that differs in its owner alone changes something', async () => {
  const rule = { path: '.editorconfig', verb: 'replace', owner: 'seeded' }
  expect(await lint(rules(rule), { '.editorconfig': editorconfig })).toEqual([])
})

test('a folder that cannot be read is said, too', async () => {
  const link = (folder: string) => symlinkSync('/etc', join(folder, 'files'))
  expect(await lint('{}', {}, link)).toEqual([
    "error layer/invalid null the layer's files cannot be used: it is not a folder",
  ])
})

test('a layer with more combinations than anyone can try is tried with each answer', async () => {
  const choices = ['x', 'y'].map((value) => ({ value, hint: value }))
  const questions = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => {
      const named = choices.map(({ value, hint }) => ({
        value,
        hint,
        variable: `${value}${index}`,
      }))
      return [
        `q${index}`,
        { kind: 'choice', question: 'Q', flag: `qq-${index}`, default: 'x', choices: named },
      ]
    }),
  )
  const manifest = {
    ...answers(questions),
    files: [
      { path: 'Makefile', when: 'y29' },
      { path: 'a', when: 'y1 && y2' },
    ],
  }
  expect(await lint(manifest, { Makefile: 'x', a: 'a' })).toEqual([
    expect.stringContaining("can't add Makefile: create-go-docker has it already"),
  ])
})

test('says what is wrong with a template and with the answers at once', async () => {
  const answers = { database: { locked: 'oracle' } }
  const found = await lint({ ...smallest, answers }, { 'a.hbs': '{{unknown}}\n' })
  expect(found.filter((text) => text.startsWith('error'))).toEqual([
    expect.stringContaining('unknown variable unknown'),
    expect.stringContaining('oracle'),
  ])
})

test('a file that the .gitignore of the same tree ignores is suspect', async () => {
  expect(await lint(smallest, { '.env': 'A=1\n', 'bin/tool': 'x\n' })).toEqual([
    'warning layer/ignored layer.json git ignores .env because of the line /.env in .gitignore',
    'warning layer/ignored layer.json git ignores bin/tool because of the line /bin/ in .gitignore',
  ])
})
