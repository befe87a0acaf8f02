import { describe, expect, test } from 'vitest'
import type { DestinationFacts } from '../../../generators/questions/destination-facts.ts'
import {
  type Case,
  dependsOnGit,
  destinationOf,
  type Facts,
  judge,
  type Verdict,
} from '../../../generators/questions/judge.ts'
import { options } from '../../../generators/questions/options.ts'
import { wider } from './tables.ts'

const place = { cwd: '/home/me/Work', platform: 'linux' }
const bare: DestinationFacts = { problems: [] }
const recorded = {
  name: 'cart',
  module: 'github.com/acme/cart',
  framework: 'echo',
  database: 'redis',
  baseImage: 'alpine',
}
const there: DestinationFacts = { recorded, problems: [] }
const chosen = { framework: 'echo', database: 'redis', baseImage: 'alpine' }
const defaults = { framework: 'net/http', database: 'postgres', baseImage: 'distroless' }

interface Given {
  readonly directory?: string
  readonly yes?: boolean
  readonly name?: string
  readonly module?: string
  readonly framework?: string
  readonly database?: string
  readonly baseImage?: string
}

/** Returns a draft: the directory, whether to fill in defaults, and answers. */
function caseOf({ directory, yes = false, ...answers }: Given): Case {
  return { ...(directory === undefined ? {} : { directory }), yes, answers }
}

function verdictOn(given: Given, facts: Partial<Facts> = {}, bad: readonly string[] = []): Verdict {
  const all: Facts = { place, whyNotAsk: 'CI is set', git: {}, destination: bare, ...facts }
  return judge(caseOf(given), new Set(bad), all, options)
}

function whats(verdict: Verdict): readonly string[] {
  return 'problems' in verdict ? verdict.problems.map(({ what }) => what) : []
}

/**
 * Returns the first word of each problem in a verdict, after the one that says why nothing is
 * asked.
 */
function heads(verdict: Verdict): readonly string[] {
  const [first, ...rest] = whats(verdict)
  expect(first).toBe("questions can't be asked, because CI is set")
  return rest.map((what) => what.split(' ')[0] ?? '')
}

describe('without a terminal', () => {
  test('everything that is missing is listed at once', () => {
    const verdict = verdictOn({})
    expect(verdict).toMatchObject({ kind: 'usage', missing: true })
    expect(heads(verdict)).toEqual([
      ...['DIRECTORY', '--module', '--framework', '--database', '--base-image'],
    ])
  })

  test.each<[string, Given, readonly string[]]>([
    ['a name is not a module path or a directory', { name: 'n' }, ['DIRECTORY', '--module']],
    ['a module path does not say where to write', { module: 'example.com/m' }, ['DIRECTORY']],
    ['a directory has no module path', { directory: 'd' }, ['--module']],
  ])('%s', (_, given, missing) => {
    expect(heads(verdictOn({ ...chosen, ...given }))).toEqual(missing)
  })

  test('an invalid value is not reported as missing as well', () => {
    const bad = ['directory', 'module', ...Object.keys(options)]
    expect(verdictOn({}, {}, bad)).toEqual({ kind: 'usage', problems: [], missing: false })
  })

  test('every problem says what to do', () => {
    for (const verdict of [verdictOn({}), verdictOn({ yes: true })]) {
      const problems = 'problems' in verdict ? verdict.problems : []
      expect(problems.length).toBeGreaterThan(0)
      expect(problems.filter(({ fix }) => fix === undefined)).toEqual([])
    }
  })

  test('a complete draft is a request', () => {
    const answers = { name: 'n', module: 'example.com/m', ...chosen }
    expect(verdictOn({ directory: 'd', ...answers })).toEqual({
      kind: 'request',
      request: { directory: 'd', answers },
    })
  })

  test("go.mod's module path does not count as given", () => {
    const destination = { goModule: 'example.com/g', problems: [] }
    expect(heads(verdictOn({ directory: 'd', ...chosen }, { destination }))).toEqual(['--module'])
  })
})

describe('at a terminal', () => {
  const whyNotAsk = undefined

  test('what is missing is asked', () => {
    expect(verdictOn({}, { whyNotAsk })).toEqual({ kind: 'ask' })
    expect(verdictOn({ yes: true }, { whyNotAsk }).kind).toBe('usage')
  })

  test.each<[string, Given, Partial<Facts>, Verdict['kind']]>([
    ['a directory that Docker fails in', { directory: 'dévé' }, {}, 'usage'],
    [
      'a directory that can not be written to',
      { directory: 'd' },
      { destination: { problems: [{ what: 'it is a file' }] } },
      'destination',
    ],
    [
      'another answer than the recorded one',
      { directory: 'd', framework: 'net/http' },
      { destination: there },
      'destination',
    ],
  ])('%s is refused before anything is asked', (_, given, facts, kind) => {
    const verdict = verdictOn(given, { whyNotAsk, ...facts })
    expect(verdict.kind).toBe(kind)
    expect(whats(verdict)).toHaveLength(1)
  })

  test('only an incomplete draft checks for one', () => {
    const facts: Facts = {
      place,
      git: {},
      destination: bare,
      get whyNotAsk(): string | undefined {
        throw new Error('looked')
      },
    }
    const draft = caseOf({ directory: 'd', yes: true })
    expect(judge(draft, new Set(), facts, options).kind).toBe('request')
    expect(() => judge({ ...draft, yes: false }, new Set(), facts, options)).toThrow('looked')
  })
})

describe('--yes', () => {
  test.each<[string, Given, string, string, string]>([
    ['a directory', { directory: 'a/svc' }, 'a/svc', 'svc', 'svc'],
    ['a name', { name: 'svc' }, 'svc', 'svc', 'svc'],
    ['a module path', { module: 'github.com/acme/svc/v2' }, 'svc', 'svc', 'github.com/acme/svc/v2'],
  ])('fills the rest from %s', (_, given, directory, name, module) => {
    expect(verdictOn({ ...given, yes: true })).toEqual({
      kind: 'request',
      request: { directory, answers: { name, module, ...defaults } },
    })
  })

  test.each<[string, Given, string]>([
    [
      'needs a directory, a name or a module path',
      { framework: 'echo' },
      '--yes needs a directory, a name or a module path',
    ],
    [
      'reports it if no name can be derived',
      { directory: '日本' },
      'cannot derive a name from 日本',
    ],
    [
      'reports it if no module path can be derived',
      { name: 'log' },
      "cannot derive a module path from the name log: log belongs to Go's standard library",
    ],
  ])('%s', (_, given, what) => {
    expect(whats(verdictOn({ ...given, yes: true }))).toContain(what)
  })

  test("takes go.mod's module path, and the name from it", () => {
    const destination = { goModule: 'example.com/x/g', problems: [] }
    const git = { githubUser: 'acme' }
    expect(verdictOn({ directory: '.', yes: true }, { destination, git })).toMatchObject({
      request: { answers: { name: 'g', module: 'example.com/x/g' } },
    })
  })

  test('prefers what git knows to just the name', () => {
    const git = { githubUser: 'acme' }
    expect(verdictOn({ directory: 'svc', yes: true }, { git })).toMatchObject({
      request: { answers: { module: 'github.com/acme/svc' } },
    })
  })
})

describe('an impossible default', () => {
  const noModule =
    "cannot derive a module path from the name log: log belongs to Go's standard library"

  test.each<[string, Given, (readonly string[])?]>([
    ['that name', { name: 'log', yes: true }],
    ["that directory's name", { directory: 'log', yes: true }],
    ['that name, though the directory is bad', { name: 'log', yes: true }, ['directory']],
  ])('is the module path of %s', (_, given, bad) => {
    expect(whats(verdictOn(given, {}, bad))).toEqual([noModule])
  })

  test('is the name of a directory and a module path that have none', () => {
    const noName = 'cannot derive a name from example.com/- or /'
    expect(whats(verdictOn({ directory: '/', module: 'example.com/-', ...chosen }))).toEqual([
      noName,
    ])
  })

  test.each<[string, Given, (readonly string[])?, Partial<Facts>?]>([
    ['git leads to one', { name: 'log', yes: true }, [], { git: { githubUser: 'acme' } }],
    [
      'go.mod has one',
      { name: 'log', yes: true },
      [],
      { destination: { goModule: 'm', problems: [] } },
    ],
    ['it was given', { name: 'log', module: 'example.com/log', yes: true }],
    ['it is invalid', { name: 'log', yes: true }, ['module']],
    ['the name is invalid', { directory: 'log', yes: true }, ['name']],
    ['the directory is invalid', { yes: true }, ['directory']],
    ['a record has it', { directory: 'log', yes: true }, [], { destination: there }],
  ])('is not reported if %s', (_, given, bad, facts) => {
    expect(whats(verdictOn(given, facts, bad))).toEqual([])
  })
})

describe('in a directory with a record', () => {
  const request = (directory: string): Verdict => ({
    kind: 'request',
    request: { directory, answers: recorded },
  })

  test.each<[string, Given, string]>([
    ['--yes needs only the directory', { directory: '.', yes: true }, '.'],
    ['--yes needs nothing in the current directory', { yes: true }, '.'],
    ['without --yes, recorded answers count as given', { directory: 'd' }, 'd'],
    ['recorded answers can be given again', { directory: 'd', ...recorded }, 'd'],
    ['one of them can be given again', { directory: 'd', yes: true, framework: 'echo' }, 'd'],
  ])('%s', (_, given, directory) => {
    const git = { githubUser: 'nobody' }
    expect(verdictOn(given, { destination: there, git })).toEqual(request(directory))
  })

  test('without --yes the directory is required', () => {
    expect(heads(verdictOn({}, { destination: there }))).toEqual(['DIRECTORY'])
  })

  test('an option that it lacks has its default with --yes, and is missing without it', () => {
    const { baseImage: _, ...older } = recorded
    const facts = { destination: { recorded: older, problems: [] } }
    expect(verdictOn({ directory: 'd', yes: true }, facts)).toMatchObject({
      request: { answers: { ...older, baseImage: 'distroless' } },
    })
    expect(verdictOn({ directory: 'd', yes: true, baseImage: 'scratch' }, facts)).toMatchObject({
      request: { answers: { ...older, baseImage: 'scratch' } },
    })
    expect(heads(verdictOn({ directory: 'd' }, facts))).toEqual(['--base-image'])
  })

  test.each<[string, Given, string]>([
    [
      'an option',
      { framework: 'net/http' },
      'cart was created with --framework echo, but --framework net/http was given',
    ],
    [
      'the name',
      { name: 'other' },
      'cart was created with --name cart, but --name other was given',
    ],
    [
      'the module path and an option',
      { module: 'm', database: 'postgres' },
      'cart was created with --module github.com/acme/cart, but --module m was given; with --database redis, but --database postgres was given',
    ],
  ])('other answers are rejected, as one problem: %s', (_, given, what) => {
    const settings = Object.entries(given).map(([key, value]) => `--set ${key}=${value}`)
    for (const yes of [true, false]) {
      expect(verdictOn({ directory: 'd', yes, ...given }, { destination: there })).toEqual({
        kind: 'destination',
        problems: [
          {
            what,
            fix: `Omit it, also in the file of --from, to keep the current value. To change it, run create-go-docker update ${settings.join(' ')}.`,
          },
        ],
      })
    }
  })

  test.each<[string, Record<string, string>, string]>([
    ['a value that is not offered', { framework: 'gin' }, 'framework: must be net/http or echo'],
    ['an unknown option', { color: 'red' }, 'unknown option color'],
    ['a name that can not be', { name: 'My' }, 'name: only a-z, 0-9 and dashes are allowed'],
    ['a module path that can not be', { module: '/' }, 'module: it has a leading slash'],
  ])('a record with %s is rejected, whatever was given', (_, broken, what) => {
    const destination = { recorded: { ...recorded, ...broken }, problems: [] }
    const verdict = verdictOn({ directory: 'd', yes: true }, { destination })
    expect(verdict.kind).toBe('destination')
    expect(whats(verdict)).toEqual([`go-docker.json: ${what}`])
    const inLock = { ...destination, recordedIn: 'go-docker.lock.json' }
    expect(whats(verdictOn({ directory: 'd', yes: true }, { destination: inLock }))).toEqual([
      `go-docker.lock.json: ${what}`,
    ])
  })
})

test('several choices match the recorded ones in any order', () => {
  const values = { orchestrator: 'none', features: ['Profiles', 'Tracing'], owner: '' }
  const destination = { recorded: { ...recorded, ...values }, problems: [] }
  const facts: Facts = { place, whyNotAsk: 'CI is set', git: {}, destination }
  const given = { directory: 'd', yes: true, answers: { features: ['Tracing', 'Profiles'] } }
  const answers = { ...recorded, ...values, features: ['Tracing', 'Profiles'] }
  for (const draft of [given, { ...given, answers: {} }]) {
    expect(judge(draft, new Set(), facts, wider)).toEqual({
      kind: 'request',
      request: { directory: 'd', answers },
    })
  }
})

test('problems of the command line come first, followed by those of the destination', () => {
  const destination = { problems: [{ what: 'it is a file' }] }
  const verdict = verdictOn({ directory: 'log', yes: true }, { destination })
  expect(verdict).toMatchObject({ kind: 'usage', missing: false })
  expect(whats(verdict)).toEqual([expect.stringContaining('cannot derive'), 'it is a file'])
})

test('an invalid value makes no request, even if everything else is given', () => {
  expect(verdictOn({ directory: 'd', yes: true }, {}, ['framework'])).toEqual({
    kind: 'usage',
    problems: [],
    missing: false,
  })
})

test.each<[string, Given, readonly string[], string | undefined]>([
  ['the given one', { directory: 'd' }, [], 'd'],
  ['unknown if it is asked for', { name: 'n' }, [], undefined],
  ['the name with --yes', { name: 'n', yes: true }, [], 'n'],
  ['the current one with only --yes', { yes: true }, [], '.'],
  ['unknown if the name is invalid', { yes: true }, ['name'], undefined],
  ['unknown if it is invalid', { name: 'n', yes: true }, ['directory'], undefined],
])('the directory that a judgement depends on is %s', (_, given, bad, directory) => {
  expect(destinationOf(caseOf(given), new Set(bad))).toBe(directory)
})

test.each<[string, Given, readonly string[], DestinationFacts, boolean]>([
  ['the module path is open', { directory: 'd', yes: true }, [], bare, true],
  ['the module path is given', { directory: 'd', module: 'm', yes: true }, [], bare, false],
  ['the module path is invalid', { directory: 'd', yes: true }, ['module'], bare, false],
  ['no defaults are taken', { directory: 'd' }, [], bare, false],
  ['no directory can be derived', { yes: true }, [], bare, false],
  ['it is recorded', { directory: 'd', yes: true }, [], there, false],
  ['go.mod has it', { directory: 'd', yes: true }, [], { goModule: 'm', problems: [] }, false],
])('a default depends on git or not: %s', (_, given, bad, destination, depends) => {
  expect(dependsOnGit(caseOf(given), new Set(bad), destination)).toBe(depends)
})
