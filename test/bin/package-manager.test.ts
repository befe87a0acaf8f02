import { describe, expect, test } from 'vitest'
import {
  commandsAsRun,
  createCommand,
  type PackageManager,
  packageManager,
} from '../../bin/package-manager.ts'

// User agents as observed when each one runs a create package.
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

test('a command can use the latest release', () => {
  expect(createCommand('npm', ['a b'], { release: 'latest', platform: 'linux' })).toBe(
    "npm create -y go-docker@latest -- 'a b'",
  )
})

describe('a remedy names our commands as the user runs them', () => {
  const remedy = 'Run create-go-docker update --continue. See npx create-go-docker@1.0.0 update.'
  test.each<[string, string | undefined, string | undefined, string]>([
    ['by its own name', undefined, undefined, 'create-go-docker update'],
    ['with npx', 'npm/10.9.0 node/v20.0.0', '.', 'npx create-go-docker@1.2.3 update'],
    ['with pnpm', 'pnpm/9.0.0 npm/? node/v20', undefined, 'pnpm create go-docker@1.2.3 update'],
    ['in a directory', undefined, 'my svc', "create-go-docker update 'my svc'"],
    ['with npx, in a directory', 'npm/10.9.0', 'svc', 'npx create-go-docker@1.2.3 update svc'],
  ])('%s', (_, agent, directory, command) => {
    const env = agent === undefined ? {} : { npm_config_user_agent: agent }
    expect(commandsAsRun(env, 'linux', '1.2.3', directory)(remedy)).toBe(
      `Run ${command} --continue. See npx create-go-docker@1.0.0 update.`,
    )
  })
})
