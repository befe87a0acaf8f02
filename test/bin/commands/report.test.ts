import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { checked, failed, finding } from '../fleet/results.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'

const error = finding('error')
const warning = finding('warning', { rule: 'intent/not-applied', file: 'go-docker.json' })
const note = finding('info', { file: '.env.example', accepted: { reason: 'r', until: null } })

/** Writes results to files, and returns a function that runs a report in their folder. */
function reporting(cwd: string, files: Readonly<Record<string, unknown>> = {}) {
  const texts = Object.entries(files).map(([name, file]) => {
    const documents = Array.isArray(file) ? file : [file]
    return [
      name,
      typeof file === 'string' ? file : documents.map((one) => JSON.stringify(one)).join('\n'),
    ]
  })
  put(cwd, Object.fromEntries(texts))
  return (...words: readonly string[]) => runMain(['report', ...words], { cwd })
}

test('the table has a line for each repository, worst first, and the totals', () =>
  inScratch(async (cwd) => {
    const old = [{ name: 'create-go-docker', version: '0.1.0', integrity: 'sha256-0' }]
    const report = reporting(cwd, {
      'all.json': [
        checked('mail', [note]),
        checked('users', [warning]),
        checked('orders', [error]),
        checked('billing', [], { layers: old }),
        checked('payments', [error, finding('error', { file: 'Dockerfile' }), warning, note]),
        failed('/work/search'),
      ],
    })
    const { code, stdout, stderr } = await report('all.json')
    expect(stdout.split('\n')).toEqual([
      '  REPOSITORY  DRIFTED  ERRORS  WARNINGS  NOTES  LAYERS',
      '? search      could not be checked: it has no go-docker.lock.json',
      '✗ payments    2 of 2   2       1         1      create-go-docker 0.2.0',
      '✗ orders      1 of 2   1       0         0      create-go-docker 0.2.0',
      '! users       0 of 2   0       1         0      create-go-docker 0.2.0',
      '✓ billing     0 of 2   0       0         0      create-go-docker 0.1.0 (behind)',
      '✓ mail        0 of 2   0       0         1      create-go-docker 0.2.0',
      '',
      '6 repositories: 1 could not be checked, 2 with errors, 1 with warnings, 2 clean',
      '',
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  }))

test('with --verbose, the table has each finding below its repository', () =>
  inScratch(async (cwd) => {
    const findings = [
      finding('error', { file: 'Dockerfile', message: 'Dockerfile was edited' }),
      finding('error', { file: 'Makefile', message: 'Makefile is missing' }),
    ]
    const report = reporting(cwd, { 'all.json': [checked('payments', findings)] })
    const { stdout } = await report('all.json', '--verbose')
    expect(stdout.split('\n').slice(1, 4)).toEqual([
      '✗ payments    2 of 2   2       0         0      create-go-docker 0.2.0',
      '    Dockerfile was edited',
      '    Makefile is missing',
    ])
  }))

test('it takes files, names for them, links and stdin', () =>
  inScratch(async (cwd) => {
    reporting(cwd, { 'a.json': checked('a'), 'b.json': checked('b'), 'd=e.json': checked('d') })
    symlinkSync('a.json', join(cwd, 'link.json'))
    const stdin = Readable.from([Buffer.from(JSON.stringify(checked('c')))])
    const words = ['report', 'link.json', 'acme/b=b.json', 'x=d=e.json', '-', '--json']
    const { code, stdout } = await runMain(words, { cwd, stdin })
    expect(code).toBe(0)
    expect(resultIn(stdout).repositories.map(({ name }: { name: string }) => name)).toEqual([
      'a',
      'acme/b',
      'c',
      'x',
    ])
  }))

test('it takes the output of Windows PowerShell, which is UTF-16', () =>
  inScratch(async (cwd) => {
    writeFileSync(
      join(cwd, 'a.json'),
      Buffer.from(`\ufeff${JSON.stringify(checked('zoë'))}\r\n`, 'utf16le'),
    )
    expect((await runMain(['report', 'a.json'], { cwd })).stdout).toContain('✓ zoë ')
  }))

test('the JSON has every repository with its findings, and what they have in common', () =>
  inScratch(async (cwd) => {
    const old = [
      { name: 'create-go-docker', version: '0.1.0', integrity: 'sha256-0' },
      { name: '@acme/house', version: '0123abc', integrity: 'sha256-0' },
    ]
    const report = reporting(cwd, {
      'a.json': checked('a', [note, error], { layers: old }),
      'b.json': { ...checked('b', [error]), warnings: [warning] },
      'c.json': checked('c'),
    })
    const { code, stdout } = await report('a.json', 'b.json', 'c.json', '--json')
    expect(code).toBe(0)
    expect(schemaErrors(JSON.parse(stdout))).toEqual([])
    const { repositories, totals, layers, drifted, problems } = resultIn(stdout)
    expect(repositories[1]).toEqual({
      name: 'a',
      status: 'errors',
      directory: '/work/a',
      version: '0.2.0',
      layers: [
        { name: 'create-go-docker', version: '0.1.0', behind: true },
        { name: '@acme/house', version: '0123abc', behind: false },
      ],
      counts: { files: 2, drifted: 1, errors: 1, warnings: 0, notes: 1 },
      findings: [error, note],
      problems: [],
    })
    expect(repositories[0].findings).toEqual([error, warning])
    expect(totals).toEqual({ unchecked: 0, errors: 2, warnings: 0, clean: 1 })
    expect(layers).toEqual([
      { name: '@acme/house', version: '0123abc', behind: false, repositories: 1 },
      { name: 'create-go-docker', version: '0.2.0', behind: false, repositories: 2 },
      { name: 'create-go-docker', version: '0.1.0', behind: true, repositories: 1 },
    ])
    expect(drifted).toEqual([{ path: 'Makefile', repositories: 2 }])
    expect(problems).toEqual([])
  }))

describe('--fail-on', () => {
  test.each<[string, unknown, readonly string[], number]>([
    ['an error alone does not fail', checked('a', [error]), [], 0],
    ['an error fails by error', checked('a', [error]), ['--fail-on', 'error'], 1],
    ['a warning does not fail by error', checked('a', [warning]), ['--fail-on', 'error'], 0],
    ['a warning fails by warning', checked('a', [warning]), ['--fail-on', 'warning'], 1],
    ['a note fails by info', checked('a', [note]), ['--fail-on', 'info'], 1],
    ['an unchecked repository alone does not fail', failed('/work/a'), [], 0],
    ['an unchecked repository fails by error', failed('/work/a'), ['--fail-on', 'error'], 1],
  ])('%s', (_, document, flags, code) =>
    inScratch(async (cwd) => {
      const report = reporting(cwd, { 'a.json': document })
      expect(await report('a.json', ...flags)).toMatchObject({ code, stderr: '' })
      const { stdout } = await report('a.json', '--json', ...flags)
      expect(schemaErrors(JSON.parse(stdout))).toEqual([])
      expect(resultIn(stdout).kind).toBe(code === 0 ? 'done' : 'findings')
    }),
  )
})

describe('a file that can’t be read is named, and its repository is not left out', () => {
  const good = checked('a', [error])
  const broken = (body: object) => ({ ...good, body: { ...good.body, ...body } })
  const isNone = 'it is not a valid result of a check'
  test.each<[string, unknown, string]>([
    ['it is empty', '', 'it is empty'],
    ['it has other words', 'npm error\n', 'line 1 is not JSON'],
    ['it ends too early', JSON.stringify(good).slice(0, -1), 'line 1 is not JSON'],
    ['it is some other JSON', { name: 'x' }, 'it is not a result of create-go-docker'],
    [
      'it has a later schema',
      { ...good, schema: 'create-go-docker/result@2' },
      'it has the schema create-go-docker/result@2, which this version does not know',
    ],
    [
      'it is of a create',
      { ...good, command: 'create' },
      'it is the result of another command than check',
    ],
    ['its body is no object', { ...good, body: [] }, isNone],
    ['its layers are no list', broken({ layers: {} }), isNone],
    ['a layer has no name', broken({ layers: [{ version: '1' }] }), isNone],
    [
      'a finding has another rule',
      broken({ findings: [finding('error', { rule: '<b>' })] }),
      isNone,
    ],
    ['a finding has another severity', broken({ findings: [{ ...error, severity: 'x' }] }), isNone],
    ['a finding has a bad line', broken({ findings: [finding('error', { line: 0.5 })] }), isNone],
    ['a finding has no message', broken({ findings: [finding('error', { message: '' })] }), isNone],
    [
      'an acceptance has no reason',
      broken({ findings: [{ ...error, accepted: { until: null } }] }),
      isNone,
    ],
    ['a problem is a word', broken({ problems: ['x'] }), isNone],
    ['its directory is a number', broken({ directory: 1 }), isNone],
  ])('%s', (_, file, why) =>
    inScratch(async (cwd) => {
      const report = reporting(cwd, { 'bad.json': file, 'good.json': checked('good') })
      const { code, stdout, stderr } = await report('bad.json', 'good.json')
      expect(code).toBe(1)
      expect(stdout).toContain(`? bad         could not be checked: cannot read bad.json: ${why}\n`)
      expect(stdout).toContain('✓ good')
      expect(stderr).toBe(
        `✗ cannot read bad.json: ${why}\n  Write it again with create-go-docker check --json.\n`,
      )
      const json = await report('bad.json', 'good.json', '--json', '--fail-on', 'none')
      expect(schemaErrors(JSON.parse(json.stdout))).toEqual([])
      expect(json).toMatchObject({ code: 1, stderr: '' })
      expect(resultIn(json.stdout)).toMatchObject({ kind: 'failure', problems: [{}] })
    }),
  )

  test('after some good results in it', () =>
    inScratch(async (cwd) => {
      const report = reporting(cwd, { 'r.json': [checked('a'), { b: 1 }, 1] })
      const { code, stdout, stderr } = await report('r.json', '--format', 'html')
      expect(code).toBe(1)
      expect(stdout).toContain('1 of 3 repositories')
      expect(stderr).toContain('cannot read r.json: JSON object 2 is not a result')
      expect(stderr).toContain('cannot read r.json: line 3 is not JSON')
    }))

  test.each<[string, (path: string) => void, string]>([
    ['is not there', () => {}, 'it does not exist'],
    ['is a directory', (path) => mkdirSync(path), 'it is not a regular file'],
    [
      'is too large',
      (path) => {
        writeFileSync(path, '')
        truncateSync(path, 2 ** 30)
      },
      'it is too large',
    ],
  ])('it %s', (_, make, why) =>
    inScratch(async (cwd) => {
      make(join(cwd, 'x.json'))
      const { code, stderr } = await reporting(cwd)('x.json')
      expect(code).toBe(1)
      expect(stderr).toContain(`cannot read x.json: ${why}`)
    }),
  )

  test('stdin is too large', () =>
    inScratch(async (cwd) => {
      const chunk = Buffer.alloc(2 ** 24, ' ')
      const stdin = Readable.from([chunk, chunk, chunk, chunk, chunk])
      const { code, stderr } = await runMain(['report', '-'], { cwd, stdin })
      expect(code).toBe(1)
      expect(stderr).toContain('cannot read stdin: it is too large')
    }))
})

test.each<[readonly string[], string]>([
  [[], 'FILE is missing'],
  [['=a.json'], 'file =a.json: the name is empty'],
  [['pay='], 'file pay=: the file is empty'],
  [['-', 'x=-'], '- is given twice'],
  [['a', '--format', 'sarif'], '--format sarif: must be text, json or html'],
  [['a', '--fail-on', 'much'], '--fail-on much: must be'],
  [['a', '--fix'], 'unknown flag --fix'],
])('the words %j are a usage error', (words, message) =>
  inScratch(async (cwd) => {
    const { code, stdout, stderr } = await runMain(['report', ...words], { cwd })
    expect(stderr).toContain(message)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    const json = await runMain(['report', ...words, '--json'], { cwd })
    if (!words.includes('--format')) expect(schemaErrors(JSON.parse(json.stdout))).toEqual([])
  }),
)

test('a run that waits for stdin can be stopped', () =>
  inScratch(async (cwd) => {
    const stop = new AbortController()
    const stdin = new Readable({ read() {} })
    const run = runMain(['report', '-'], { cwd, stdin, signal: stop.signal })
    setTimeout(() => stop.abort(new Error('stopped')), 50)
    expect(await run).toMatchObject({ code: 1, stdout: '' })
  }))

test('text can’t control the terminal', () =>
  inScratch(async (cwd) => {
    const report = reporting(cwd, {
      'a.json': [
        failed('/a\u001b[2J', 'x\u202ey\n'),
        checked('b', [], { layers: [{ name: 'l\u0007', version: '\u0000' }] }),
      ],
    })
    const { stdout } = await report('a.json')
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  }))
