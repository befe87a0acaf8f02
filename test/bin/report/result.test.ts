import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import {
  type Ending,
  exitCodeOf,
  type Result,
  resultOf,
  resultText,
} from '../../../bin/report/result.ts'
import schema from '../../../bin/report/schemas/result.schema.json' with { type: 'json' }
import { choicesOf, type OptionName, optionNames } from '../../../generators/questions/options.ts'
import { endings, request, settled } from './endings.ts'

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
})
const validate = ajv.compile(schema satisfies AnySchema)

const results = new Map(
  Object.entries(endings).map(([title, ending]) => [title, resultOf(ending, '0.1.0')]),
)

function resultOfKind(kind: Ending['kind']): Result {
  const found = [...results.values()].find((result) => result.kind === kind)
  if (found === undefined) throw new Error(`no ending is ${kind}`)
  return found
}

test('every kind of ending stands among the samples', () => {
  const kinds = new Set([...results.values()].map(({ kind }) => kind))
  expect([...kinds].sort()).toEqual([...schema.properties.kind.enum].sort())
})

test.each([...results])('%s is a result as the schema has it', (_, result) => {
  validate(JSON.parse(resultText(result)))
  expect(validate.errors).toBeNull()
})

test.each<[string, number]>([
  ['done and committed', 0],
  ['done, but not committed', 0],
  ['a dry run', 0],
  ['a conflict', 1],
  ['usage', 2],
  ['a failure', 1],
  ['cancelled', 130],
  ['cancelled with its files written', 130],
  ['cancelled by a signal', 143],
])('%s exits with %i', (title, code) => {
  expect(results.get(title)?.exitCode).toBe(code)
})

test('a result tells what happened to each path, and what git left undone', () => {
  expect(results.get('done, but not committed')).toEqual({
    schema: 'create-go-docker/result@1',
    kind: 'done',
    exitCode: 0,
    version: '0.1.0',
    directory: '/w/my-svc',
    answers: request.answers,
    files: settled.changes.map(({ path, status }) => ({ path, status })),
    git: { done: false, reason: 'git is not installed' },
    problems: [],
    repeat: 'npm create -y go-docker@0.1.0 -- my-svc --yes',
    next: ['cd my-svc', 'docker compose up --build --wait'],
  })
})

test('a cancelled run tells what stands, once its files are written', () => {
  expect(results.get('cancelled with its files written')).toMatchObject({
    directory: '/w/my-svc',
    answers: request.answers,
    files: settled.changes.map(({ path, status }) => ({ path, status })),
    git: { done: false, reason: 'it was interrupted' },
  })
  expect(results.get('cancelled')).toMatchObject({ directory: null, files: [], git: null })
})

describe('the schema refuses', () => {
  const done = resultOfKind('done')
  const usage = resultOfKind('usage')
  const conflict = resultOfKind('conflict')

  test.each<[string, unknown]>([
    ['nothing', null],
    ['another version', { ...done, schema: 'create-go-docker/result@2' }],
    ['another kind', { ...done, kind: 'finished' }],
    ['a key that it does not know', { ...done, extra: 1 }],
    ['a missing key', { ...done, repeat: undefined }],
    ['an exit code of another kind', { ...done, exitCode: 1 }],
    ['0 for what did not happen', { ...conflict, exitCode: 0 }],
    ['an exit code that no create ends with', { ...resultOfKind('failure'), exitCode: 3 }],
    ['done with a conflict left', { ...done, files: [{ path: 'a', status: 'conflict' }] }],
    ['done without a file', { ...done, files: [] }],
    ['done without git', { ...done, git: null }],
    ['a commit left undone without a reason', { ...done, git: { done: false } }],
    ['a commit with a reason', { ...done, git: { done: true, reason: 'x' } }],
    ['done without a next command', { ...done, next: [] }],
    ['done with a problem', { ...done, problems: [{ what: 'x' }] }],
    ['a conflict without a conflict', { ...conflict, files: [{ path: 'a', status: 'create' }] }],
    ['cancelled with a commit', { ...resultOfKind('cancelled'), git: { done: true } }],
    ['usage without a problem', { ...usage, problems: [] }],
    ['usage with a file', { ...usage, files: [{ path: 'a', status: 'create' }] }],
    ['a problem without words', { ...usage, problems: [{ fix: 'x' }] }],
    ['a problem with more', { ...usage, problems: [{ what: 'x', code: 1 }] }],
    ['a file with more', { ...done, files: [{ path: 'a', status: 'create', mode: 1 }] }],
    ['an unknown status', { ...done, files: [{ path: 'a', status: 'skip' }] }],
    ['an answer with more', { ...done, answers: { ...request.answers, port: '1' } }],
    ['a bad answer', { ...done, answers: { ...request.answers, framework: '__proto__' } }],
    ['a bad name', { ...done, answers: { ...request.answers, name: 'My' } }],
  ])('%s', (_, broken) => {
    expect(validate(JSON.parse(JSON.stringify(broken)))).toBe(false)
  })
})

test.each(optionNames)('the schema has the values of the option %s', (name: OptionName) => {
  const { enum: values } = schema.$defs.answers.properties[name]
  expect(values).toEqual(choicesOf(name).map(({ value }) => value))
})

describe('the text of a result', () => {
  const hostile = 'a\u0007\u001b[2J\u009b2J\u007f\u202e\u2028\u{e0001}\ud800\n"\\é😀'
  const text = resultText(resultOf({ kind: 'failure', problems: [{ what: hostile }] }, '0.1.0'))

  test('can be read back', () => {
    expect(JSON.parse(text).problems).toEqual([{ what: hostile }])
  })

  test('cannot steer a terminal', () => {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u)
    expect(text).toContain('é😀')
  })
})

test('an exit code is the same in the result as in the process', () => {
  for (const ending of Object.values(endings)) {
    expect(resultOf(ending, '0.1.0').exitCode).toBe(exitCodeOf(ending))
  }
})
