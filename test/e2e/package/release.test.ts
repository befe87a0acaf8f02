import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { type Registry, serveRegistry } from './registry.ts'

const tsx = resolve('node_modules/tsx/dist/loader.mjs')
let cwd = ''
let registry: Registry

beforeAll(async () => {
  const published = { name: 'create-go-docker', version: '0.1.0', integrity: '', shasum: '' }
  registry = await serveRegistry({ ...published, unpackedSize: 0, files: [] }, {}, '')
})

afterAll(() => registry.close())

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'release-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  for (const file of ['package.json', 'README.md', 'CHANGELOG.md']) cpSync(file, join(cwd, file))
  await git('init', '--quiet')
})

function git(...args: readonly string[]) {
  const person = ['-c', 'user.name=T', '-c', 'user.email=t@example.com']
  return execa('git', [...person, ...args], { cwd })
}

/** Runs a script of the checkout in `cwd`. */
function script(name: string, ...args: readonly string[]) {
  const path = resolve('scripts', `${name}.ts`)
  return execa(process.execPath, ['--import', tsx, path, ...args], {
    cwd,
    reject: false,
    env: { npm_config_registry: registry.url, GITHUB_REPOSITORY: 'acme/create-go-docker' },
  })
}

async function tag(version: string): Promise<void> {
  await git('add', '--all')
  await git('commit', '--quiet', '--message', version)
  await git('tag', `v${version}`)
}

function bump(version: string): void {
  const edit = (file: string, change: (text: string) => string): void =>
    writeFileSync(join(cwd, file), change(readFileSync(join(cwd, file), 'utf8')))
  edit('package.json', (text) => text.replace(/"version": ".*"/, `"version": "${version}"`))
  edit('CHANGELOG.md', (text) => text.replace('## Unreleased', `## ${version} - 2026-12-01`))
}

test("the current state can't be published: everything that is missing is listed, exit 1", async () => {
  const { exitCode, stderr } = await script('release-check')
  expect(exitCode).toBe(1)
  for (const problem of [
    'uncommitted',
    'the tag is missing',
    'already published',
    'no repository',
  ]) {
    expect(stderr).toContain(problem)
  }
})

test('with a repository, a new version, its changelog and its tag, it can be published', async () => {
  expect((await script('release-repository', 'acme/create-go-docker')).exitCode).toBe(0)
  bump('0.2.0')
  await tag('0.2.0')
  const { exitCode, stdout } = await script('release-check')
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: 'create-go-docker 0.2.0 can be published',
  })
  expect((await script('release-readme')).exitCode).toBe(0)
  expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toContain(
    '](https://raw.githubusercontent.com/acme/create-go-docker/v0.2.0/docs/prompts.svg)',
  )
})

test('a registry that does not respond is an error, not one without versions', async () => {
  const url = registry.url
  const { exitCode, stderr } = await execa(
    process.execPath,
    ['--import', tsx, resolve('scripts/release-check.ts')],
    {
      cwd,
      reject: false,
      env: {
        npm_config_registry: `${url.slice(0, url.lastIndexOf(':'))}:1/`,
        npm_config_fetch_retries: '0',
      },
    },
  )
  expect(exitCode).toBe(1)
  expect(stderr).not.toContain('✗')
})
