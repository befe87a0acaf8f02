import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { parseArgv } from '../../../bin/argv/flags.ts'
import {
  createCommand,
  type PackageManager,
  packageManager,
  type Repeat,
  repeatCommand,
} from '../../../bin/report/repeat.ts'
import { request } from './endings.ts'

const repeat: Repeat = {
  request,
  flags: { git: true },
  version: '0.1.0',
  manager: 'npm',
  platform: 'linux',
}

const words =
  'my-svc --name my-svc --module github.com/acme/my-svc --framework net/http --database postgres --base-image distroless'

// As each was seen to call a create package.
test.each<[string, PackageManager]>([
  ['npm/11.19.1 node/v20.20.2 linux x64 workspaces/false', 'npm'],
  ['pnpm/10.34.9 npm/? node/v20.20.2 linux x64', 'pnpm'],
  ['pnpm/12.21.0 npm/? node/? linux x64', 'pnpm'],
  ['yarn/1.22.22 npm/? node/v20.20.2 linux x64', 'yarn-classic'],
  ['yarn/4.18.1 npm/? node/v20.20.2 linux x64', 'yarn'],
  ['bun/1.4.5 npm/? node/v26.3.0 linux x64', 'bun'],
  ['deno/2.0.0', 'npm'],
  ['', 'npm'],
])('%s is %s', (agent, manager) => {
  expect(packageManager({ npm_config_user_agent: agent })).toBe(manager)
})

test('without a package manager in the environment it is npm', () => {
  expect(packageManager({})).toBe('npm')
})

describe('the repeating command', () => {
  test.each<[PackageManager, string]>([
    ['npm', `npm create -y go-docker@0.1.0 -- ${words} --yes`],
    ['pnpm', `pnpm create go-docker@0.1.0 ${words} --yes`],
    ['yarn', `yarn create go-docker@0.1.0 ${words} --yes`],
    ['yarn-classic', `npx -y create-go-docker@0.1.0 ${words} --yes`],
    ['bun', `bun create go-docker@0.1.0 ${words} --yes`],
  ])('has the form of %s, pins the version and asks nothing', (manager, command) => {
    expect(repeatCommand({ ...repeat, manager })).toBe(command)
  })

  test.each<[Repeat['flags'], string]>([
    [{ git: false }, ' --no-git --yes'],
    [{ git: true, onConflict: 'keep' }, ' --on-conflict keep --yes'],
    [{ git: false, onConflict: 'overwrite' }, ' --on-conflict overwrite --no-git --yes'],
  ])('keeps how the run was to go: %j', (flags, end) => {
    expect(repeatCommand({ ...repeat, flags })).toBe(
      `npm create -y go-docker@0.1.0 -- ${words}${end}`,
    )
  })

  test.each([
    ['.', 'linux', '.'],
    ['../a b', 'linux', "'../a b'"],
    ["it's", 'linux', "'it'\\''s'"],
    ['a;b', 'linux', "'a;b'"],
    ['a~b', 'linux', "'a~b'"],
    ['check', 'linux', './check'],
    ['./check', 'linux', './check'],
    ['C:\\my work\\svc', 'win32', '"C:\\my work\\svc"'],
    ['a\\b', 'win32', 'a\\b'],
    ['@a', 'win32', '"@a"'],
  ])('has the directory %s for a shell on %s', (directory, platform, written) => {
    const command = repeatCommand({ ...repeat, request: { ...request, directory }, platform })
    expect(command).toContain(` -- ${written} --name`)
  })

  test.each(['.', 'a b', "it's", 'a;b', 'check', '/srv/svc', 'dé/svc'])(
    'read by a shell and by this program gives the same request: %s',
    (directory) => {
      const command = repeatCommand({
        ...repeat,
        request: { ...request, directory },
        flags: { git: false, onConflict: 'keep' },
      })
      const printed = execFileSync('sh', ['-c', `npm() { printf '%s\\0' "$@"; }; ${command}`])
      const argv = printed.toString().split('\0').slice(4, -1)
      expect(parseArgv(argv, {}, { canAsk: false, platform: 'linux' })).toEqual({
        kind: 'create',
        flags: {
          directory: directory === 'check' ? './check' : directory,
          ...request.answers,
          yes: true,
          dryRun: false,
          json: false,
          git: false,
          verbose: false,
          onConflict: 'keep',
        },
      })
    },
  )
})

test('a command may be for the latest release', () => {
  expect(createCommand('npm', ['a b'], { release: 'latest', platform: 'linux' })).toBe(
    "npm create -y go-docker@latest -- 'a b'",
  )
})
