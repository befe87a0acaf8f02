import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Published, type Registry, servePackages } from './registry.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'layers-')))
const home = join(root, 'home')
const canary = join(root, 'canary')
const program = join(root, 'package/dist/create-go-docker.cjs')
const name = '@acme/go-house'
const token = 'secret'

/** Writes a layer as a package, whose every script would leave a trace; returns its folder. */
function layerOf(version: string, page: string, folder = `house-${version}`): string {
  const events = ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'postpack']
  const scripts = Object.fromEntries(events.map((event) => [event, `touch ${canary}`]))
  const manifest = { name, version, files: ['layer.json', 'files'], scripts }
  const files = {
    'package.json': JSON.stringify(manifest),
    'layer.json': JSON.stringify({ name: 'house', version }),
    'files/RUNBOOK.md': page,
    'files/.gitignore.hbs': '/dist/\n',
    'files/check.sh': '#!/bin/sh\n',
  }
  const place = join(root, folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text, path.endsWith('.sh') ? { mode: 0o755 } : {})
  }
  writeFileSync(
    join(place, 'layer.json'),
    JSON.stringify({
      name: 'house',
      version,
      files: [{ path: '.gitignore', verb: 'append-block' }],
    }),
  )
  return place
}

async function publish(folder: string): Promise<Published> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { stdout } = await execa('npm', args, { cwd: folder })
  const [packed] = JSON.parse(stdout)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { ...packed, manifest, tarball: join(folder, packed.filename) }
}

/** Runs the packed program as a user whose .npmrc names the registry of the scope. */
function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return execa(process.execPath, [program, ...args], {
    cwd,
    stdin: 'ignore',
    extendEnv: false,
    reject: false,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      NO_COLOR: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'T',
      GIT_AUTHOR_EMAIL: 't@example.com',
      GIT_COMMITTER_NAME: 'T',
      GIT_COMMITTER_EMAIL: 't@example.com',
      npm_config_fetch_retries: '0',
      npm_config_update_notifier: 'false',
      // Nothing but the scope of the layer may be asked for.
      npm_config_registry: 'http://127.0.0.1:9/',
      ...env,
    },
    timeout: 280_000,
  })
}

function useRegistry({ url }: Registry, auth = token): void {
  const host = url.replace('http:', '')
  writeFileSync(
    join(home, '.npmrc'),
    `${name.split('/')[0]}:registry=${url}\n${host}:_authToken=${auth}\n`,
  )
}

/** Returns what the lock of a repository says about the layer. */
function lockedIn(directory: string) {
  const { layers } = JSON.parse(readFileSync(join(directory, 'go-docker.lock.json'), 'utf8'))
  return layers[1]
}

/** Returns a PATH with an npm that records when it begins and ends, and what was recorded. */
function recordedNpm() {
  const folder = mkdtempSync(join(root, 'bin-'))
  const log = join(folder, 'log')
  const lines = [
    '#!/bin/sh',
    `echo begin >> ${log}`,
    `PATH="${process.env.PATH}" npm "$@"; status=$?`,
    `echo end >> ${log}; exit $status`,
  ]
  writeFileSync(join(folder, 'npm'), `${lines.join('\n')}\n`, { mode: 0o755 })
  const runs = () => readFileSync(log, 'utf8').trim().split('\n')
  return { PATH: `${folder}:${process.env.PATH}`, runs }
}

let first: Published
const published: Published[] = []
let registry: Registry

/** Creates a repository with the layer; returns its directory. */
async function created(directory: string, env: Readonly<Record<string, string>> = {}) {
  const words = [directory, '--yes', '--module', 'x.io/svc', '--layer', `npm:${name}@^1`]
  return run(root, words, env)
}

beforeAll(async () => {
  mkdirSync(home)
  await execa('npm', ['run', 'build'])
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', root]
  const [{ filename }] = JSON.parse((await execa('npm', args)).stdout)
  await execa('tar', ['-xzf', filename], { cwd: root })
  first = await publish(layerOf('1.0.0', 'Call somebody.\n'))
  published.push(first)
  registry = await servePackages(published, token)
  useRegistry(registry)
})

afterAll(() => {
  registry?.close()
  rmSync(root, { recursive: true, force: true })
})

describe('a layer from a registry', () => {
  const svc = join(root, 'svc')

  test('is fetched for a create, and the lock has its version and its sha512', async () => {
    const { exitCode, stderr } = await created('svc')
    expect(exitCode, stderr).toBe(0)
    expect(readFileSync(join(svc, 'RUNBOOK.md'), 'utf8')).toBe('Call somebody.\n')
    expect(lockedIn(svc)).toMatchObject({
      name: 'house',
      version: '1.0.0',
      use: `npm:${name}@^1`,
      resolved: `${name}@1.0.0`,
      tarball: first.integrity,
    })
    expect(first.integrity).toMatch(/^sha512-/)
  })

  test('moves to the newest version in its range with an update, and not beyond', async () => {
    published.push(await publish(layerOf('1.1.0', 'Call the team.\n')))
    published.push(await publish(layerOf('2.0.0', 'Call nobody.\n')))
    const { PATH, runs } = recordedNpm()
    const { exitCode, stderr } = await run(svc, ['update'], { PATH })
    expect(exitCode, stderr).toBe(0)
    // Two at once can lose what one of them adds to npm's cache.
    expect(runs()).toEqual(['begin', 'end', 'begin', 'end'])
    expect(lockedIn(svc)).toMatchObject({ version: '1.1.0', resolved: `${name}@1.1.0` })
    expect(readFileSync(join(svc, 'RUNBOOK.md'), 'utf8')).toBe('Call the team.\n')
    await execa('git', ['-c', 'user.name=T', '-c', 'user.email=t@e', 'commit', '-qam', 'x'], {
      cwd: svc,
    })
  })

  test('is verified where npm knows the package from before the version of the lock', async () => {
    const env = { npm_config_cache: join(root, 'old') }
    const known = [first]
    const other = await servePackages(known, token)
    useRegistry(other)
    try {
      expect((await created('colleague', env)).exitCode).toBe(0)
      known.push(...published.slice(1))
      const { exitCode, stderr } = await run(svc, ['check', '--verify'], env)
      expect(exitCode, stderr).toBe(0)
    } finally {
      other.close()
      useRegistry(registry)
    }
  })

  test('is verified from the cache of npm while the registry is away', async () => {
    registry.close()
    try {
      const { exitCode, stdout, stderr } = await run(svc, ['check', '--verify'])
      expect(exitCode, stdout + stderr).toBe(0)
      const cold = await run(svc, ['check', '--verify'], { npm_config_cache: join(root, 'cold') })
      expect(cold.exitCode, cold.stderr).toBe(3)
    } finally {
      registry = await servePackages(published, token)
      useRegistry(registry)
    }
  })

  test.each([
    ['check --verify', ['check', '--verify']],
    ['a create', ['.', '--yes']],
  ])('is refused by %s if its registry has another tarball for the version', async (_, words) => {
    const other = await publish(layerOf('1.1.0', 'Call me.\n', 'forged'))
    const forged = await servePackages([other], token)
    useRegistry(forged)
    try {
      const env = { npm_config_cache: mkdtempSync(join(root, 'cache-')) }
      const { exitCode, stdout, stderr } = await run(svc, words, env)
      expect(exitCode, stdout + stderr).toBe(3)
      expect(stderr).toContain(`its digest is ${other.integrity}, but the lock has sha512-`)
      expect(readFileSync(join(svc, 'RUNBOOK.md'), 'utf8')).toBe('Call the team.\n')
    } finally {
      forged.close()
      useRegistry(registry)
    }
  })

  test('is fetched with the credentials in the .npmrc of the user, and with no others', async () => {
    useRegistry(registry, 'wrong')
    const env = { npm_config_cache: join(root, 'private') }
    const { exitCode, stderr } = await created('refused', env)
    expect(exitCode, stderr).toBe(3)
    expect(stderr).toContain(`cannot fetch the layer npm:${name}@^1`)
    expect(existsSync(join(root, 'refused'))).toBe(false)
    useRegistry(registry)
    expect((await created('allowed', env)).exitCode).toBe(0)
  })

  test('is not fetched from where an .npmrc in the repository says', async () => {
    const evil = await servePackages([await publish(layerOf('1.9.0', 'Call evil.\n'))])
    try {
      const npmrc = `@acme:registry=${evil.url}\nregistry=${evil.url}\nignore-scripts=false\n`
      writeFileSync(join(svc, '.npmrc'), npmrc)
      const env = { npm_config_cache: join(root, 'fresh') }
      const { exitCode, stderr } = await run(svc, ['update', '--allow-dirty'], env)
      expect(exitCode, stderr).toBe(0)
      expect(lockedIn(svc).version).toBe('1.1.0')
    } finally {
      evil.close()
      rmSync(join(svc, '.npmrc'))
    }
  })

  test('passes layer pack --check in its folder', async () => {
    const { exitCode, stdout, stderr } = await run(root, [
      'layer',
      'pack',
      '--check',
      'house-1.0.0',
    ])
    expect(exitCode, stdout + stderr).toBe(0)
  })

  test('never ran a script', () => {
    expect(existsSync(canary)).toBe(false)
  })
})
