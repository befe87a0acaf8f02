import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { plain } from '../../bin/report/style.ts'
import { summaryLines } from '../../bin/report/summary.ts'
import { contextOf, variableNames } from '../../generators/layers/context.ts'
import type { Answers } from '../../generators/questions/answers.ts'
import { combinations } from '../../generators/questions/combinations.ts'
import { wider } from '../generators/questions/tables.ts'
import { type Run, resultIn, runMain } from './run.ts'

let cwd = ''

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'table-'))
})

afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const defaults = { framework: 'net/http', database: 'postgres', baseImage: 'distroless' }
const identity = { name: 'svc', module: 'example.com/svc' }

/** Runs the command with the wider table. */
function run(argv: readonly string[], where = cwd): Promise<Run> {
  return runMain(argv, { cwd: where }, wider)
}

/** Creates `svc`; returns the result. */
async function create(...argv: readonly string[]) {
  const base = ['svc', '--module', identity.module, '--no-git', '--json']
  const { code, stdout } = await run([...base, ...argv])
  expect(code, stdout).toBe(0)
  return resultIn(stdout)
}

/** Returns the arguments that a shell passes to this program for a repeat command. */
function wordsOf(command: string): readonly string[] {
  const printed = execFileSync('sh', ['-c', `npm() { printf '%s\\0' "$@"; }; ${command}`])
  return printed.toString().split('\0').slice(4, -1)
}

/** Flags for the rows that the built-in table lacks, and the resulting answers. */
const samples: readonly (readonly [
  string,
  readonly string[],
  Readonly<Record<string, unknown>>,
])[] = [
  ['the defaults', [], { orchestrator: 'none', features: ['Metrics'], owner: '' }],
  [
    'one of each',
    ['--orchestrator', 'nomad', '--with-features', 'Tracing', '--owner', 'team'],
    { orchestrator: 'nomad', features: ['Tracing'], owner: 'team' },
  ],
  [
    'several, and a text with a space',
    ['--orchestrator=kubernetes', '--with-features=Profiles,Tracing', '--owner', 'night shift'],
    { orchestrator: 'kubernetes', features: ['Tracing', 'Profiles'], owner: 'night shift' },
  ],
  [
    'none, and a text with a dash',
    ['--with-features=', '--owner=-team'],
    { orchestrator: 'none', features: [], owner: '-team' },
  ],
]

describe.each(samples)(
  'rows of every kind, from argv to the repeat command and back: %s',
  (_, flags, extra) => {
    const answers = { ...identity, ...defaults, ...extra }

    test('the answers, the record and the lock have them', async () => {
      const result = await create('--yes', ...flags)
      expect(result.answers).toEqual(answers)
      for (const file of ['go-docker.json', 'go-docker.lock.json']) {
        const recorded = JSON.parse(readFileSync(join(cwd, 'svc', file), 'utf8')).answers
        expect(recorded).toEqual(answers)
        expect(Object.keys(recorded)).toEqual(Object.keys(answers).sort())
      }
    })

    test('the repeat command leads to the same answers', async () => {
      const { repeat } = await create('--yes', ...flags)
      const words = wordsOf(repeat)
      // Also without --yes, because the command contains every answer.
      const said = words.filter((word) => word !== '--yes')
      for (const argv of [words, said]) {
        rmSync(join(cwd, 'svc'), { recursive: true })
        const { code, stdout } = await run([...argv, '--json'])
        expect(code).toBe(0)
        expect(resultIn(stdout)).toMatchObject({ kind: 'done', answers, repeat })
      }
    })

    test('a preset has them', async () => {
      await create('--yes', ...flags)
      const argv = ['other', '--module', 'm', '--from', 'svc/go-docker.json', '--no-git', '--json']
      const { stdout } = await run(argv)
      expect(resultIn(stdout).answers).toEqual({ ...answers, name: 'm', module: 'm' })
    })
  },
)

test('without a terminal, the rows are missing like any other', async () => {
  const { code, stderr } = await run(['svc', '--module', 'm'])
  expect(code).toBe(2)
  expect(stderr).toContain('Use --orchestrator none|kubernetes|nomad; --yes uses none.')
  expect(stderr).toContain('Use --with-features Tracing,Metrics,Profiles; --yes uses Metrics.')
  expect(stderr).toContain('Use --owner TEAM; --yes uses none.')
})

test.each([
  [['--orchestrator', 'nomda'], 'Did you mean --orchestrator nomad?'],
  [['--with-features', 'Tracng,metrics'], 'Did you mean --with-features Tracing,Metrics?'],
  [['--with-features', 'Tracing,,x'], 'Use --with-features Tracing,Metrics,Profiles.'],
  [['--owner', 'T1'], 'Use --owner TEAM.'],
  [['--ownr', 'a'], 'Did you mean --owner?'],
  [['--orchestrator='], 'Use --orchestrator none|kubernetes|nomad.'],
])('a typo gets a suggestion: %j', async (flags, fix) => {
  const { code, stderr } = await run(['svc', '--yes', ...flags])
  expect(code).toBe(2)
  expect(stderr).toContain(fix)
})

test('the help has them', async () => {
  const lines = (await run(['--help'])).stdout.split('\n')
  for (const line of [
    '  --orchestrator VALUE    Orchestrator',
    '      nomad               a job file',
    '  --with-features VALUES  Features, separated by commas; --with-features= for',
    '                          none',
    '      Tracing             the Tracing',
    '  --owner TEAM            Owning team: who is called at night',
    '  --orchestrator          none',
    '  --with-features         Metrics',
    '  --owner                 none',
  ]) {
    expect(lines).toContain(line)
  }
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

test('they are asked for, and the summary has them', async () => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 200 })
  const argv = ['svc', '--name', 'svc', '--module', 'example.com/svc', '--no-git', '--json']
  const built = ['--framework', 'echo', '--database', 'redis', '--base-image', 'alpine']
  // Chooses kubernetes, Tracing in addition to Metrics, a text, and yes.
  stdin.write('\u001b[B\r \r' + 'night shift\r\r')
  const io = { cwd, stdin, stderr, env: { NO_COLOR: '1' } }
  const { code, stdout } = await runMain([...argv, ...built], io, wider)
  expect(code).toBe(0)
  expect(resultIn(stdout).answers).toMatchObject({
    orchestrator: 'kubernetes',
    features: ['Tracing', 'Metrics'],
    owner: 'night shift',
  })
  const screen = stripVTControlCharacters(String(stderr.read()))
  expect(screen).toMatch(/^✔ Orchestrator › kubernetes$/m)
  expect(screen).toMatch(/✔ Features › Tracing, Metrics/)
  expect(screen).toMatch(/✔ Owning team .*… night shift$/m)
})

test('the summary has those that were not asked for', () => {
  const answers: Answers = {
    ...identity,
    ...defaults,
    orchestrator: 'nomad',
    features: [],
    owner: 'team',
  }
  const lines = summaryLines({ directory: 'd', answers }, plain, wider, new Set(['owner']))
  expect(lines).toContain('Orchestrator    nomad')
  expect(lines.join('\n')).not.toContain('Owning team')
})

test('the context has the value and booleans of a choice, booleans of several, and a text', () => {
  const extra = { orchestrator: 'nomad', features: ['Metrics', 'Profiles'], owner: 'team' }
  const answers: Answers = { ...identity, ...defaults, ...extra }
  const context = contextOf(answers, '1.0.0', wider)
  expect(context).toMatchObject({
    ...{ orchestrator: 'nomad', noOrchestrator: false, kubernetes: false, nomad: true },
    ...{ hasTracing: false, hasMetrics: true, hasProfiles: true, owner: 'team' },
    ...{ netHttp: true, echo: false, framework: 'net/http' },
  })
  expect(context).not.toHaveProperty('features')
  expect(new Set(Object.keys(context))).toEqual(variableNames(wider))
})

test('the matrix has them', () => {
  expect(combinations(wider)).toHaveLength(12 * 3 * 5)
})
