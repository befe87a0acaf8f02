import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { bundled } from './bundle.ts'

const require = createRequire(import.meta.url)
const plopfile = await bundled('bin/plopfile.ts')
const command = join(dirname(require.resolve('plop/package.json')), 'bin/plop.js')

let team = ''

beforeEach(() => {
  team = mkdtempSync(join(tmpdir(), 'plop-'))
  write('package.json', '{"type":"module"}')
  write('node_modules/create-go-docker/package.json', '{"type":"module","main":"main.js"}')
  write(
    'node_modules/create-go-docker/main.js',
    `export { default } from ${JSON.stringify(pathToFileURL(plopfile).href)}\n`,
  )
  write(
    'plopfile.js',
    `export default async (plop) => {
      await plop.load('create-go-docker')
      plop.setGenerator('other', { prompts: [], actions: [] })
    }\n`,
  )
})

afterEach(() => rmSync(team, { recursive: true, force: true }))

function write(path: string, text: string): void {
  const file = join(team, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Runs the command `plop` below the team's folder, without a terminal. */
function plop(words: readonly string[], where = '.'): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
    cwd: join(team, where),
    encoding: 'utf8',
  })
  return { code: status, output: stdout + stderr }
}

test('the main module of the package, which plop.load reads, is the one in its exports', () => {
  expect(manifest.main).toBe(manifest.exports['.'])
})

describe("in a team's plopfile", () => {
  test('flags come after --, and the service is created below the plopfile', () => {
    mkdirSync(join(team, 'sub'))
    const { code, output } = plop(['service', '--', 'svc', '--yes', '--no-git'], 'sub')
    expect(output).toContain('next: cd svc')
    expect(code).toBe(0)
    expect(readFileSync(join(team, 'svc/go.mod'), 'utf8')).toMatch(/^module /)
    expect(readdirSync(join(team, 'sub'))).toEqual([])
  })

  test('a conflict ends it with the complete report, and 1', () => {
    write('svc/Makefile', 'all:\n')
    const { code, output } = plop(['service', '--', 'svc', '--yes', '--no-git'])
    expect(code).toBe(1)
    expect(output).toContain('--on-conflict')
    expect(readdirSync(join(team, 'svc'))).toEqual(['Makefile'])
  })

  test('without a terminal nothing is asked: missing values are listed', () => {
    const { code, output } = plop(['service'])
    expect(code).toBe(1)
    expect(output).toContain('--base-image is missing')
  })

  test('a dry run has only the plan', () => {
    const { code, output } = plop(['service', '--', 'svc', '--yes', '--dry-run'])
    expect(code).toBe(0)
    expect(output).toContain('plan')
    expect(output).not.toContain('apply')
    expect(readdirSync(team)).not.toContain('svc')
  })
})

describe("plop's traps", () => {
  test.each([
    ['--force', ['--force', '--']],
    ['--on-conflict overwrite', ['--', '--on-conflict', 'overwrite']],
  ])('%s deletes no directory that is in the way of a file', (_, flags) => {
    write('svc/Makefile/mine', 'mine')
    const { code, output } = plop(['service', ...flags, 'svc', '--yes', '--no-git'])
    expect(code).toBe(1)
    expect(output).toContain('Makefile (a directory is in the way)')
    expect(readdirSync(join(team, 'svc'))).toEqual(['Makefile'])
    expect(readFileSync(join(team, 'svc/Makefile/mine'), 'utf8')).toBe('mine')
  })

  test('helpers and partials of a plopfile change nothing in the service', () => {
    const words = (name: string) => ['service', '--', name, '--name', 'svc', '--yes', '--no-git']
    expect(plop(words('before')).code).toBe(0)
    const helpers = ['if', 'unless', 'name', 'module'].map(
      (name) => `plop.setHelper('${name}', () => 'theirs'); plop.setPartial('${name}', 'theirs')`,
    )
    write(
      'plopfile.js',
      `export default async (plop) => { ${helpers.join(';')}; await plop.load('create-go-docker') }`,
    )
    expect(plop(words('after')).code).toBe(0)
    const lockOf = (name: string) => readFileSync(join(team, name, 'go-docker.lock.json'), 'utf8')
    expect(lockOf('after')).toBe(lockOf('before'))
  })

  test('the values of flags arrive, and a second run in the same process has its own', () => {
    write(
      'twice.js',
      `import nodePlop from ${JSON.stringify(import.meta.resolve('node-plop'))}
      const plop = await nodePlop(process.cwd() + '/plopfile.js')
      for (const [name, framework] of [['a', 'echo'], ['b', 'net/http']]) {
        process.argv = ['node', 'plop', '--', name, '--framework', framework, '--yes', '--no-git']
        const service = plop.getGenerator('service')
        const { failures } = await service.runActions(await service.runPrompts([]))
        if (failures.length > 0) throw new Error(JSON.stringify(failures))
      }`,
    )
    const { status, stderr } = spawnSync(process.execPath, ['twice.js'], {
      cwd: team,
      encoding: 'utf8',
    })
    expect(status, stderr).toBe(0)
    const answersOf = (name: string) =>
      JSON.parse(readFileSync(join(team, name, 'go-docker.json'), 'utf8')).answers
    expect(answersOf('a')).toMatchObject({ name: 'a', framework: 'echo' })
    expect(answersOf('b')).toMatchObject({ name: 'b', framework: 'net/http' })
  })
})

describe('the plopfile of a layer', () => {
  const plopfileOf = (body: string) =>
    `import { appendFileSync } from 'node:fs'
    appendFileSync(${JSON.stringify(join(team, 'canary'))}, 'ran ')
    export default (plop) => { ${body} }\n`
  const route = `plop.setGenerator('route', {
    description: 'a route',
    prompts: [{ type: 'input', name: 'path', message: 'Path' }],
    actions: [{ type: 'add', path: 'routes/{{path}}.txt', template: 'GET {{path}}' }],
  })`

  /** Makes the team's folder a repository with the layer `house`; returns its trust. */
  function repository(body: string): string {
    write('house/layer.json', '{"name":"house","version":"1.0.0","plopfile":"plopfile.js"}')
    write('house/plopfile.js', plopfileOf(body))
    const words = ['.', '--name', 'svc', '--layer', './house', '--yes', '--no-git']
    const { code, output } = plop(['service', '--', ...words])
    expect(code, output).toBe(0)
    const lock = JSON.parse(readFileSync(join(team, 'go-docker.lock.json'), 'utf8'))
    const { integrity } = lock.layers.find(({ name }: { name: string }) => name === 'house')
    return `house@${integrity}`
  }

  const isRun = () => readdirSync(team).includes('canary')

  test('gives its generators to a trusted run, beside ours', () => {
    const trust = repository(route)
    expect(isRun()).toBe(false)
    const made = plop(['route', '--', '--path', 'health', '--trust', trust])
    expect(made.code, made.output).toBe(0)
    expect(readFileSync(join(team, 'routes/health.txt'), 'utf8')).toBe('GET health')
    const ours = plop(['service', '--', 'other', '--yes', '--no-git', `--trust=${trust}`])
    expect(ours.output).toContain('house is not in use')
  })

  test.each<[string, (trust: string) => readonly string[], string]>([
    ['without trust', () => [], ''],
    ['with trust in a name', () => ['--', '--trust', 'house'], ''],
    ['with trust in another layer', (trust) => ['--', '--trust', trust.replace('h', 'm')], ''],
    [
      'with trust in another digest',
      () => ['--', '--trust', `house@sha256-${'0'.repeat(64)}`],
      'the layer house has changed since it was trusted',
    ],
    ['with trust before the dashes', (trust) => ['--trust', trust], ''],
  ])('%s is not run', (_, words, message) => {
    const { code, output } = plop(['route', ...words(repository(route))])
    expect(output).toContain('Could not find a generator for "route')
    expect(output).toContain(message)
    expect(code).toBe(1)
    expect(isRun()).toBe(false)
  })

  test('has unknown generators without trust, also where plop knows no other than ours', () => {
    repository(route)
    write('plopfile.js', "export default (plop) => plop.load('create-go-docker')\n")
    const { code, output } = plop(['--dest', '.', 'route', '--', 'health', '--yes', '--no-git'])
    expect(output).toContain('unknown generator route: there is only service')
    expect(code).toBe(1)
    expect(readdirSync(team)).not.toContain('health')
    const ours = plop(['--dest', '.', '--', 'other', '--yes', '--no-git'])
    expect(ours.code, ours.output).toBe(0)
  })

  test('is not run if it is not as in the lock', () => {
    const trust = repository(route)
    write('house/plopfile.js', plopfileOf(`${route}; 2`))
    const { code, output } = plop(['route', '--', '--path', 'a', '--trust', trust])
    expect(output).toContain('is not the one that the repository was written with')
    expect(code).toBe(1)
    expect(isRun()).toBe(false)
  })

  test.each<[string, string, string]>([
    [
      'has a generator service',
      "plop.setGenerator('service', { actions: [] })",
      'which is left out',
    ],
    ['throws', "throw new Error('no luck')", 'the plopfile of the layer house: no luck'],
  ])('that %s leaves our service as it is', (_, body, message) => {
    const trust = repository(body)
    const { code, output } = plop(['service', '--', '.', '--yes', '--no-git', '--trust', trust])
    expect(output).toContain(message)
    expect(output).toContain('not committed to git: --no-git was given')
    expect(code).toBe(0)
  })

  test('can import nothing that is beside it', () => {
    write('house/other.js', 'export default 1')
    const trust = repository("return import('./other.js')")
    const { output } = plop(['route', '--', '--trust', trust])
    expect(output).toContain('the plopfile of the layer house: ')
  })

  test('of a create runs neither with trust nor without it', () => {
    const trust = repository(route)
    mkdirSync(join(team, 'sub'))
    const words = [
      'service',
      '--dest',
      'sub',
      '--',
      'x',
      '--layer',
      '../house',
      '--yes',
      '--no-git',
    ]
    for (const more of [[], ['--trust', trust]]) {
      const { code, output } = plop([...words, ...more])
      expect(code, output).toBe(0)
      expect(isRun()).toBe(false)
    }
  })
})

test('used directly as a plopfile, it writes to the current directory', () => {
  mkdirSync(join(team, 'sub'))
  const own = join(team, 'node_modules/create-go-docker/main.js')
  const { code } = plop(['--plopfile', own, '--', 'svc', '--yes', '--no-git'], 'sub')
  expect(code).toBe(0)
  expect(readdirSync(join(team, 'sub'))).toEqual(['svc'])
})
