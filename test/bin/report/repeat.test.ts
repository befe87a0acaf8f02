import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { parseArgv } from '../../../bin/argv/parse.ts'
import type { PackageManager } from '../../../bin/package-manager.ts'
import { type Repeat, repeatCommand } from '../../../bin/report/repeat.ts'
import { options } from '../../../generators/questions/options.ts'
import { request } from './endings.ts'

const repeat: Repeat = {
  request,
  flags: { layers: [], git: true },
  version: '0.1.0',
  manager: 'npm',
  platform: 'linux',
  table: options,
}

const words =
  'my-svc --name my-svc --module github.com/acme/my-svc --framework net/http --database postgres --base-image distroless'

describe('the repeat command', () => {
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
    [{ layers: [], git: false }, ' --no-git --yes'],
    [{ layers: [], git: true, onConflict: 'keep' }, ' --on-conflict keep --yes'],
    [
      { layers: [], git: false, onConflict: 'overwrite' },
      ' --on-conflict overwrite --no-git --yes',
    ],
  ])('keeps the flags of the run: %j', (flags, end) => {
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
    ['new', 'linux', './new'],
    ['create', 'linux', './create'],
    ['./check', 'linux', './check'],
    ['C:\\my work\\svc', 'win32', '"C:\\my work\\svc"'],
    ['a\\b', 'win32', 'a\\b'],
    ['@a', 'win32', '"@a"'],
  ])('has the directory %s for a shell on %s', (directory, platform, written) => {
    const command = repeatCommand({ ...repeat, request: { ...request, directory }, platform })
    expect(command).toContain(` -- ${written} --name`)
  })

  test.each(['.', 'a b', "it's", 'a;b', 'check', 'create', '/srv/svc', 'dé/svc'])(
    'is parsed by a shell and by this program as the same request: %s',
    (directory) => {
      const command = repeatCommand({
        ...repeat,
        request: { ...request, directory },
        flags: { layers: [], git: false, onConflict: 'keep' },
      })
      const printed = execFileSync('sh', ['-c', `npm() { printf '%s\\0' "$@"; }; ${command}`])
      const argv = printed.toString().split('\0').slice(4, -1)
      const reserved = directory === 'check' || directory === 'create'
      const terms = { env: {}, platform: 'linux', table: options }
      expect(parseArgv(argv, terms)).toEqual({
        kind: 'run',
        command: 'create',
        said: {
          flags: {
            layers: [],
            trusts: [],
            directory: reserved ? `./${directory}` : directory,
            answers: request.answers,
            yes: true,
            dryRun: false,
            format: 'text',
            git: false,
            verbose: false,
            onConflict: 'keep',
          },
          bad: new Set(),
          problems: [],
        },
      })
    },
  )
})
