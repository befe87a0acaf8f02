import { describe, expect, test } from 'vitest'
import { nextCommands } from '../../../bin/report/next-steps.ts'

const nothing = { names: new Set<string>() }
const up = 'docker compose up --build --wait'

test.each([
  ['my-svc', 'linux', ['cd my-svc']],
  ['my svc', 'linux', ["cd 'my svc'"]],
  ['..', 'linux', ['cd ..']],
  ['/', 'linux', ['cd /']],
  ['.', 'linux', []],
  ['./', 'linux', []],
  ['./.', 'linux', []],
  ['.\\', 'win32', []],
  ['.svc', 'linux', ['cd .svc']],
])('what comes next for the directory %s on %s', (directory, platform, first) => {
  const place = { cwd: '/work', platform }
  expect(nextCommands({ directory, place, destination: nothing })).toEqual([...first, up])
})

test.each(['compose.yaml', 'compose.yml', 'docker-compose.yaml'])(
  'next to %s, Compose is told which file is ours',
  (name) => {
    const destination = { names: new Set([name]) }
    const place = { cwd: '/work', platform: 'linux' }
    expect(nextCommands({ directory: '.', place, destination })).toEqual([
      'docker compose -f docker-compose.yml up --build --wait',
    ])
  },
)

test.each([
  ['here', 'git add -A && git commit'],
  // In a folder of a repository, `git add -A` would also add changes outside that folder.
  ['above', 'git add -A . && git commit'],
] as const)(
  'a commit that is left to the user, in a repository %s, comes last',
  (repository, command) => {
    const place = { cwd: '/work', platform: 'linux' }
    const terms = { directory: 'svc', place, destination: nothing, repository }
    expect(nextCommands(terms)).toEqual(['cd svc', up, command])
  },
)

describe('below a go.work that does not use the service', () => {
  test.each([
    ['its own folder', '/mono', 'svc', ['go work use ./svc', 'cd svc']],
    ['its own folder, with a space', '/mono', 'a svc', ["go work use './a svc'", "cd 'a svc'"]],
    ['a folder below it', '/mono/services', 'svc', ['go work use ./svc', 'cd svc']],
    ['a folder beside the service', '/mono/tools', '../svc', ['go work use ../svc', 'cd ../svc']],
    ['the service itself', '/mono/svc', '.', ['go work use .']],
    ['elsewhere', '/home', '/mono/svc', ['cd /mono/svc', 'go work use .']],
    ['a folder whose name begins alike', '/mono-2', '/mono/svc', ['cd /mono/svc', 'go work use .']],
  ])('from %s', (_, cwd, directory, first) => {
    const destination = { ...nothing, workspace: '/mono' }
    const place = { cwd, platform: 'linux' }
    expect(nextCommands({ directory, place, destination })).toEqual([...first, up])
  })
})
