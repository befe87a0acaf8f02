import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { latestVersion } from '../../../bin/npm/latest-version.ts'
import { servePackages } from '../../e2e/package/registry.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'

test('asks the registry of the user, whatever an .npmrc in the temporary folder says', () =>
  inScratch(async (folder) => {
    const own = { name: 'company', integrity: 'sha512-a', shasum: 'a', manifest: {}, tarball: 'x' }
    const registry = await servePackages(
      ['1.0.0', '1.2.0'].map((version) => ({ ...own, version, manifest: { version } })),
    )
    onTestFinished(() => {
      registry.close()
      vi.unstubAllEnvs()
    })
    put(folder, {
      'home/.npmrc': `registry=${registry.url}\n`,
      // npm would send the variable there.
      'tmp/.npmrc': 'registry=http://127.0.0.1:1/$'.concat('{SECRET}/\nfetch-retries=0\n'),
    })
    vi.stubEnv('TMPDIR', mkdtempSync(join(folder, 'tmp', 'x-')))
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: join(folder, 'home'),
      SECRET: 'hunter2',
      npm_config_cache: join(folder, 'cache'),
    }
    const io = { env, signal: new AbortController().signal }
    expect(await latestVersion('company', io)).toBe('1.2.0')
    vi.stubEnv('TMPDIR', join(folder, 'tmp'))
    expect(await latestVersion('company', io)).toBe('1.2.0')
    expect(readdirSync(join(folder, 'tmp')).filter((name) => name.includes('npm-'))).toEqual([])
  }))
