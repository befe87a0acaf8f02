import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inScratch } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { layerIn } from '../../testing/layers.ts'
import { resultIn, runMain } from '../run.ts'

/** What Renovate finds in go-docker.json. */
const pattern = /("use":\s*"git:[^\s"#]+#)([^\s"]+)"/

const dockerfile = ['FROM scratch', 'LABEL org="acme"', 'COPY a /', 'COPY b /', 'COPY c /', '']

interface Fleet {
  readonly run: (...argv: readonly string[]) => ReturnType<typeof runMain>
  readonly git: (folder: string, ...args: readonly string[]) => string
  readonly edit: (path: string, change: (text: string) => string) => void
  /** Does what Renovate does: a branch, on which go-docker.json names the new tag. */
  readonly bump: (name: string) => void
  readonly layer: string
}

/** Runs a test with a layer in git that has the tags v1.0.0 and v1.1.0. */
function inFleet(act: (fleet: Fleet) => Promise<void>): Promise<void> {
  return inScratch(async (cwd) => {
    const env = testEnvironment(cwd)
    const git: Fleet['git'] = (folder, ...args) =>
      execFileSync('git', args, { cwd: join(cwd, folder), env, encoding: 'utf8', stdio: 'pipe' })
    const edit: Fleet['edit'] = (path, change) => {
      const place = join(cwd, path)
      const text = readFileSync(place, 'utf8')
      expect(change(text)).not.toBe(text)
      writeFileSync(place, change(text))
    }
    const release = (version: string, files: Readonly<Record<string, string>>) => {
      layerIn(join(cwd, 'house'), { version }, files)
      git('house', 'add', '--all')
      git('house', 'commit', '--quiet', '--message', version)
      git('house', 'tag', `v${version}`)
    }
    layerIn(join(cwd, 'house'), {}, {})
    git('house', 'init', '--quiet', '--initial-branch=main')
    release('1.0.0', { 'tools.dockerfile': dockerfile.join('\n'), 'OWNERS.md': 'one\n' })
    const next = dockerfile.with(0, 'FROM alpine').join('\n')
    release('1.1.0', { 'tools.dockerfile': next, 'OWNERS.md': 'two\n', 'NEW.md': 'new\n' })
    await act({
      run: (...argv) => runMain(argv, { cwd, env }),
      git,
      edit,
      bump: (name) => {
        git(name, 'switch', '--quiet', '--create', 'renovate/house')
        edit(`${name}/go-docker.json`, (text) => text.replace(pattern, '$1v1.1.0"'))
        git(name, 'commit', '--quiet', '--all', '--message', 'Update house to v1.1.0')
      },
      layer: `git:file://${join(cwd, 'house')}#v1.0.0`,
    })
  })
}

/** Creates a repository whose first commit is on `main`. */
async function create({ run, git, layer }: Fleet, name: string): Promise<void> {
  const words = [name, '--yes', '--module', `example.com/${name}`, '--layer', layer]
  expect(await run(...words)).toMatchObject({ code: 0 })
  expect(git(name, 'status', '--porcelain')).toBe('')
}

/** Does what the workflow does in the pull request; returns the files of the pull request. */
async function applied({ run, git }: Fleet, name: string): Promise<readonly string[]> {
  const open = resultIn((await run('check', name, '--json')).stdout)
  expect(open.findings.map(({ rule }: { rule: string }) => rule)).toContain('intent/not-applied')
  expect(await run('update', name)).toMatchObject({ code: 0 })
  git(name, 'add', '--all')
  git(name, 'commit', '--quiet', '--message', 'Update from the template')
  expect(git(name, 'status', '--porcelain')).toBe('')
  return git(name, 'diff', '--name-only', 'main...HEAD').trim().split('\n')
}

const changed = ['NEW.md', 'OWNERS.md', 'go-docker.json', 'go-docker.lock.json', 'tools.dockerfile']

test('where nothing was edited, a bump ends in a green pull request without a person', () =>
  inFleet(async (fleet) => {
    for (const name of ['mail', 'shop', 'search']) {
      await create(fleet, name)
      fleet.bump(name)
      expect(await applied(fleet, name)).toEqual(changed)
      expect(await fleet.run('check', name, '--verify')).toMatchObject({ code: 0 })
      fleet.git(name, 'switch', '--quiet', 'main')
      fleet.git(name, 'merge', '--quiet', '--no-edit', 'renovate/house')
      expect(await fleet.run('check', name)).toMatchObject({ code: 0 })
      expect(fleet.git(name, 'grep', '-h', 'FROM', '--', 'tools.dockerfile')).toBe('FROM alpine\n')
    }
  }))

test('where a managed file was edited, the update merges it, and the edit stays', () =>
  inFleet(async (fleet) => {
    await create(fleet, 'mail')
    fleet.edit('mail/tools.dockerfile', (text) => text.replace('COPY c /', 'COPY mine /'))
    fleet.git('mail', 'commit', '--quiet', '--all', '--message', 'Copy mine')
    fleet.bump('mail')
    expect(await applied(fleet, 'mail')).toEqual(changed)
    const expected = dockerfile.with(0, 'FROM alpine').with(4, 'COPY mine /')
    expect(fleet.git('mail', 'show', 'HEAD:tools.dockerfile')).toBe(expected.join('\n'))
    // The edit is drift, as it was before; nothing else is.
    const after = resultIn((await fleet.run('check', 'mail', '--json')).stdout)
    const found = after.findings.map(({ rule, file }: Record<string, string>) => `${rule} ${file}`)
    expect(found).toEqual(['drift/modified tools.dockerfile'])
  }))

test('where the same lines were edited, the workflow fails, and a person decides', () =>
  inFleet(async (fleet) => {
    await create(fleet, 'mail')
    fleet.edit('mail/OWNERS.md', () => 'mine\n')
    fleet.git('mail', 'commit', '--quiet', '--all', '--message', 'Own it')
    fleet.bump('mail')
    expect(await fleet.run('update', 'mail')).toMatchObject({ code: 1 })
    expect(fleet.git('mail', 'ls-files', '--unmerged')).toContain('OWNERS.md')
  }))
