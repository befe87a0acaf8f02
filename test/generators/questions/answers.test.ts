import { describe, expect, test } from 'vitest'
import {
  complete,
  type Draft,
  defaultDirectory,
  defaultModule,
  defaultName,
  defaultProblems,
  missing,
} from '../../../generators/questions/answers.ts'
import type { GitFacts } from '../../../generators/questions/git-facts.ts'

const place = { cwd: '/home/me/Work', platform: 'linux' }
const whole: Draft = {
  directory: 'd',
  name: 'n',
  module: 'example.com/m',
  framework: 'echo',
  database: 'redis',
  baseImage: 'alpine',
}

describe('the name', () => {
  test.each<[string, Draft, string | undefined]>([
    ['is what was said', whole, 'n'],
    [
      "is the module's last element",
      { module: 'github.com/acme/my-svc', directory: 'd' },
      'my-svc',
    ],
    ['leaves out /v2', { module: 'github.com/acme/my-svc/v2' }, 'my-svc'],
    ["leaves out gopkg.in's .v2", { module: 'gopkg.in/yaml.v2' }, 'yaml'],
    ['is made legal', { module: 'github.com/acme/My_Svc.x' }, 'my-svc-x'],
    ["is the directory's, without a module", { directory: 'a/My Svc' }, 'my-svc'],
    ["is the directory's, when the module makes none", { module: '_', directory: 'd' }, 'd'],
    ['of the directory . is that of where the person stands', { directory: '.' }, 'work'],
    ['of the directory .. is that of the one above', { directory: '..' }, 'me'],
    ['of the root is unknown', { directory: '/' }, undefined],
    ['of nothing is unknown', {}, undefined],
  ])('%s', (_, draft, name) => {
    expect(defaultName(draft, place)).toBe(name)
  })

  test('of a directory on Windows is behind its own separators', () => {
    const windows = { cwd: 'C:\\Users\\me', platform: 'win32' }
    expect(defaultName({ directory: 'work\\My Svc' }, windows)).toBe('my-svc')
  })
})

test.each<[string, Draft, string | undefined]>([
  ['what was said', whole, 'd'],
  ['the name', { name: 'n', module: 'example.com/m' }, 'n'],
  ["the name in the module's path", { module: 'example.com/m' }, 'm'],
  ['unknown without any', { framework: 'echo' }, undefined],
])('the directory is %s', (_, draft, directory) => {
  expect(defaultDirectory(draft)).toBe(directory)
})

describe('the module path', () => {
  test.each<[string, GitFacts, string | undefined]>([
    ['the name, without git', {}, 'svc'],
    ["the remote's", { remote: 'git@github.com:acme/forge.git' }, 'github.com/acme/forge'],
    [
      'below the remote',
      { remote: 'https://github.com/acme/mono', prefix: 'services/svc' },
      'github.com/acme/mono/services/svc',
    ],
    ["below the user's account", { githubUser: 'acme' }, 'github.com/acme/svc'],
    [
      'below the account of a hidden address',
      { userEmail: '12345+acme@users.noreply.github.com' },
      'github.com/acme/svc',
    ],
    [
      'below the account of a hidden GitLab address',
      { userEmail: '12345-acme@users.noreply.gitlab.com' },
      'gitlab.com/acme/svc',
    ],
    ['below a user.name that can be an account', { userName: 'acme-9' }, 'github.com/acme-9/svc'],
    [
      "the name, when user.name is a person's",
      { userName: 'Ann Example', userEmail: 'ann@example.com' },
      'svc',
    ],
    ['the name, when user.name may be a first name', { userName: 'Ann' }, 'svc'],
    [
      "the user's, when the remote is a path",
      { remote: '/srv/git/svc.git', githubUser: 'acme' },
      'github.com/acme/svc',
    ],
    [
      "the user's, when the go command refuses the remote's",
      { remote: 'https://github.com/acme/mono', prefix: 'my svc', githubUser: 'acme' },
      'github.com/acme/svc',
    ],
  ])('is by default %s', (_, git, module) => {
    expect(defaultModule('svc', git)).toBe(module)
  })

  test('has no default when the name belongs to the standard library', () => {
    expect(defaultModule('log', {})).toBeUndefined()
    expect(defaultModule('log', { githubUser: 'acme' })).toBe('github.com/acme/log')
  })
})

describe('a default that can not be', () => {
  type Given = Parameters<typeof defaultProblems>[0]
  type Bad = readonly ('directory' | 'name' | 'module')[]
  const heads = (draft: Given, bad: Bad = [], git: GitFacts = {}): readonly string[] =>
    defaultProblems(draft, new Set(bad), place, git).map(({ what }) => what.split(':')[0] ?? '')
  const noModule = 'no module path can be made of the name log'

  test.each<[string, Given, Bad?]>([
    ['that name', { name: 'log', yes: true }],
    ["that directory's name", { directory: 'log', yes: true }],
    ['that name, though the directory is bad', { name: 'log', yes: true }, ['directory']],
  ])('is the module path of %s', (_, draft, bad) => {
    expect(heads(draft, bad)).toEqual([noModule])
  })

  test('is the name of a directory and a module path that have none', () => {
    const noName = 'no name can be made of example.com/- or /'
    expect(heads({ directory: '/', module: 'example.com/-', yes: false })).toEqual([noName])
  })

  test.each<[string, Given, Bad?, GitFacts?]>([
    ['git leads to a module path', { name: 'log', yes: true }, [], { githubUser: 'acme' }],
    ['the module path was given', { name: 'log', module: 'example.com/log', yes: true }],
    ['the module path was said badly', { name: 'log', yes: true }, ['module']],
    ['the name was said badly', { directory: 'log', yes: true }, ['name']],
    ['the directory was said badly', { yes: true }, ['directory']],
    ['nothing was said', { yes: true }],
    ['no defaults are taken', { name: 'log', yes: false }],
    ['the module path that leads to the name is missing', { directory: '/', yes: false }],
  ])('is not told of when %s', (_, draft, bad, git) => {
    expect(heads(draft, bad, git)).toEqual([])
  })
})

describe('without a terminal (the trap "no TTY")', () => {
  const bare = { yes: false, json: false }

  test('all that is missing is listed at once', () => {
    expect(missing({}, false).map(({ what }) => what.split(' ')[0])).toEqual([
      'DIRECTORY',
      '--module',
      '--framework',
      '--database',
      '--base-image',
    ])
  })

  test.each<[string, Draft, readonly string[]]>([
    ['a name stands in no module path and no directory', { name: 'n' }, ['DIRECTORY', '--module']],
    ['a module path does not say where to write', { module: 'example.com/m' }, ['DIRECTORY']],
    ['a directory says no module path', { directory: 'd' }, ['--module']],
  ])('%s', (_, draft, expected) => {
    const options: Draft = { framework: 'echo', database: 'redis', baseImage: 'alpine' }
    const said = missing({ ...options, ...draft }, false).map(({ what }) => what.split(' ')[0])
    expect(said).toEqual(expected)
  })

  test('what was said badly is not missing as well', () => {
    const said = {
      directory: 'con',
      module: true,
      framework: true,
      database: true,
      baseImage: true,
    }
    expect(missing(said, false)).toEqual([])
  })

  test('every problem says what to do', () => {
    const problems = [...missing({}, false), ...missing({}, true)]
    expect(problems.filter(({ fix }) => fix === undefined)).toEqual([])
  })

  test('a whole draft is a request as it stands', () => {
    const { directory, ...answers } = whole
    expect(complete({ ...whole, ...bare }, place, {})).toEqual({ request: { directory, answers } })
  })

  test('a draft with a gap is none', () => {
    expect(complete({ ...bare, directory: 'd' }, place, {})).toEqual({
      problems: missing({ directory: 'd' }, false),
    })
  })
})

describe('--yes', () => {
  test.each<[string, Draft, string, string, string]>([
    ['a directory', { directory: 'a/svc' }, 'a/svc', 'svc', 'svc'],
    ['a name', { name: 'svc' }, 'svc', 'svc', 'svc'],
    ['a module path', { module: 'github.com/acme/svc/v2' }, 'svc', 'svc', 'github.com/acme/svc/v2'],
  ])('fills the rest from %s', (_, draft, directory, name, module) => {
    expect(complete({ ...draft, yes: true }, place, {})).toEqual({
      request: {
        directory,
        answers: {
          name,
          module,
          framework: 'net/http',
          database: 'postgres',
          baseImage: 'distroless',
        },
      },
    })
  })

  test.each<[string, Draft, string]>([
    [
      'has nothing to go by without directory, name and module',
      { framework: 'echo' },
      '--yes has nothing to go by: neither directory, name nor module path is given',
    ],
    ['says when no name can be made', { directory: '日本' }, 'no name can be made of 日本'],
    [
      'says when no module path can be made',
      { name: 'log' },
      "no module path can be made of the name log: log belongs to Go's standard library",
    ],
  ])('%s', (_, draft, what) => {
    const completion = complete({ ...draft, yes: true }, place, {})
    expect(completion).toEqual({ problems: [{ what, fix: expect.any(String) }] })
  })
})
