import { describe, expect, test } from 'vitest'
import type { Change, Existing, Plan, Snapshot } from '../../../generators/plan/change.ts'
import type { Lock, LockFile } from '../../../generators/plan/lock.ts'
import { type Provenance, readRecord, withRecord } from '../../../generators/plan/record.ts'
import { textIn } from '../../../generators/plan/tree.ts'
import { treeFile } from '../../tree-file.ts'

const provenance: Provenance = {
  generator: 'service',
  answers: { name: 'svc', module: 'github.com/acme/svc', database: 'postgres' },
  exclude: [],
  layers: [{ name: 'create-go-docker', version: '1.2.3', integrity: 'sha256-ab' }],
}

const hello = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'
const helloBlob = 'ce013625030ba8dba906f756967f9e9ca394464a'
const file = treeFile('hello\n', '100755')

const there = (content: string): Extract<Existing, { kind: 'file' }> => ({
  kind: 'file',
  file: { content: Buffer.from(content), mode: '100644' },
})

const nothing: Snapshot = { exists: true, entries: new Map() }

function plan(...changes: readonly Change[]): Plan {
  return { directory: '/w', exists: true, changes }
}

/** Returns the text that a plan writes to a path of the record. */
function written(path: string, recorded: Plan): string {
  const change = recorded.changes.find((change) => change.path === path)
  if (change?.status !== 'create' && change?.status !== 'update') throw new Error(`no ${path}`)
  return textIn(change.file)
}

function lockFor(...changes: readonly Change[]): Lock {
  return JSON.parse(
    written('go-docker.lock.json', withRecord(plan(...changes), provenance, nothing)),
  )
}

test('the intent contains the answers, sorted, and nothing about the machine', () => {
  const text = written('go-docker.json', withRecord(plan(), provenance, nothing))
  expect(text).toBe(`{
  "answers": {
    "database": "postgres",
    "module": "github.com/acme/svc",
    "name": "svc"
  }
}
`)
})

test('the lock records the generator, answers and layers', () => {
  expect(lockFor({ status: 'create', path: 'run.sh', file })).toEqual({
    lockfileVersion: 1,
    generator: 'service',
    answers: provenance.answers,
    layers: provenance.layers,
    files: {
      'run.sh': {
        sha256: hello,
        blob: helloBlob,
        mode: '100755',
        owner: 'managed',
        layer: 'create-go-docker',
      },
    },
  })
})

describe('the lock describes the state after the plan is applied', () => {
  const mine = there('mine\n')
  test.each<[string, Change, Partial<LockFile> | undefined]>([
    ['a created file', { status: 'create', path: 'a', file }, { sha256: hello, mode: '100755' }],
    [
      'an overwritten one',
      { status: 'update', path: 'a', file, existing: mine },
      { sha256: hello, mode: '100755' },
    ],
    [
      'a kept one, with what was rendered as the base of a merge',
      { status: 'keep', path: 'a', file, existing: mine },
      { mode: '100644', blob: helloBlob, kept: true },
    ],
    [
      'a link that was kept',
      { status: 'keep', path: 'a', file, existing: { kind: 'symlink' } },
      { sha256: null, mode: '120000', blob: helloBlob, kept: true },
    ],
    [
      'a directory that was kept',
      { status: 'keep', path: 'a', file, existing: { kind: 'directory' } },
      { sha256: null, mode: '040000', kept: true },
    ],
    ['a removed one', { status: 'remove', path: 'a', existing: mine }, undefined],
    [
      'one that the template no longer has',
      { status: 'keep', path: 'a', existing: mine },
      undefined,
    ],
  ])('%s', (_, change, expected) => {
    const entry = lockFor(change).files.a
    if (expected === undefined) expect(entry).toBeUndefined()
    else expect(entry).toMatchObject(expected)
  })

  test('a kept file is recorded by the digest of the existing file', () => {
    const change: Change = {
      status: 'keep',
      path: 'a',
      file: treeFile('x'),
      existing: there('hello\n'),
    }
    expect(lockFor(change).files.a?.sha256).toBe(hello)
  })

  test('an open conflict has no record', () => {
    const change: Change = { status: 'conflict', path: 'a', file, existing: mine, ways: [] }
    expect(() => lockFor(change)).toThrow('a is not decided')
  })
})

describe('an existing record', () => {
  const first = withRecord(plan({ status: 'create', path: 'a', file }), provenance, nothing)
  const standing = new Map(
    first.changes.flatMap((change): [string, Existing][] =>
      change.status === 'create' ? [[change.path, { kind: 'file', file: change.file }]] : [],
    ),
  )

  test('reads back as it was written', () => {
    const { intent, lock, problems } = readRecord({ entries: standing })
    expect(problems).toEqual([])
    expect(intent?.answers).toEqual(provenance.answers)
    expect(Object.keys(lock?.files ?? {})).toEqual(['a'])
  })

  test('is left alone when nothing changed', () => {
    const existing = standing.get('a')
    if (existing?.kind !== 'file') throw new Error('no file')
    const same = plan({ status: 'identical', path: 'a', file, existing })
    const again = withRecord(same, provenance, { exists: true, entries: standing })
    expect(again.changes.map(({ status }) => status)).toEqual([
      'identical',
      'identical',
      'identical',
    ])
  })

  test("keeps an intent that says the same with the user's own formatting", () => {
    const worded = new Map(standing)
    worded.set(
      'go-docker.json',
      there(JSON.stringify({ $schema: 'x', answers: provenance.answers })),
    )
    const again = withRecord(plan(), provenance, { exists: true, entries: worded })
    const intent = again.changes.find(({ path }) => path === 'go-docker.json')
    expect(intent?.status).toBe('identical')
  })

  test('keeps other keys that the user added to an intent, before changed answers', () => {
    const text = JSON.stringify({ $schema: 'x', answers: { name: 'old' }, exclude: ['a'] })
    const again = withRecord(plan(), provenance, {
      exists: true,
      entries: new Map([['go-docker.json', there(text)]]),
    })
    expect(JSON.parse(written('go-docker.json', again))).toEqual({
      $schema: 'x',
      answers: provenance.answers,
    })
  })

  const lock = JSON.parse(written('go-docker.lock.json', first))
  test.each<[string, string, string, string]>([
    [
      'that is not JSON',
      'go-docker.json',
      '{\n  "answers": {},\n}\n',
      'it is not valid JSON: Expected double-quoted property name in line 3, column 1',
    ],
    [
      'that is cut off',
      'go-docker.lock.json',
      '',
      'it is not valid JSON: Unexpected end of JSON input',
    ],
    ['that is a list', 'go-docker.json', '[]', 'it is [], not an object'],
    ['without answers', 'go-docker.json', '{}', 'answers is missing'],
    [
      'with misspelled answers',
      'go-docker.json',
      '{"anwsers":{}}',
      'answers is missing: it is spelled "anwsers"',
    ],
    ['with a list of answers', 'go-docker.json', '{"answers":[]}', 'answers is [], not an object'],
    [
      'with an answer that is a number',
      'go-docker.json',
      '{"answers":{"name":1}}',
      'answers.name is 1, not a text or a list of texts',
    ],
    [
      'that excludes one path',
      'go-docker.json',
      '{"answers":{},"exclude":"a"}',
      'exclude is "a", not a list of paths',
    ],
    [
      'that excludes a number',
      'go-docker.json',
      '{"answers":{},"exclude":["a",1]}',
      'exclude[1] is 1, not a path: it is not a text',
    ],
    [
      'that excludes a path outside',
      'go-docker.json',
      '{"answers":{},"exclude":["../x"]}',
      'exclude[0] is "../x", not a path: it contains a .. segment',
    ],
    [
      'with a layer that is not in a list',
      'go-docker.json',
      '{"answers":{},"layers":{"use":"./layer"}}',
      'layers is {"use":"./layer"}, not a list',
    ],
    [
      'with a layer that is a text',
      'go-docker.json',
      '{"answers":{},"layers":[{"use":"./a"},"./layer"]}',
      'layers[1] is "./layer", not an object such as { "use": "./layer" }',
    ],
    [
      'that git could not merge',
      'go-docker.lock.json',
      '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> other\n}\n',
      'it has conflict markers of git',
    ],
  ])('is a problem, and why: %s', (_, path, text, why) => {
    const { problems } = readRecord({ entries: new Map([[path, there(text)]]) })
    expect(problems.map(({ what }) => what)).toEqual([`cannot read ${path}: ${why}`])
  })

  test('may be given up only where nothing needs it', () => {
    const fixOf = (isNeeded: boolean) =>
      readRecord({ entries: new Map([['go-docker.json', there('{}')]]) }, isNeeded).problems[0]?.fix
    expect(fixOf(true)).toBe('Correct it, or restore it from git.')
    expect(fixOf(false)).toMatch(/from git, or move it out of the way to start without a record\.$/)
  })

  test.each<[string, string, string]>([
    ['a lock that is not an object', 'go-docker.lock.json', '[]'],
    ...[0, '2', null].map((lockfileVersion): [string, string, string] => [
      `a lock of the version ${JSON.stringify(lockfileVersion)}`,
      'go-docker.lock.json',
      JSON.stringify({ ...lock, lockfileVersion }),
    ]),
    [
      'a lock with a path that leads outside',
      'go-docker.lock.json',
      JSON.stringify({ ...lock, files: { '../x': lock.files.a } }),
    ],
    [
      'a lock that claims to hold itself',
      'go-docker.lock.json',
      JSON.stringify({ ...lock, files: { 'go-docker.lock.json': lock.files.a } }),
    ],
    [
      'a lock that claims to hold the intent',
      'go-docker.lock.json',
      JSON.stringify({ ...lock, files: { 'go-docker.json': lock.files.a } }),
    ],
    [
      'a lock with a mode that git has not',
      'go-docker.lock.json',
      JSON.stringify({ ...lock, files: { a: { ...lock.files.a, mode: '100777' } } }),
    ],
    [
      'a lock with an invalid digest',
      'go-docker.lock.json',
      JSON.stringify({ ...lock, files: { a: { ...lock.files.a, sha256: 'x' } } }),
    ],
    [
      'a lock with an owner that nobody knows',
      'go-docker.lock.json',
      JSON.stringify({ ...lock, files: { a: { ...lock.files.a, owner: 'me' } } }),
    ],
  ])('is a problem, not treated as missing: %s', (_, path, text) => {
    const { problems } = readRecord({ entries: new Map([[path, there(text)]]) })
    expect(problems.map(({ what }) => what)).toEqual([
      `cannot read ${path}: it is not a valid record`,
    ])
  })

  test.each([
    ['without any known key', { lockfileVersion: 2 }, '{"answers":{}}'],
    ['with all that is known', { ...lock, lockfileVersion: 10 }, '{"answers":{"a":"b"}}'],
    ['next to an intent of its own version', { lockfileVersion: 1.1 }, '{"wishes":[]}'],
  ])('is the only problem if a newer version wrote it: %s', (_, newer, intent) => {
    const texts = { 'go-docker.json': intent, 'go-docker.lock.json': JSON.stringify(newer) }
    const entries = Object.entries(texts).map(([path, text]) => [path, there(text)] as const)
    expect(readRecord({ entries: new Map(entries) })).toEqual({
      problems: [
        {
          what: 'go-docker.lock.json was written by a newer version of create-go-docker',
          fix: 'Use the newest one: npm create go-docker@latest',
        },
      ],
    })
  })
})
