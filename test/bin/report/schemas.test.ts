import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createOutcome } from '../../../bin/report/create/outcome.ts'
import { exitCodes } from '../../../bin/report/exit-code.ts'
import { resultOf, resultText } from '../../../bin/report/json.ts'
import resultSchema from '../../../bin/report/schemas/result.json' with { type: 'json' }
import manifest from '../../../package.json' with { type: 'json' }
import { endings, request } from './endings.ts'
import { folder, schemaErrors, schemas } from './schemas.ts'

/** Returns an ending as `--json` prints it. */
function printed(title: string) {
  const ending = endings[title]
  if (ending === undefined) throw new Error(`no ending ${title}`)
  return JSON.parse(resultText(resultOf(createOutcome(ending), '0.1.0')))
}

const done = printed('done and committed')
const usage = printed('usage')
const conflict = printed('a conflict')

/** A check with a finding, as `--json` prints it. */
const found = {
  ...done,
  command: 'check',
  kind: 'findings',
  exitCode: 1,
  body: {
    problems: [],
    directory: '/w/my-svc',
    layers: [{ name: 'create-go-docker', version: '0.1.0', integrity: 'sha256-0' }],
    files: [{ path: 'Makefile', owner: 'managed', layer: 'create-go-docker', verdict: 'modified' }],
    findings: [
      {
        rule: 'drift/modified',
        severity: 'error',
        file: 'Makefile',
        line: null,
        message: 'Makefile was edited',
        remedy: null,
        fixable: true,
      },
    ],
    restored: [],
  },
}

/** An update with a conflict, as `--json` prints it. */
const conflicted = {
  ...done,
  command: 'update',
  kind: 'conflicts-left',
  exitCode: 1,
  body: {
    problems: [],
    directory: '/w/my-svc',
    step: 'update',
    engine: 'git',
    layers: [{ name: 'create-go-docker', from: '0.1.0', to: '0.2.0' }],
    edits: [{ key: 'database', before: 'redis', now: 'postgres' }],
    files: [
      {
        path: 'Makefile',
        status: 'conflict',
        conflict: 'content',
        from: null,
        overwrites: false,
        owner: 'managed',
      },
    ],
    left: [{ path: 'README.md', why: 'seeded', change: 'changed' }],
    commands: [],
    ended: [],
    marked: [],
    backup: '/w/my-svc/.git/create-go-docker-update-0',
  },
}

/** Returns a result with some keys of its body replaced. */
function withBody<Result extends { readonly body: object }>(result: Result, body: object) {
  return { ...result, body: { ...result.body, ...body } }
}

describe('the files of the schemas', () => {
  test.each([...schemas])(
    '%s has the name in its $id, so that a reference is a file next to it',
    (name, schema) => {
      expect(schema.$id).toBe(name)
      const references = JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+)/g)
      for (const [, file] of references) expect(existsSync(`${folder}/${file}`), file).toBe(true)
    },
  )

  test('the package exports them, only by this path', () => {
    const paths = Object.keys(manifest.exports).filter((path) => /schema/.test(path))
    expect(paths).toEqual(['./schemas/*.json'])
    expect(manifest.exports['./schemas/*.json']).toBe('./dist/schemas/*.json')
  })
})

describe('the envelope has exactly the kinds and exit codes of the table', () => {
  const { kind, exitCode } = resultSchema.properties

  test('kinds', () => {
    const kinds = new Set<string>(exitCodes.flatMap(({ kinds }) => kinds))
    expect(new Set(kind.enum)).toEqual(kinds)
    const samples = Object.values(endings).map(({ kind }) => kind)
    expect(new Set<string>([...samples, found.kind, conflicted.kind])).toEqual(kinds)
  })

  test('exit codes', () => {
    expect(new Set(exitCode.enum)).toEqual(new Set(exitCodes.map(({ code }) => code)))
  })

  test.each(kind.enum)('%s has only its own exit codes', (kind) => {
    const codes = exitCodes.flatMap(({ code, kinds }) =>
      kinds.some((each) => each === kind) ? [code] : [],
    )
    const title = Object.keys(endings).find((title) => endings[title]?.kind === kind) ?? ''
    const others: Readonly<Record<string, object>> = {
      findings: found,
      'conflicts-left': conflicted,
    }
    const sample = others[kind] ?? printed(title)
    const fitting = exitCode.enum.filter(
      (exitCode) => schemaErrors({ ...sample, exitCode }).length === 0,
    )
    expect(new Set(fitting)).toEqual(new Set(codes))
  })
})

describe('the schema takes', () => {
  test.each(Object.keys(endings))('%s', (title) => {
    expect(schemaErrors(printed(title))).toEqual([])
  })

  test.each<[string, unknown]>([
    [
      'an option that it does not know',
      withBody(done, { answers: { ...request.answers, orchestrator: 'nomad' } }),
    ],
    ['a check that found something', found],
    ['an update that left conflicts', conflicted],
    ['a list of values', withBody(done, { answers: { ...request.answers, tools: ['a', 'b'] } })],
    ['an option less', withBody(done, { answers: { name: 'svc', module: 'svc' } })],
    [
      'extra keys in a file',
      withBody(done, { files: [{ path: 'a', status: 'merge', owner: 'managed' }] }),
    ],
    ['an extra key in the body', withBody(done, { layers: [] })],
    [
      'a conflict that no decision settles',
      withBody(conflict, { files: [{ path: 'a', status: 'conflict', ways: [], reason: 'x' }] }),
    ],
    [
      'the body of a command that it does not know',
      { ...done, command: 'completion', body: { problems: [], drift: 1 } },
    ],
  ])('%s', (_, result) => {
    expect(schemaErrors(result)).toEqual([])
  })
})

describe('the schema refuses', () => {
  const [finding] = done.warnings

  test.each<[string, unknown]>([
    ['nothing', null],
    ['another version', { ...done, schema: 'create-go-docker/result@2' }],
    ['another kind', { ...done, kind: 'finished' }],
    ['findings without one', withBody(found, { findings: [] })],
    [
      'a verdict that it does not know',
      withBody(found, { files: [{ ...found.body.files[0], verdict: 'odd' }] }),
    ],
    ['a check that ended early and compared files', { ...found, kind: 'usage', exitCode: 2 }],
    ['an extra key of the envelope', { ...done, extra: 1 }],
    ['a missing key of the envelope', { ...done, warnings: undefined }],
    ['a result without a command', { ...done, command: null }],
    ['0 for something that did not happen', { ...conflict, exitCode: 0 }],
    ['a body without problems', { ...done, command: 'dockerize', body: {} }],
    [
      'a command with a problem that is done',
      { ...done, command: 'dockerize', body: { problems: [{ message: 'x', remedy: null }] } },
    ],
    ['a warning with more', { ...done, warnings: [{ ...finding, code: 1 }] }],
    ['a warning with less', { ...done, warnings: [{ ...finding, remedy: undefined }] }],
    ['a warning about the line 0', { ...done, warnings: [{ ...finding, line: 0 }] }],
    ['a warning of no known severity', { ...done, warnings: [{ ...finding, severity: 'fatal' }] }],
    ['a body without a key', withBody(done, { repeat: undefined })],
    [
      'done with a conflict left',
      withBody(done, { files: [{ path: 'a', status: 'conflict', ways: ['keep'], reason: null }] }),
    ],
    ['done without a file', withBody(done, { files: [] })],
    ['done without a directory', withBody(done, { directory: null })],
    ['done without git', withBody(done, { git: null })],
    [
      'a commit left undone without a reason',
      withBody(done, { git: { done: false, remedy: null } }),
    ],
    [
      'a commit left undone without a word on what to do',
      withBody(done, { git: { done: false, reason: 'x' } }),
    ],
    ['a commit with a reason', withBody(done, { git: { done: true, reason: 'x' } })],
    ['done without a next command', withBody(done, { next: [] })],
    ['done with a problem', withBody(done, { problems: [{ message: 'x', remedy: null }] })],
    [
      'a conflict without a conflict',
      withBody(conflict, { files: [{ path: 'a', status: 'create' }] }),
    ],
    [
      'a conflict without possible decisions',
      withBody(conflict, { files: [{ path: 'a', status: 'conflict', reason: null }] }),
    ],
    [
      'a conflict that does not give a reason',
      withBody(conflict, { files: [{ path: 'a', status: 'conflict', ways: ['keep'] }] }),
    ],
    [
      'a way that nobody knows',
      withBody(conflict, {
        files: [{ path: 'a', status: 'conflict', ways: ['show'], reason: null }],
      }),
    ],
    ['usage without a problem', withBody(usage, { problems: [] })],
    ['usage with a file', withBody(usage, { files: [{ path: 'a', status: 'create' }] })],
    ['a problem without words', withBody(usage, { problems: [{ remedy: 'x' }] })],
    [
      'a problem with more',
      withBody(usage, { problems: [{ message: 'x', remedy: null, code: 1 }] }),
    ],
    ['an unknown status', withBody(done, { files: [{ path: 'a', status: 'skip' }] })],
    ['answers without a module path', withBody(done, { answers: { name: 'svc' } })],
    ['an answer that is a number', withBody(done, { answers: { ...request.answers, port: 1 } })],
    ['a bad name', withBody(done, { answers: { ...request.answers, name: 'My' } })],
  ])('%s', (_, broken) => {
    expect(schemaErrors(JSON.parse(JSON.stringify(broken)))).not.toEqual([])
  })
})
