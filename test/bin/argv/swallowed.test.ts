import { describe, expect, test } from 'vitest'
import type { Environment } from '../../../bin/environment.ts'
import { problemsOf as judged } from '../judged.ts'

// The environment of `npm create`, as observed with npm 9, 10 and 11.
const npm = { npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64', npm_command: 'init' }

function problemsOf(argv: readonly string[], env: Environment, canAsk = true) {
  return judged(argv, { env, canAsk })
}

describe('a flag that npm took, because -- was missing, is detected', () => {
  test.each<[string, string, Environment, string]>([
    ['svc --module m', 'svc m', { npm_config_module: 'true' }, 'svc --module m'],
    ['--module m svc', 'm svc', { npm_config_module: 'true' }, 'm --module svc'],
    [
      '--module github.com/acme/svc svc',
      'github.com/acme/svc svc',
      { npm_config_module: 'true' },
      'svc --module github.com/acme/svc',
    ],
    ['a b c --module m', 'a b c m', { npm_config_module: 'true' }, 'a b c m --module PATH'],
    [
      'svc --module',
      'svc',
      { npm_config_module: 'true', npm_config_name: 'true' },
      'svc --name NAME --module PATH',
    ],
    ['svc --module=m', 'svc', { npm_config_module: 'm' }, 'svc --module m'],
    ['--module m', 'm', { npm_config_module: 'true' }, '--module m'],
    ['svc --name x', 'svc', { npm_config_name: 'x' }, 'svc --name x'],
    ['svc --framework echo', 'svc echo', { npm_config_framework: 'true' }, 'svc --framework echo'],
    ['--framework echo svc', 'echo svc', { npm_config_framework: 'true' }, 'svc --framework echo'],
    [
      'svc --base-image scratch --database redis',
      'svc scratch redis',
      { npm_config_base_image: 'true', npm_config_database: 'true' },
      'svc --database redis --base-image scratch',
    ],
    [
      'svc --module m --framework echo',
      'svc m echo',
      { npm_config_module: 'true', npm_config_framework: 'true' },
      'svc --module m --framework echo',
    ],
    ['svc --framework gin', 'svc gin', { npm_config_framework: 'true' }, 'svc --framework gin'],
    [
      'svc --name n --module a/b',
      'svc n a/b',
      { npm_config_name: 'true', npm_config_module: 'true' },
      'svc --name n --module a/b',
    ],
    [
      'svc --module a.io/b --name n',
      'svc a.io/b n',
      { npm_config_name: 'true', npm_config_module: 'true' },
      'svc --name n --module a.io/b',
    ],
    ['svc --no-git', 'svc', { npm_config_git: 'false' }, 'svc --no-git'],
    ['svc --dry-run', 'svc', { npm_config_dry_run: 'true' }, 'svc --dry-run'],
    [
      'svc --on-conflict keep',
      'svc keep',
      { npm_config_on_conflict: 'true' },
      'svc --on-conflict keep',
    ],
    [
      'svc --no-git --yes --json --verbose',
      'svc',
      {
        npm_config_git: 'false',
        npm_config_yes: 'true',
        npm_config_json: 'true',
        npm_config_loglevel: 'verbose',
      },
      'svc --yes --no-git --json --verbose',
    ],
    [
      'svc --module m -- --framework echo',
      'svc m --framework echo',
      { npm_config_module: 'true' },
      'svc --module m --framework echo',
    ],
    [
      'create svc --module m',
      'create svc m',
      { npm_config_module: 'true' },
      'create svc --module m',
    ],
    ['svc --from f', 'svc f', { npm_config_from: 'true' }, 'svc --from f'],
    ['"my svc" --module m', 'my_svc m', { npm_config_module: 'true' }, "'my svc' --module m"],
  ])('npm create go-docker %s', async (_, words, env, command) => {
    const argv = words.split(' ').map((word) => word.replace('_', ' '))
    expect(await problemsOf(argv, { ...npm, ...env })).toEqual([
      {
        what: expect.stringMatching(
          /^npm took --[-a-z, ]+ as its own flags, because -- is missing$/,
        ),
        fix: `Use npm create -y go-docker@latest -- ${command}`,
      },
    ])
  })

  test('and other problems are still reported', async () => {
    const problems = await problemsOf(['svc', 'm', '--nonsense'], {
      ...npm,
      npm_config_module: 'true',
    })
    expect(problems.map(({ what }) => what)).toEqual([
      'npm took --module as its own flags, because -- is missing',
      'unknown flag --nonsense',
    ])
  })

  test('and is not reported as missing as well', async () => {
    const env = { ...npm, npm_config_module: 'true', npm_config_framework: 'echo' }
    expect((await problemsOf(['svc', 'm'], env, false)).map(({ what }) => what)).toEqual([
      'npm took --module, --framework as its own flags, because -- is missing',
      "questions can't be asked, because stdin is not a terminal",
      '--database is missing',
      '--base-image is missing',
    ])
  })
})

describe('a setting that npm has for other reasons is not one of our flags', () => {
  test.each<[string, Environment]>([
    ['npm create -y', { ...npm, npm_config_yes: 'true' }],
    ['json=true in .npmrc', { ...npm, npm_config_json: 'true' }],
    ['a log level', { ...npm, npm_config_loglevel: 'verbose' }],
    ["npm's own git", { ...npm, npm_config_git: '/usr/bin/git' }],
    ['an empty name', { ...npm, npm_config_name: '' }],
    ['a script that npm runs', { ...npm, npm_command: 'run', npm_config_module: 'true' }],
    [
      'another package manager',
      { npm_config_user_agent: 'pnpm/10.34.9 npm/?', npm_config_module: 'true' },
    ],
    ['no package manager', { npm_config_module: 'true', npm_config_dry_run: 'true' }],
  ])('%s', async (_, env) => {
    expect(await problemsOf(['svc'], env)).toEqual([])
  })

  test('a flag that arrived was not taken', async () => {
    expect(
      await problemsOf(['svc', '--module', 'm'], { ...npm, npm_config_module: 'true' }),
    ).toEqual([])
  })
})

test('a --yes that npm may have taken is only mentioned when answers are missing', async () => {
  const env = { ...npm, npm_config_yes: 'true' }
  expect((await problemsOf(['svc'], env, false)).at(-1)).toEqual({
    what: 'npm took --yes as its own flags, because -- is missing',
    fix: 'Use npm create -y go-docker@latest -- svc --yes',
  })
  expect(await problemsOf(['svc', '--yes'], env, false)).toEqual([])
})
