import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageVersion } from '../../../bin/package.ts'
import { publishedIn } from '../../e2e/package/published.ts'
import { type Published, servePackages } from '../../e2e/package/registry.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { runMain } from '../run.ts'

interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly run: (...words: readonly string[]) => ReturnType<typeof runMain>
  /** Creates `svc`, with a house layer. */
  readonly create: (use: string) => Promise<void>
  /** Returns the notes about what is newer. */
  readonly stale: () => Promise<readonly string[]>
  readonly publish: (name: string, version: string, files?: Record<string, string>) => Promise<void>
  readonly unplug: () => void
}

/** Runs a test with a registry that has this version of create-go-docker. */
function inRegistry(act: (place: Place) => Promise<void>): Promise<void> {
  return inScratch(async (cwd) => {
    const published: Published[] = []
    const registry = await servePackages(published)
    const env = {
      ...testEnvironment(cwd),
      npm_config_offline: 'false',
      npm_config_cache: join(cwd, 'cache'),
      npm_config_registry: registry.url,
    }
    const run = (...words: readonly string[]) => runMain(words, { cwd, env })
    const publish: Place['publish'] = async (name, version, files = {}) => {
      published.push(await publishedIn(cwd, { name, version }, files))
    }
    const create = async (use: string) => {
      const layer = use === '' ? [] : ['--layer', use]
      const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc', ...layer]
      expect(await run(...words)).toMatchObject({ code: 0 })
    }
    const stale = async () => {
      const { stdout } = await run('check', 'svc', '--online', '--json')
      const { findings } = JSON.parse(stdout).body
      return findings.map(({ rule, severity, message }: Record<string, string>) =>
        [severity, rule, message].join(' '),
      )
    }
    await publish('create-go-docker', packageVersion)
    try {
      await act({ cwd, env, run, create, stale, publish, unplug: registry.close })
    } finally {
      registry.close()
    }
  })
}

function layerFiles(version: string, name = 'house'): Record<string, string> {
  return { 'layer.json': JSON.stringify({ name, version }), 'files/NOTICE': `of ${version}\n` }
}

describe('check --online', () => {
  test('notes a newer create-go-docker, which is no failure unless notes are', () =>
    inRegistry(async ({ create, run, stale, publish }) => {
      await create('')
      expect(await stale()).toEqual([])
      await publish('create-go-docker', '99.0.0')
      expect(await stale()).toEqual([
        `info stale/generator create-go-docker 99.0.0 is available; this repository has ${packageVersion}`,
      ])
      expect(await run('check', 'svc', '--online')).toMatchObject({ code: 0 })
      expect(await run('check', 'svc', '--online', '--fail-on', 'info')).toMatchObject({ code: 1 })
    }))

  test('notes a newer package of a layer within its range', () =>
    inRegistry(async ({ create, stale, publish }) => {
      await publish('house', '1.0.0', layerFiles('1.0.0'))
      await create('npm:house@^1')
      await publish('house', '2.0.0', layerFiles('2.0.0'))
      expect(await stale()).toEqual([])
      await publish('house', '1.1.0', layerFiles('1.1.0'))
      expect(await stale()).toEqual([
        'info stale/layer house 1.1.0 from npm:house@^1 is available; this repository has 1.0.0',
      ])
    }))

  test('has the differences from what --verify gets anyway', () =>
    inRegistry(async ({ cwd, create, run, publish }) => {
      await publish('house', '1.0.0', layerFiles('1.0.0'))
      await create('npm:house')
      put(cwd, { 'svc/NOTICE': 'mine\n' })
      const why = "git does not have the template's text, which --verify gets from the layers"
      expect((await run('check', 'svc')).stdout).toContain(`Not shown, because ${why}: NOTICE`)
      const { stdout } = await run('check', 'svc', '--verify')
      expect(stdout).toContain('of 1.0.0')
      expect(stdout).not.toContain('Not shown')
    }))

  test('notes a branch that moved, but no tag that stays', () =>
    inRegistry(async ({ cwd, env, create, run, stale }) => {
      const git = (...args: readonly string[]) =>
        execFileSync('git', args, { cwd: join(cwd, 'house'), env })
      const commit = (version: string) => {
        put(join(cwd, 'house'), layerFiles(version))
        git('add', '-A')
        git('commit', '-qm', version)
      }
      put(join(cwd, 'house'), layerFiles('1.0.0'))
      git('init', '-q', '-b', 'main')
      commit('1.0.0')
      git('tag', 'v1')
      const url = `git:file://${join(cwd, 'house')}`
      await create(`${url}#main`)
      commit('1.1.0')
      expect(await stale()).toEqual([
        `info stale/layer house 1.1.0 from ${url}#main is available; this repository has 1.0.0`,
      ])
      expect(await run('update', 'svc', '--layer', `${url}#v1`)).toMatchObject({ code: 0 })
      expect(await stale()).toEqual([])
    }))

  test('notes a folder that changed without a new version', () =>
    inRegistry(async ({ cwd, create, stale }) => {
      put(join(cwd, 'house'), layerFiles('1.0.0'))
      await create('./house')
      writeFileSync(join(cwd, 'house/files/NOTICE'), 'other\n')
      expect(await stale()).toEqual([
        'info stale/layer house 1.0.0 from ../house has changed since this repository was last updated',
      ])
    }))

  test('without a registry ends with 3; without the flag, a check asks nobody', () =>
    inRegistry(async ({ cwd, env, create, run, unplug }) => {
      await create('')
      unplug()
      const { code, stderr } = await run('check', 'svc', '--online')
      expect(stderr).toContain('cannot ask npm for the latest version of create-go-docker: ')
      expect(code).toBe(3)
      const asked = join(cwd, 'asked')
      put(cwd, { 'stub/npm': `#!/bin/sh\ntouch ${asked}\n` })
      chmodSync(join(cwd, 'stub/npm'), 0o755)
      const stubbed = { ...env, PATH: `${join(cwd, 'stub')}${delimiter}${env.PATH}` }
      const check = (...flags: readonly string[]) =>
        runMain(['check', 'svc', ...flags], { cwd, env: stubbed })
      expect(await check()).toMatchObject({ code: 0 })
      expect(existsSync(asked)).toBe(false)
      expect(await check('--online')).toMatchObject({ code: 3 })
      expect(existsSync(asked)).toBe(true)
    }))
})
