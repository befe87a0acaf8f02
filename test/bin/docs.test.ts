import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { helpLines } from '../../bin/argv/help.ts'
import { defaultCommand } from '../../bin/commands/command.ts'
import { options } from '../../generators/questions/options.ts'
import { bundled } from './bundle.ts'

const program = await bundled('bin/create-go-docker.ts')
const plopfile = await bundled('bin/plopfile.ts')
const plop = join(
  dirname(createRequire(import.meta.url).resolve('plop/package.json')),
  'bin/plop.js',
)
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** Every command on the pages, without comments, pipes and redirections. */
const commands = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/ +# .*$/, '').replace(/ +(\||>|\|\|).*$/, ''))
      .filter((line) => line !== '' && !line.startsWith(' '))
      .map((line) => [line, page] as const),
  ),
)

const isCreate = (line: string): boolean => /^(npm|pnpm|yarn|bun) create /.test(line)

/**
 * Commands that other tests run (of the generated service, the record, the JSON result, the report,
 * the fleet and the tests of trees), or that need no test.
 */
const ranElsewhere = [
  'cat checks.json',
  'cd my-service',
  'docker build --build-arg GOPRIVATE=',
  'docker compose up --build --wait',
  'curl http://127.0.0.1:8080/',
  'for repository in repositories',
  'git diff',
  'git hash-object Dockerfile',
  'jq -r ',
  'multi-gitter ',
  'node --test ',
  'npm install',
  'npx create-go-docker@latest dockerize',
  'npx vitest run',
  'UPDATE_TREES=1 node --test ',
  'sha256sum ',
  'tr -d ',
  'mkdir -p house/files',
  'echo ',
]

/** Runs one of our programs in `cwd`, without a terminal; returns its exit code and output. */
function run(file: string, words: readonly string[], cwd: string) {
  const { PATH = '' } = process.env
  const env = { PATH, HOME: cwd, GIT_CEILING_DIRECTORIES: tmpdir() }
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...words], {
    cwd,
    env,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

function folder(): string {
  const cwd = mkdtempSync(join(tmpdir(), 'docs-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  return cwd
}

const creates = [
  ...commands.filter(([line]) => isCreate(line)),
  ...helpLines('', defaultCommand, options)
    .map((line) => line.trim().replace(/ {2,}.*$/, ''))
    .filter(isCreate)
    .map((line) => [line, 'the help'] as const),
]

test.each(creates)('%s in %s creates, or asks', (line) => {
  const words = line.split(' ').slice(2)
  const ours = words.slice(words.findIndex((word) => word.startsWith('go-docker')) + 1)
  const cwd = join(folder(), 'svc')
  mkdirSync(cwd)
  const { status, output } = run(program, ours, cwd)
  if (ours.includes('--yes')) expect(status, output).toBe(0)
  else expect(output).toContain("questions can't be asked, because stdin is not a terminal")
})

test.each(commands.filter(([line]) => line.startsWith('npx plop ')))('%s in %s creates', (line) => {
  const cwd = folder()
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true })
    writeFileSync(join(cwd, path), text)
  }
  const plopPage = readFileSync('docs/plop.md', 'utf8')
  const [, file = '', code = ''] = /`(plopfile\.\w+)`:\n\n```js\n([\s\S]*?)```/.exec(plopPage) ?? []
  execFileSync('npm', ['init', '-y'], { cwd, stdio: 'ignore' })
  const fresh = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  // npm 11 writes the type; older versions don't.
  write('package.json', JSON.stringify({ ...fresh, type: 'commonjs' }))
  write(file, code)
  write('node_modules/create-go-docker/package.json', '{"type":"module","main":"main.js"}')
  const url = JSON.stringify(pathToFileURL(plopfile).href)
  write('node_modules/create-go-docker/main.js', `export { default } from ${url}\n`)
  mkdirSync(join(cwd, 'below'))
  const { status, output } = run(plop, line.split(' ').slice(2), join(cwd, 'below'))
  expect(status, output).toBe(0)
  const written = line.includes('--dest services') ? 'below/services/cart' : 'my-service'
  expect(existsSync(join(cwd, written, 'go.mod')), output).toBe(true)
})

// Those of the other pages are run in order by test/docs.test.ts.
const alone = commands.filter(([, page]) => !/^docs\/(?:team|dockerize)\.md$/.test(page))
const checks = alone.filter(([line]) => line.startsWith('npx create-go-docker@latest check'))

test.each(checks)('%s in %s checks what was created', (line) => {
  const cwd = folder()
  const words = [cwd, '--yes', '--no-git', '--module', 'example.com/svc']
  expect(run(program, words, cwd)).toMatchObject({ status: 0 })
  rmSync(join(cwd, 'Makefile'))
  const { status, output } = run(program, line.split(' ').slice(2), cwd)
  if (line.includes('--fix')) expect(output).toContain('Restored 1 file: Makefile')
  else expect(output).toContain('Makefile is missing')
  expect(status).toBe(line.includes('--fix') ? 0 : 1)
})

const audits = alone.filter(([line]) => line.startsWith('npx create-go-docker@latest audit'))

test.each(audits)('%s in %s audits', (line) => {
  const cwd = folder()
  writeFileSync(join(cwd, 'Dockerfile'), 'FROM alpine:3.24\nUSER 1\nCMD /app\n')
  const { status, output } = run(program, line.split(' ').slice(2), cwd)
  if (line.includes('--explain')) expect(output).toContain('G21 root-user (error)')
  else if (line.includes('--fix')) expect(output).toContain('Fixed 1 in Dockerfile: G23')
  else expect(output).toContain('Dockerfile:3 G23')
  expect(status).toBe(/--explain|--fix/.test(line) ? 0 : 1)
})

const updates = alone.filter(([line]) => line.startsWith('npx create-go-docker@latest update'))

test.each(updates)('%s in %s updates what was created', (line) => {
  const cwd = folder()
  const answers = ['--module', 'example.com/svc', '--database', 'redis', '--base-image', 'scratch']
  expect(run(program, [cwd, '--yes', '--no-git', ...answers], cwd)).toMatchObject({ status: 0 })
  const before = readFileSync(join(cwd, 'go-docker.json'), 'utf8')
  writeFileSync(join(cwd, 'go-docker.json'), before.replace('scratch', 'distroless'))
  const { status, output } = run(program, line.split(' ').slice(2), cwd)
  expect(status, output).toBe(0)
  const image = line.includes('--set') ? 'alpine' : 'distroless'
  expect(output).toContain(`baseImage: scratch → ${image}\n`)
  if (line.includes('--set')) expect(output).toContain('database: redis → postgres\n')
  const written = readFileSync(join(cwd, 'Dockerfile'), 'utf8').includes(image)
  expect(written).toBe(!line.includes('--dry-run'))
})

test('npm run create, in the README, has valid arguments', () => {
  const [line = ''] = commands
    .map(([line]) => line)
    .filter((line) => line.startsWith('npm run create'))
  const words = line.split(' ').slice(4)
  const cwd = folder()
  expect(run(program, ['svc', ...words.slice(1)], cwd)).toMatchObject({ status: 0 })
  expect(scripts.create).toContain('bin/create-go-docker.ts')
})

describe('every other command', () => {
  const others = commands.filter(
    ([line]) => !isCreate(line) && !/^npx (plop|create-go-docker@latest) /.test(line),
  )

  test.each(others)('%s in %s exists', (line) => {
    const [, script] = /^npm (?:run )?([\w:]+)/.exec(line) ?? []
    const known = ranElsewhere.some((start) => line.startsWith(start))
    expect(known || (script !== undefined && script in scripts)).toBe(true)
  })
})

test.each(pages)('every script and test named in %s exists', (page) => {
  const text = readFileSync(page, 'utf8')
  const named = [...text.matchAll(/`(?:\w+=\S+ )?npm run ([\w:]+)/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  const files = [...text.matchAll(/npx (?:vitest run|tsx) (\w[\w/.-]*)/g)].map(
    ([, path = '']) => path,
  )
  expect(files.filter((path) => !existsSync(path) && !existsSync(`${path}.test.ts`))).toEqual([])
})

test('the README names every file that mentions the command-line tool', () => {
  const tree = 'test/golden/trees/net-http-postgres-distroless'
  const knowing = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.length + 1))
    .filter((path) => !/^(README\.md|TREE\.json|go-docker.*|\.gitignore)$/.test(path))
    .filter((path) => /\bcli\b/.test(readFileSync(join(tree, path), 'utf8')))
    .map((path) => path.replace(/^cmd\/cli\/.*/, 'cmd/cli'))
  const readme = readFileSync('README.md', 'utf8')
  const [, answer = ''] =
    /### How do I remove the command-line tool\?\n([\s\S]*?)\n##/.exec(readme) ?? []
  const named = [...answer.matchAll(/`([^`]*[./][^`]*|Dockerfile|Makefile)`/g)].map(
    ([, name]) => name,
  )
  expect([...new Set(named)].sort()).toEqual([...new Set(knowing)].sort())
})

test('the README has the minimum versions of the generated README', () => {
  const generated = readFileSync('test/golden/trees/net-http-postgres-distroless/README.md', 'utf8')
  const versions = (text: string) =>
    ['Docker Engine', 'Docker Compose', 'Docker\\s+Buildx', 'Go'].map(
      (name) => new RegExp(`${name}\\s(\\d[\\d.]*\\d)`).exec(text)?.[1],
    )
  const [found] = versions(generated)
  expect(found).toBeDefined()
  expect(versions(readFileSync('README.md', 'utf8'))).toEqual(versions(generated))
})

test('the picture shows the questions, the plan and the result', () => {
  const picture = readFileSync('docs/prompts.svg', 'utf8').replaceAll(/<[^>]*>/g, '')
  for (const text of [
    'Module path',
    'Base image',
    'internal/ (',
    'Write this?',
    'Wrote',
    'open http',
  ]) {
    expect(picture).toContain(text)
  }
})
