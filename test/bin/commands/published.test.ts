import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { packageVersion } from '../../../bin/package.ts'
import { builtIn, packTemplates } from '../../../generators/layers/built-in.ts'
import {
  type BuiltIn,
  integrityOf,
  type PackedTemplates,
  unpackTemplates,
} from '../../../generators/layers/packed.ts'
import { options } from '../../../generators/questions/options.ts'
import { newService } from '../../../generators/service.ts'
import { writeFiles } from '../../../testing/folder.ts'
import { publishedIn } from '../../e2e/package/published.ts'
import { servePackages } from '../../e2e/package/registry.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { runMain } from '../run.ts'

/** The version that wrote the repositories, whose templates only npm has. */
const version = '0.0.9'

/** Returns the templates that another version was published with: it pinned another Go. */
function oldTemplates(change: (templates: PackedTemplates) => unknown = () => {}): Buffer {
  const templates = JSON.parse(packTemplates().toString())
  templates.versions.goVersion = '1.20'
  change(templates)
  return Buffer.from(JSON.stringify(templates))
}

interface Place {
  readonly svc: string
  readonly run: (...words: readonly string[]) => ReturnType<typeof runMain>
  /** The environment of the runs. */
  readonly env: Readonly<Record<string, string>>
  /** Stops the registry: from now on, only npm's cache has the package. */
  readonly unplug: () => void
  /** Returns whether a script of the package ran. */
  readonly isHit: () => boolean
}

interface Terms {
  /** The templates of that version in the registry. */
  readonly published?: Buffer
  /** Those whose digest is in the lock. */
  readonly locked?: Buffer
  /** Whether git has the files as they were written. */
  readonly isInGit?: boolean
}

/**
 * Runs a test with a repository that another version wrote. The Go in its Dockerfile is that of the
 * old templates, and a line of the user's is at the end.
 */
function inRepository(
  act: (place: Place) => Promise<void>,
  { published = oldTemplates(), locked = published, isInGit = false }: Terms = {},
): Promise<void> {
  return inScratch(async (cwd) => {
    const env = { ...testEnvironment(cwd), npm_config_cache: join(cwd, 'cache') }
    const canary = join(cwd, 'canary')
    const script = `touch ${canary}`
    const manifest = {
      name: 'create-go-docker',
      version,
      scripts: { prepare: script, install: script, postinstall: script, postpack: script },
    }
    const files = { 'dist/templates.json': published.toString() }
    const registry = await servePackages([await publishedIn(cwd, manifest, files)])
    const svc = join(cwd, 'svc')
    const answers = { name: 'svc', module: 'example.com/svc', ...redis }
    const old: BuiltIn = { ...unpackTemplates(oldTemplates()), integrity: integrityOf(locked) }
    writeFiles(svc, newService({ answers, exclude: [], version, table: options }, old))
    const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: svc, env })
    const commit = (message: string) => {
      git('add', '-A')
      git('commit', '-qm', message)
    }
    git('init', '-q')
    if (isInGit) commit('old')
    appendFileSync(join(svc, 'Dockerfile'), '# mine\n')
    commit('mine')
    const online = { ...env, npm_config_offline: 'false', npm_config_registry: registry.url }
    try {
      await act({
        svc,
        env: online,
        run: (...words) => runMain(words, { cwd, env: online }),
        unplug: registry.close,
        isHit: () => existsSync(canary),
      })
    } finally {
      registry.close()
    }
  })
}

const redis = { framework: 'net/http', database: 'redis', baseImage: 'scratch' }

/** The Go that the templates of this version pin. */
const pinned = builtIn().versions.goVersion

function dockerfileIn(svc: string): string {
  return readFileSync(join(svc, 'Dockerfile'), 'utf8')
}

/** Returns an environment in which npm only notes that it was asked. */
function withoutNpm({ env, svc }: Place) {
  const folder = join(svc, '../stub')
  const asked = join(folder, 'asked')
  put(folder, { npm: `#!/bin/sh\ntouch ${asked}\nexit 1\n` })
  chmodSync(join(folder, 'npm'), 0o755)
  const stubbed = { ...env, PATH: `${folder}${delimiter}${env.PATH}` }
  return { env: stubbed, isAsked: () => existsSync(asked) }
}

/** Edits the text of a template in a way that moves nothing. */
function editBase(path: string, from: string, to: string) {
  return (templates: PackedTemplates) => {
    const [, file] = templates.layers.base?.find((entry) => entry[0] === path) ?? []
    if (file === undefined || !('text' in file) || !file.text.includes(from)) throw new Error(path)
    Object.assign(file, { text: file.text.replace(from, to) })
  }
}

const addVersion = ({ versions }: PackedTemplates) => Object.assign(versions, { unused: '1' })

const setLostVariable = ({ layers }: PackedTemplates) =>
  layers.base?.map(([, file]) => Object.assign(file, { pieces: ['lostVariable'] }))

describe('an update merges with the templates of the package of the lock’s version', () => {
  test('where git has no objects of the last render; no code of the package runs', () =>
    inRepository(async ({ svc, run, isHit }) => {
      expect(dockerfileIn(svc)).toContain('golang:1.20')
      const { code, stdout } = await run('update', 'svc')
      expect({ code, stdout }).toMatchObject({ code: 0 })
      expect(stdout).not.toContain('not available')
      expect(dockerfileIn(svc)).toContain(`golang:${pinned}`)
      expect(dockerfileIn(svc)).toMatch(/# mine\n$/)
      expect(isHit()).toBe(false)
      expect(await run('check', 'svc', '--verify')).toMatchObject({ code: 1 })
    }))

  test.each<[string, Terms]>([
    [
      'other templates than those of the lock',
      { published: oldTemplates(addVersion), locked: oldTemplates() },
    ],
    ['templates that this version cannot render', { published: oldTemplates(setLostVariable) }],
    ['no JSON', { published: Buffer.from('no') }],
    ['JSON of another form', { published: Buffer.from('{"layers":[]}') }],
  ])('but not if the package has %s, and the update says so', (_, terms) =>
    inRepository(async ({ svc, run }) => {
      const { code, stdout } = await run('update', 'svc')
      expect(stdout).toMatch(/the last version of .*Dockerfile.* is not available/)
      expect(stdout).toContain('Dockerfile: its last version is not available')
      expect(code).toBe(1)
      expect(dockerfileIn(svc)).toContain('<<<<<<<')
    }, terms),
  )

  test('but a file that is rendered differently than the lock says counts as lost', () =>
    inRepository(
      async ({ svc, run }) => {
        appendFileSync(join(svc, 'testing.dockerfile'), '# mine\n')
        const { stdout } = await run('update', 'svc', '--allow-dirty')
        expect(stdout).toContain('the last version of Dockerfile is not available')
        expect(dockerfileIn(svc)).toContain('<<<<<<<')
        expect(readFileSync(join(svc, 'testing.dockerfile'), 'utf8')).not.toContain('<<<<<<<')
      },
      { published: oldTemplates(editBase('Dockerfile.hbs', 'FROM', 'from')) },
    ))

  test('and asks npm neither if git has the objects, nor for its own version or a forged one', async () => {
    await inRepository(
      async (place) => {
        const { env, isAsked } = withoutNpm(place)
        const update = () => runMain(['update', place.svc, '--dry-run'], { cwd: place.svc, env })
        expect(await update()).toMatchObject({ code: 0 })
        expect(isAsked()).toBe(false)
      },
      { isInGit: true },
    )
    await inRepository(async (place) => {
      const { env, isAsked } = withoutNpm(place)
      const update = () => runMain(['update', place.svc, '--dry-run'], { cwd: place.svc, env })
      const lock = join(place.svc, 'go-docker.lock.json')
      const text = readFileSync(lock, 'utf8')
      for (const forged of [packageVersion, '../pkg', 'file:../pkg', '0.0.x', '0.0.9 --call=x']) {
        writeFileSync(lock, text.replace(`"version": "${version}"`, `"version": "${forged}"`))
        expect((await update()).code, forged).toBeGreaterThan(0)
        expect(isAsked(), forged).toBe(false)
      }
      writeFileSync(lock, text)
      expect(await update()).toMatchObject({ code: 1 })
      expect(isAsked()).toBe(true)
    })
  })
})

describe('check --fix restores what the package of the lock’s version renders', () => {
  test('only from npm’s cache: it asks no registry', () =>
    inRepository(async ({ svc, run, env, unplug }) => {
      const fix = () => run('check', 'svc', '--fix')
      expect(await fix()).toMatchObject({ code: 3 })
      const pack = ['pack', `create-go-docker@${version}`, '--ignore-scripts']
      // Not synchronously: this process is the registry.
      await execa('npm', pack, { cwd: join(svc, '..'), env })
      unplug()
      expect(await fix()).toMatchObject({ code: 0 })
      expect(dockerfileIn(svc)).toContain('golang:1.20')
      expect(dockerfileIn(svc)).not.toContain('# mine')
    }))
})
