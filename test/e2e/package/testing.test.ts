import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inScope } from '../../support/scope.ts'
import { attempt, run, type Setting } from '../support/command.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'testing-')))
const project = join(root, 'project')
let tarball = ''

/** Runs a command in a folder; `ci` says whether CI is set. */
function tryIn(cwd: string, command: string, ci: string, setting: Setting = {}) {
  const [file = '', ...args] = command.split(' ')
  const env = { CI: ci, UPDATE_TREES: '', NO_COLOR: '1', ...setting.env }
  return attempt(file, args, { cwd, env })
}

/** Installs the packed package and other packages into a new folder. */
async function installed(name: string, ...packages: readonly string[]): Promise<string> {
  const folder = join(root, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  await run('npm', ['install', '--save-dev', tarball, ...packages], { cwd: folder })
  return folder
}

beforeAll(async () => {
  await run('npm', ['run', 'build'])
  const [packed] = JSON.parse(
    await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', root]),
  )
  tarball = join(root, packed.filename)
  cpSync('examples/testing', project, { recursive: true })
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  manifest.devDependencies['create-go-docker'] = `file:${tarball}`
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  await run('npm', ['install'], { cwd: project })
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('the example project', () => {
  const trees = join(project, 'trees')
  const makefile = join(trees, 'default/Makefile')

  beforeEach(() => {
    rmSync(trees, { recursive: true })
    cpSync('examples/testing/trees', trees, { recursive: true })
  })

  test('passes with vitest, in CI', async () => {
    const { code, output } = await tryIn(project, 'npm test', 'true')
    expect(code, output).toBe(0)
    expect(output).toMatch(/Tests +45 passed \(45\)/)
  })

  test("passes with Node's test runner, in CI", async () => {
    const { code, output } = await tryIn(project, 'npm run test:node', 'true')
    expect(code, output).toBe(0)
    expect(output).toMatch(/pass 7\n/)
  })

  const differences: readonly [string, () => void, string][] = [
    ['a line', () => writeFileSync(makefile, 'all:\n'), 'Makefile differs in line 1'],
    ['a missing file', () => rmSync(makefile), 'Makefile is only in the tree'],
    [
      'an extra file',
      () => writeFileSync(join(trees, 'default/new'), ''),
      'new is only in the folder',
    ],
    ['an index', () => rmSync(join(trees, 'default/TREE.json')), 'it has no valid TREE.json'],
    ['a whole tree', () => rmSync(join(trees, 'default'), { recursive: true }), "it doesn't exist"],
  ]

  test.each(inScope(differences, differences.slice(0, 3)))(
    'fails with both runners for %s that differs, in CI',
    async (_, change, message) => {
      change()
      for (const command of ['npm test -- -u', 'npm run test:node']) {
        const { code, output } = await tryIn(project, command, 'true', {
          env: { UPDATE_TREES: '1' },
        })
        expect(code, output).toBe(1)
        expect(output).toContain(message)
        expect(output).toContain(`the tree doesn't match trees/default:`)
      }
    },
  )

  test.each([
    ['npm test -- -u', ''],
    ['npm run test:node', '1'],
  ])('%s updates a tree, outside CI', async (command, update) => {
    const before = readFileSync(makefile, 'utf8')
    writeFileSync(makefile, 'all:\n')
    const { code, output } = await tryIn(project, command, '', { env: { UPDATE_TREES: update } })
    expect(code, output).toBe(0)
    expect(readFileSync(makefile, 'utf8')).toBe(before)
    expect((await tryIn(project, command, 'true')).code).toBe(0)
  })

  test.each([
    ['as it is', 'trees.test.ts', '', 0],
    ['with a misspelled option', 'wrong.ts', "{ levle: 'index' }", 1],
    ['with an unknown level', 'wrong.ts', "{ level: 'names' }", 1],
  ])('has types: %s', async (_, file, options, exitCode) => {
    if (options !== '') {
      const text = `import 'create-go-docker/testing/vitest'
        import { expect } from 'vitest'
        expect(1).toMatchTree('a', ${options})`
      writeFileSync(join(project, file), text)
    }
    const config = {
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        strict: true,
        noEmit: true,
        types: [],
      },
      files: [file],
    }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
    const tsc = resolve('node_modules/typescript/bin/tsc')
    const { code, output } = await attempt(process.execPath, [tsc, '-p', project])
    expect(code, output).toBe(exitCode)
  })
})

describe('docs/testing.md', () => {
  const page = readFileSync('docs/testing.md', 'utf8')
  const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  )
  const files = [...page.matchAll(/Write\s`([\w./-]+)`:\n\n```\w+\n([\s\S]*?)```/g)]

  test('has commands that work, in their order, with the files that it shows', async () => {
    const cwd = await installed('docs')
    for (const [, name = '', text = ''] of files) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true })
      writeFileSync(join(cwd, name), text)
    }
    expect(files.map(([, name]) => name)).toEqual([
      'trees.test.ts',
      'layers/house-1/layer.json',
      'layers/house-1/files/RUNBOOK.md',
      'layers/house-2/layer.json',
      'layers/house-2/files/RUNBOOK.md',
      'updates.test.ts',
      'trees.node.mjs',
    ])
    expect(commands[0]).toBe('npm install --save-dev create-go-docker vitest')
    await tryDocs(commands.slice(0, 1), '')
    await tryDocs(commands.slice(1), '')
    await tryDocs(commands.slice(1), 'true')

    async function tryDocs(lines: readonly string[], ci: string): Promise<void> {
      for (const line of lines) {
        const [, update = '', words = ''] = /^(?:UPDATE_TREES=(\S+) )?(.*)$/.exec(line) ?? []
        const command = words.replace(' create-go-docker ', ` ${tarball} `)
        const { code, output } = await tryIn(cwd, command, ci, { env: { UPDATE_TREES: update } })
        expect(code, `${line}\n${output}`).toBe(0)
        expect(output).toMatch(/added \d+ packages|Tests +26 passed \(26\)|pass 1\n/)
      }
    }
  })
})

test('the helpers need neither vitest nor any other package', async () => {
  const cwd = await installed('alone')
  const code = `
    import * as testing from 'create-go-docker/testing'
    const tree = await testing.renderTree()
    console.log(testing.treeProblems(tree).length, testing.matrix().length)`
  const { code: exitCode, output } = await attempt(
    process.execPath,
    ['--input-type=module', '-e', code],
    { cwd },
  )
  expect(exitCode, output).toBe(0)
  expect(output).toBe('0 12')
  const { output: without } = await attempt(
    process.execPath,
    ['--input-type=module', '-e', "await import('create-go-docker/testing/vitest')"],
    { cwd },
  )
  expect(without).toContain("Cannot find package 'vitest'")
})
