import { describe, expect, test } from 'vitest'
import type { SomeAnswers } from '../../../generators/questions/answers.ts'
import {
  defaultDirectory,
  defaultModule,
  defaultName,
  moduleThere,
} from '../../../generators/questions/defaults.ts'
import type { DestinationFacts } from '../../../generators/questions/destination-facts.ts'
import type { GitFacts } from '../../../generators/questions/git-facts.ts'

const place = { cwd: '/home/me/Work', platform: 'linux' }
const nothing: DestinationFacts = { problems: [] }

/** Returns a draft with answers and an optional directory. */
function draftOf({ directory, ...answers }: SomeAnswers & { readonly directory?: string }) {
  return { ...(directory === undefined ? {} : { directory }), answers }
}

type Given = Parameters<typeof draftOf>[0]

const whole: Given = { directory: 'd', name: 'n', module: 'example.com/m' }

describe('the name', () => {
  test.each<[string, Given, string | undefined]>([
    ['is the given one', whole, 'n'],
    [
      "is the module's last element",
      { module: 'github.com/acme/my-svc', directory: 'd' },
      'my-svc',
    ],
    ['leaves out /v2', { module: 'github.com/acme/my-svc/v2' }, 'my-svc'],
    ["leaves out gopkg.in's .v2", { module: 'gopkg.in/yaml.v2' }, 'yaml'],
    ['is made legal', { module: 'github.com/acme/My_Svc.x' }, 'my-svc-x'],
    ["is the directory's, without a module", { directory: 'a/My Svc' }, 'my-svc'],
    ["is the directory's, if the module leads to none", { module: '_', directory: 'd' }, 'd'],
    ['of the directory . is that of the current directory', { directory: '.' }, 'work'],
    ['of the directory .. is that of the one above', { directory: '..' }, 'me'],
    ['of the root is unknown', { directory: '/' }, undefined],
    ['of nothing is unknown', {}, undefined],
  ])('%s', (_, draft, name) => {
    expect(defaultName(draftOf(draft), place, nothing)).toBe(name)
  })

  test.each<[string, Given, DestinationFacts, string]>([
    [
      'recorded, whatever the module path',
      { module: 'example.com/m', directory: 'd' },
      { recorded: { name: 'r', module: 'example.com/s' }, problems: [] },
      'r',
    ],
    [
      'given takes precedence over the recorded one',
      { name: 'n' },
      { recorded: { name: 'r', module: 'example.com/s' }, problems: [] },
      'n',
    ],
    ["go.mod's", { directory: 'd' }, { goModule: 'example.com/g', problems: [] }, 'g'],
    [
      "given with a module path takes precedence over go.mod's",
      { module: 'example.com/m' },
      { goModule: 'example.com/g', problems: [] },
      'm',
    ],
    [
      "the directory's if go.mod has an invalid path",
      { directory: 'd' },
      { goModule: 'net/http', problems: [] },
      'd',
    ],
  ])('is %s', (_, draft, destination, name) => {
    expect(defaultName(draftOf(draft), place, destination)).toBe(name)
  })

  test('of a directory on Windows comes after its own separators', () => {
    const windows = { cwd: 'C:\\Users\\me', platform: 'win32' }
    expect(defaultName(draftOf({ directory: 'work\\My Svc' }), windows, nothing)).toBe('my-svc')
  })
})

test.each<[string, Given, string | undefined]>([
  ['the given one', whole, 'd'],
  ['the name', { name: 'n', module: 'example.com/m' }, 'n'],
  ["the name in the module's path", { module: 'example.com/m' }, 'm'],
  ['unknown without any', { framework: 'echo' }, undefined],
])('the directory is %s', (_, draft, directory) => {
  expect(defaultDirectory(draftOf(draft))).toBe(directory)
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
      "the name, if user.name is a person's",
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

  test('has no default if the name belongs to the standard library', () => {
    expect(defaultModule('log', {})).toBeUndefined()
    expect(defaultModule('log', { githubUser: 'acme' })).toBe('github.com/acme/log')
  })
})

test.each<[string, DestinationFacts, string | undefined]>([
  ['unknown in an empty directory', nothing, undefined],
  ["go.mod's", { goModule: 'example.com/g', problems: [] }, 'example.com/g'],
  ["unknown when go.mod's is refused", { goModule: 'net/http', problems: [] }, undefined],
  [
    "the record's, whatever go.mod has",
    { recorded: { name: 'r', module: 'r' }, goModule: 'example.com/g', problems: [] },
    'r',
  ],
])('the module path in the destination is %s', (_, destination, module) => {
  expect(moduleThere(destination)).toBe(module)
})
