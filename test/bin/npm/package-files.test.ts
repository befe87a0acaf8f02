import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { packageFiles } from '../../../bin/npm/package-files.ts'
import { serveRegistry } from '../../e2e/package/registry.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { putLayer, smallest } from '../../generators/house/layers.ts'

const names = ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'postpack']

test('a package of a registry is fetched without running a script of it', () =>
  inScratch(async (folder) => {
    const canary = join(folder, 'canary')
    const scripts = Object.fromEntries(names.map((name) => [name, `echo ran > ${canary}`]))
    const manifest = { ...smallest, scripts }
    put(folder, { 'layer/package.json': JSON.stringify(manifest), 'layer/binding.gyp': '{}' })
    putLayer(join(folder, 'layer'), smallest, { a: 'a' })
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      npm_config_cache: join(folder, 'cache'),
    }
    const pack = ['pack', './layer', '--json', '--ignore-scripts']
    const [packed] = JSON.parse(execFileSync('npm', pack, { cwd: folder, env, encoding: 'utf8' }))
    // The temporary folder lies in a project, whose .npmrc has another registry.
    put(folder, { 'package.json': '{}', '.npmrc': 'registry=http://127.0.0.1:1\n', 'tmp/x': '' })
    vi.stubEnv('TMPDIR', join(folder, 'tmp'))
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const registry = await serveRegistry(packed, manifest, join(folder, packed.filename))
    try {
      put(folder, { 'home/.npmrc': `registry=${registry.url}\n` })
      const io = {
        env: { ...env, HOME: join(folder, 'home') },
        signal: new AbortController().signal,
      }
      const { files, resolved, tarball } = await packageFiles('company@^1', undefined, io)
      expect(resolved).toBe('company@1.0.0')
      expect(tarball).toBe(packed.integrity)
      expect(files.get('files/a')?.bytes.toString()).toBe('a')
      expect(files.get('package.json')?.bytes).toEqual(
        readFileSync(join(folder, 'layer/package.json')),
      )
      expect(existsSync(canary)).toBe(false)
    } finally {
      registry.close()
    }
  }))
