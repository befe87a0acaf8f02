import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { execa } from 'execa'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtIn } from '../../../generators/layers/built-in.ts'
import { combinations } from '../../../generators/questions/combinations.ts'
import { options } from '../../../generators/questions/options.ts'
import { newService } from '../../../generators/service.ts'
import { titleOf } from '../../../testing/cells.ts'
import { pairwise } from '../../../testing/pairwise.ts'
import { inScope } from '../../support/scope.ts'
import { type Registry, serveRegistry, type Tarball } from './registry.ts'

/**
 * The Node releases that the package supports, each tested in the newest version of npm's `node`
 * package.
 */
const nodeMajors = [20, 22, 24, 26]
const flags = ['--module', 'github.com/acme/svc', '--framework', 'echo', '--no-git']

const root = realpathSync(mkdtempSync(join(tmpdir(), 'package-')))
const home = join(root, 'home')
const temporary = join(root, 'tmp')
const tools = resolve('.cache/tools')
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
let packed: Tarball
let tarball: string
let registry: Registry
let command: string

/** The folder in which yarn 1 installs programs globally; as root, it ignores HOME. */
const prefix = join(root, 'prefix')

/**
 * Returns the environment of a user with a shell and a home, without the npm variables of this run.
 */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^npm_/i.test(entry[0]),
  )
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    CI: '',
    TMPDIR: temporary,
    PREFIX: prefix,
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
  }
}

/** Runs a command as a user would, with the registry of the test. */
function run(file: string, args: readonly string[], cwd: string, env: Record<string, string> = {}) {
  return execa(file, args, {
    cwd,
    stdin: 'ignore',
    extendEnv: false,
    env: { ...environment(), npm_config_registry: registry.url, ...env },
    timeout: 280_000,
  })
}

/**
 * Installs an npm package into the cache, without running its scripts; returns its `bin` folder,
 * and a prefix for PATH.
 */
async function toolFrom(specifier: string): Promise<{ bin: string; path: string }> {
  const prefix = join(tools, specifier.replaceAll('/', '+'))
  await execa('npm', ['install', '--no-save', '--ignore-scripts', '--prefix', prefix, specifier])
  const name = specifier.slice(0, specifier.lastIndexOf('@'))
  const bin = join(prefix, 'node_modules', name, 'bin')
  return { bin, path: `${join(prefix, 'node_modules/.bin')}${delimiter}${bin}${delimiter}` }
}

/** Returns the packages in our LICENSES.txt, as name and version. */
function licensed(): readonly string[] {
  const text = readFileSync(join(command, '../LICENSES.txt'), 'utf8')
  return [...text.matchAll(/^(\S+ \d+\.\d+\.\S+) \(.+\)$/gm)].map(([, id = '']) => id).sort()
}

/**
 * Returns the name and version of a package and of all its dependencies, resolved from a folder of
 * the checkout.
 */
function idsOf(name: string, from = resolve('.')): readonly string[] {
  const path = join(from, 'node_modules', name)
  if (!existsSync(path)) return idsOf(name, dirname(from))
  const { version, dependencies = {} } = JSON.parse(
    readFileSync(join(path, 'package.json'), 'utf8'),
  )
  return [`${name} ${version}`, ...Object.keys(dependencies).flatMap((each) => idsOf(each, path))]
}

function folder(name: string): string {
  return mkdtempSync(join(root, `${name}-`))
}

beforeAll(async () => {
  mkdirSync(temporary)
  await execa('npm', ['run', 'build'])
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', root])
  ;[packed] = JSON.parse(stdout.slice(stdout.indexOf('[')))
  tarball = join(root, `${packed.name}-${packed.version}.tgz`)
  registry = await serveRegistry(packed, manifest, tarball)
  const project = folder('installed')
  await run('npm', ['install', '--prefix', project, tarball], project)
  command = join(project, 'node_modules', packed.name, 'dist/create-go-docker.cjs')
})

afterAll(() => {
  registry?.close()
  rmSync(root, { recursive: true, force: true })
})

describe('the templates', () => {
  /** Runs a copy of the program with a templates.json that `change` has edited. */
  async function runWith(change: (text: string) => string) {
    const copy = folder('damaged')
    cpSync(dirname(command), copy, { recursive: true })
    const templates = join(copy, 'templates.json')
    writeFileSync(templates, change(readFileSync(templates, 'utf8')))
    const cwd = folder('cwd')
    const args = [join(copy, 'create-go-docker.cjs'), 'svc', '--yes', '--no-git', '--json']
    const { exitCode, stdout } = await execa(process.execPath, args, {
      cwd,
      reject: false,
      extendEnv: false,
      env: environment(),
    })
    return { exitCode, kind: JSON.parse(stdout).kind, written: readdirSync(cwd) }
  }

  test.each<[string, (text: string) => string]>([
    ['a byte of a text', (text) => text.replace('Hello, World!', 'Jello, World!')],
    ['a position', (text) => text.replace('"pieces":[[0,', '"pieces":[[1,')],
    ['the end', (text) => text.slice(0, -1)],
  ])('with %s changed are rejected: nothing is written, exit 3', async (_, change) => {
    expect(await runWith(change)).toEqual({ exitCode: 3, kind: 'unavailable', written: [] })
  })

  test('are accepted as shipped', async () => {
    expect(await runWith((text) => text)).toEqual({ exitCode: 0, kind: 'done', written: ['svc'] })
  })

  test('have the digest in the lock, by the command in docs/templates.md', async () => {
    const [, line = ''] = /```sh\n(.*)\n```/.exec(readFileSync('docs/templates.md', 'utf8')) ?? []
    const project = resolve(command, '../../../..')
    const { stdout } = await execa('sh', ['-c', line], { cwd: project })
    const cwd = folder('digest')
    await run(process.execPath, [command, 'svc', '--yes', '--no-git'], cwd)
    const lock = JSON.parse(readFileSync(join(cwd, 'svc/go-docker.lock.json'), 'utf8'))
    expect(lock.layers[0].integrity).toBe(`sha256-${stdout.split(' ')[0]}`)
  })
})

test('importing the plopfile starts nothing, and plop.load finds the generator in it', async () => {
  const script = `
    process.argv.push('svc', '--yes', '--no-git')
    const { default: plopfile } = await import('${manifest.name}')
    const { default: nodePlop } = await import(${JSON.stringify(import.meta.resolve('node-plop'))})
    const plop = await nodePlop()
    plopfile(plop)
    console.log(plop.getGeneratorList().map(({ name }) => name).join())`
  const project = resolve(command, '../../../..')
  const args = ['--input-type=module', '-e', script]
  const { stdout, stderr } = await run(process.execPath, args, project)
  expect({ stdout, stderr }).toEqual({ stdout: 'service', stderr: '' })
  expect(readdirSync(project)).not.toContain('svc')
})

test('a trusted plopfile of a layer gives its generators to the command plop', async () => {
  const team = folder('plop-layer')
  const files = {
    'package.json': '{"type":"module"}',
    'plopfile.js': `export default (plop) => plop.load('${manifest.name}')\n`,
    'house/layer.json': '{"name":"house","version":"1.0.0","plopfile":"plopfile.js"}',
    'house/plopfile.js': `export default (plop) => {
      plop.setGenerator('route', {
        prompts: [{ type: 'input', name: 'path', message: 'Path' }],
        actions: [{ type: 'add', path: 'routes/{{path}}.txt', template: 'GET {{path}}' }],
      })
    }\n`,
  }
  mkdirSync(join(team, 'house'))
  for (const [path, text] of Object.entries(files)) writeFileSync(join(team, path), text)
  mkdirSync(join(team, 'node_modules'))
  symlinkSync(resolve(command, '../..'), join(team, 'node_modules', manifest.name))
  const plop = join(
    dirname(createRequire(import.meta.url).resolve('plop/package.json')),
    'bin/plop.js',
  )
  const service = ['service', '--', '.', '--name', 'svc', '--layer', './house', '--yes', '--no-git']
  await run(process.execPath, [plop, ...service], team)
  const lock = JSON.parse(readFileSync(join(team, 'go-docker.lock.json'), 'utf8'))
  const trust = `house@${lock.layers[1].integrity}`
  const route = ['route', '--', '--path', 'health', '--trust', trust]
  const { stdout, stderr } = await run(process.execPath, [plop, ...route], team)
  expect(existsSync(join(team, 'routes/health.txt')), stdout + stderr).toBe(true)
  expect(readFileSync(join(team, 'routes/health.txt'), 'utf8')).toBe('GET health')
})

describe('the tarball', () => {
  test("has less than create-vite's 1,892 kB, and needs no other package", () => {
    expect(packed.unpackedSize).toBeLessThan(1_892_000)
    expect(manifest.dependencies).toBeUndefined()
    // Only create-go-docker/testing/vitest imports it.
    expect(manifest.peerDependencies).toEqual({ vitest: '>=3.2' })
    expect(manifest.peerDependenciesMeta).toEqual({ vitest: { optional: true } })
    expect(manifest.optionalDependencies).toBeUndefined()
    const modules = resolve(command, '../../..')
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual([packed.name])
  })

  test('runs nothing when it is installed', () => {
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
      expect(manifest.scripts).not.toHaveProperty(script)
    }
  })

  test('contains the licences of exactly the packages that it bundles', () => {
    const whole = ['diff', 'execa', 'ignore', 'modern-tar', 'node-diff3', 'prompts']
    // Of the dependencies of the others, the bundle has dlv, graceful-fs and universalify.
    const ofOthers = ['dlv', 'graceful-fs', 'universalify']
    const others = ['node-plop', 'fs-extra', 'handlebars', 'redos-detector', 'tree-sitter-go']
    const parts = [...others, ...ofOthers]
    const ids = [...whole, 'semver', 'yaml', 'web-tree-sitter'].flatMap((name) => idsOf(name))
    const alone = parts.flatMap((name) => idsOf(name).slice(0, 1))
    expect(licensed()).toEqual([...new Set([...ids, ...alone])].sort())
  })

  test('contains the licence of every package with a file named in its code', () => {
    const code = packed.files.filter(({ path }) => path.endsWith('.cjs'))
    const named = code.flatMap(({ path }) => {
      const text = readFileSync(join(command, '../..', path), 'utf8')
      return [...text.matchAll(/node_modules\/((?:@[^/"]+\/)?[^/"]+)\/[^"]*"\(/g)].map(
        ([, name]) => name,
      )
    })
    expect(named).toContain('prompts')
    const names = licensed().map((id) => id.split(' ')[0])
    expect(names).toEqual(expect.arrayContaining([...new Set(named)]))
  })

  test('passes publint', async () => {
    const { messages } = await publint({ pkgDir: resolve('.'), strict: true })
    expect(messages).toEqual([])
  })

  test('contains no path of the machine that built it', () => {
    for (const { path } of packed.files) {
      const text = readFileSync(join(command, '../..', path), 'utf8')
      expect(text.includes(resolve('.')), path).toBe(false)
    }
  })
})

const every = combinations(options)
const few = pairwise(every, [])

describe.each(
  inScope(
    every,
    every.filter((one) => few.includes(one)),
  ).map((answers) => ({ ...answers, title: titleOf(answers) })),
)('installed: $title', ({ title: _, ...combination }) => {
  const answers = { ...combination, name: 'svc', module: 'github.com/acme/svc' }

  test('writes the same as the templates in the checkout, including dotfiles and modes', async () => {
    const cwd = folder('tree')
    const choices = [
      ...['--framework', answers.framework, '--database', answers.database],
      ...['--base-image', answers.baseImage],
    ]
    await run(
      process.execPath,
      [command, 'svc', '--module', answers.module, ...choices, '--no-git'],
      cwd,
    )
    const tree = newService(
      { answers, exclude: [], version: packed.version, table: options },
      builtIn(),
    )
    const written = readdirSync(join(cwd, 'svc'), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(cwd, 'svc').length + 1))
    expect(written.sort()).toEqual([...tree.keys()])
    for (const [path, { content, mode }] of tree) {
      expect(readFileSync(join(cwd, 'svc', path), 'utf8'), path).toBe(content.toString())
      const executable = (statSync(join(cwd, 'svc', path)).mode & 0o111) !== 0
      expect(executable, path).toBe(mode === '100755')
    }
  })
})

describe.each(nodeMajors)('Node %i', (major) => {
  test('runs the installed package', async () => {
    const { bin } = await toolFrom(`node-${process.platform}-${process.arch}@${major}`)
    const node = join(bin, 'node')
    const { stdout: version } = await execa(node, ['--version'])
    expect(version).toMatch(new RegExp(`^v${major}\\.`))
    const cwd = folder(`node-${major}`)
    const { stdout } = await run(node, [command, 'svc', ...flags, '--yes', '--json'], cwd)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'done', exitCode: 0 })
    expect(readdirSync(join(cwd, 'svc'))).toContain('go.mod')
  })
})

test('npm create -s prints only the JSON result, which the schemas of the package accept', async () => {
  const words = ['create', '-sy', 'go-docker@latest', 'svc', '--', ...flags, '--yes', '--json']
  const { stdout } = await run('npm', words, folder('json'))
  const require = createRequire(command)
  // As in docs/json.md.
  const [, list = ''] = /const schemas = \[(.*)\]/.exec(readFileSync('docs/json.md', 'utf8')) ?? []
  const schemas = list
    .split(', ')
    .map((name) => require(`create-go-docker/schemas/${name.replaceAll("'", '')}.json`))
  const ajv = new Ajv2020({ strict: false, schemas })
  expect(ajv.validate('result.json', JSON.parse(stdout)), ajv.errorsText()).toBe(true)
})

/**
 * For each package manager: the command to create, the npm package that contains it, and the form
 * of its repeat command.
 */
const managers = [
  {
    name: 'npm create',
    args: ['npm', 'create', 'go-docker', 'svc', '--', ...flags, '--yes'],
    repeats: /^npm create -y go-docker@\S+ -- svc /,
  },
  {
    name: 'npm create with a tag',
    args: ['npm', 'create', 'go-docker@latest', 'svc', '--', ...flags, '--yes'],
    repeats: /^npm create -y go-docker@\S+ -- svc /,
  },
  {
    name: 'npx',
    args: ['npx', '--yes', 'create-go-docker', 'svc', ...flags, '--yes'],
    repeats: /^(npm create -y go-docker@\S+ --|npx -y create-go-docker@\S+) svc /,
  },
  {
    name: 'pnpm create',
    tool: 'pnpm@10',
    args: ['pnpm', 'create', 'go-docker', 'svc', ...flags, '--yes'],
    repeats: /^pnpm create go-docker@\S+ svc /,
  },
  {
    // Yarn 1 can't specify a version here.
    name: 'yarn create',
    tool: 'yarn@1',
    args: ['yarn', 'create', 'go-docker', 'svc', ...flags, '--yes'],
    repeats: /^npx -y create-go-docker@\S+ svc /,
  },
  {
    name: 'bun create',
    tool: `@oven/bun-${process.platform}-${process.arch}@1`,
    bare: true,
    args: ['bun', 'create', 'go-docker@latest', 'svc', ...flags, '--yes'],
    repeats: /^bun create go-docker@\S+ svc /,
  },
] as const satisfies readonly Manager[]

interface Manager {
  readonly name: string
  readonly tool?: string
  /** Whether to run it with only Node on the rest of its PATH. */
  readonly bare?: boolean
  readonly args: readonly [string, ...string[]]
  readonly repeats: RegExp
}

/** Returns a PATH that contains only Node; if it contained our program, bun would run that. */
function pathOfNode(): string {
  const bin = folder('bin')
  symlinkSync(process.execPath, join(bin, 'node'))
  return bin
}

/**
 * Returns the programs that yarn 1 has installed for all users and projects, outside the test's
 * folder.
 */
function globalPrograms(): readonly string[] {
  const places = [dirname(process.execPath), '/usr/local/bin', '/usr/local/share/.config/yarn']
  return places
    .flatMap((place) => [join(place, packed.name), join(place, 'global/package.json')])
    .flatMap((path) => {
      const stats = lstatSync(path, { throwIfNoEntry: false })
      return stats === undefined ? [] : [`${path} ${stats.mtimeMs}`]
    })
}

describe.each<Manager>(managers)('$name', ({ tool, bare, args: [file, ...args], repeats }) => {
  test('writes a repository, and says how to repeat it in the same form', async () => {
    const { path } = tool === undefined ? { path: '' } : await toolFrom(tool)
    const cwd = folder('manager')
    const before = globalPrograms()
    const result = await run(file, args, cwd, {
      PATH: `${path}${bare ? pathOfNode() : process.env.PATH}`,
    })
    expect(globalPrograms()).toEqual(before)
    expect(readdirSync(join(cwd, 'svc'))).toContain('go.mod')
    const repeat = result.stdout.split('\n').findLast((line) => line.includes('--framework echo'))
    expect(repeat?.trim(), result.stdout).toMatch(repeats)
  })
})
