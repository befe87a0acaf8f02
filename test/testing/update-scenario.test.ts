import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ProblemsError, renderTree, type UserFiles, updateScenario } from '../../testing/index.ts'
import { inScratch } from '../generators/disk/disk.ts'
import { layerIn } from './layers.ts'

const record = ['go-docker.json', 'go-docker.lock.json']
const page = '# Run book\n\nCall somebody.\n\nThen wait.\n'

afterEach(() => vi.unstubAllEnvs())

/** Runs a test with a layer in two versions. */
function withLayers(act: (one: string, two: string) => Promise<void>): Promise<void> {
  return inScratch((folder) =>
    act(
      layerIn(join(folder, 'one'), {}, { 'RUNBOOK.md': page, 'old.txt': 'old\n' }),
      layerIn(
        join(folder, 'two'),
        { version: '2.0.0' },
        { 'RUNBOOK.md': page.replace('somebody', 'the team'), 'new.txt': 'new\n' },
      ),
    ),
  )
}

const ways = [
  ['git', {}],
  ['the built-in engine', { engine: 'built-in' }],
  ['no repository', { git: false }],
  ['neither', { git: false, engine: 'built-in' }],
] as const

describe.each(ways)('with %s,', (_, way) => {
  test('an update to a new version of a layer takes what changed', () =>
    withLayers(async (one, two) => {
      const result = await updateScenario({
        from: { layers: [one] },
        to: { layers: [two] },
        ...way,
      })
      const { kind, exitCode, plan, tree, lock } = result
      expect({ kind, exitCode }).toEqual({ kind: 'done', exitCode: 0 })
      expect(result.engine).toBe('engine' in way ? 'built-in' : 'git')
      const { 'RUNBOOK.md': page, 'old.txt': old, 'new.txt': added, Makefile } = plan.files
      expect({ page, old, added, Makefile }).toEqual({
        page: 'update',
        old: 'remove',
        added: 'create',
        Makefile: 'identical',
      })
      expect([plan.conflicts, plan.renames, plan.left]).toEqual([[], [], []])
      const expected = await renderTree({ layers: [two] })
      expect(tree.paths()).toEqual(expected.paths())
      for (const path of expected.paths().filter((path) => !record.includes(path))) {
        expect([path, tree.read(path)]).toEqual([path, expected.read(path)])
        expect([path, tree.mode(path)]).toEqual([path, expected.mode(path)])
      }
      expect(lock.layers.map(({ name, version }) => `${name} ${version}`)[1]).toBe('house 2.0.0')
    }))

  test('an update to other answers keeps the answers that it does not mention', async () => {
    const { exitCode, lock, tree } = await updateScenario({
      from: { answers: { module: 'x.io/cart', database: 'redis', baseImage: 'alpine' } },
      to: { answers: { database: 'postgres' } },
      ...way,
    })
    expect(exitCode).toBe(0)
    expect(lock.answers).toEqual({
      name: 'cart',
      module: 'x.io/cart',
      framework: 'net/http',
      database: 'postgres',
      baseImage: 'alpine',
    })
    expect(tree.paths()).toContain('init.sql')
  })

  test('edits of the user are merged, and a conflict is reported with its markers', () =>
    withLayers(async (one, two) => {
      const run = (user: (files: UserFiles) => void) =>
        updateScenario({ from: { layers: [one] }, to: { layers: [two] }, user, ...way })
      const merged = await run((files) =>
        files.write('RUNBOOK.md', files.read('RUNBOOK.md').replace('Then wait', 'Then sleep')),
      )
      expect(merged.plan.files['RUNBOOK.md']).toBe('merge')
      expect(merged.tree.read('RUNBOOK.md')).toBe(
        page.replace('somebody', 'the team').replace('wait', 'sleep'),
      )
      const open = await run((files) =>
        files.write('RUNBOOK.md', files.read('RUNBOOK.md').replace('somebody', 'me')),
      )
      expect(open).toMatchObject({ kind: 'conflicts-left', exitCode: 1 })
      expect(open.plan.conflicts).toEqual([{ path: 'RUNBOOK.md', kind: 'content' }])
      expect(open.plan.files['RUNBOOK.md']).toBe('conflict')
      expect(open.lock.unresolved).toEqual(['RUNBOOK.md'])
      expect(open.tree.read('RUNBOOK.md')).toMatch(/^<<<<<<< yours\nCall me\.\n/m)
    }))
})

test('the user can add, delete, move and change the mode of files', () =>
  withLayers(async (one, two) => {
    const { plan, tree } = await updateScenario({
      from: { layers: [one] },
      to: { layers: [two] },
      user: async (files) => {
        await Promise.resolve()
        files.write('docs/mine.md', 'mine\n')
        files.write('logo.png', Uint8Array.from([0x89, 0xff, 0]))
        files.remove('Makefile')
        files.rename('RUNBOOK.md', 'docs/RUNBOOK.md')
        files.chmod('init.sql', '100755')
        expect(files.paths()).toContain('docs/RUNBOOK.md')
        expect([...files.bytes('logo.png')]).toEqual([0x89, 0xff, 0])
        expect(files.mode('init.sql')).toBe('100755')
      },
    })
    expect(plan.renames).toEqual([{ from: 'RUNBOOK.md', to: 'docs/RUNBOOK.md', by: 'ours' }])
    expect(tree.read('docs/RUNBOOK.md')).toContain('the team')
    expect(tree.paths()).toEqual(expect.arrayContaining(['docs/mine.md', 'logo.png']))
    expect(tree.paths()).not.toContain('Makefile')
    expect(tree.mode('init.sql')).toBe('100755')
  }))

test.each<[string, (files: UserFiles) => void, string]>([
  ['write above the repository', (files) => files.write('../x', ''), 'cannot use the path "../x"'],
  ['write an absolute path', (files) => files.write('/tmp/x', ''), 'it is absolute'],
  ['write to git', (files) => files.write('.git/config', ''), '.git belongs to git'],
  ['delete above the repository', (files) => files.remove('../x'), 'it contains a .. segment'],
  ['move out of it', (files) => files.rename('Makefile', '../x'), 'it contains a .. segment'],
  ['move into it', (files) => files.rename('../x', 'x'), 'it contains a .. segment'],
  ['change a mode outside', (files) => files.chmod('..', '100755'), 'it contains a .. segment'],
  ['delete nothing', (files) => files.remove('nope'), 'the repository has no nope'],
  ['overwrite by a move', (files) => files.rename('Makefile', 'go.mod'), 'has go.mod'],
  ['read nothing', (files) => files.read('nope'), 'the repository has no nope'],
])('the user can not %s', async (_, user, message) => {
  await expect(updateScenario({ from: {}, to: {}, user, git: false })).rejects.toThrow(message)
})

test('answers that are not valid are refused', async () => {
  const from = { answers: { database: 'oracle' } }
  await expect(updateScenario({ from, to: {} })).rejects.toThrow(ProblemsError)
  await expect(updateScenario({ from: {}, to: from, git: false })).rejects.toThrow(
    /database.* must be /,
  )
})

test('relative layers are found from the directory of the call, wherever it is later', () =>
  withLayers(async (one, two) => {
    const here = process.cwd()
    const running = updateScenario({
      from: { layers: [relative(here, one)] },
      to: { layers: [relative(here, two)] },
      git: false,
    })
    process.chdir(join(one, 'files'))
    try {
      expect((await running).exitCode).toBe(0)
    } finally {
      process.chdir(here)
    }
  }))

test('neither configuration of git nor an outer repository matters, and nothing stays', () =>
  inScratch(async (folder) => {
    const hooks = join(folder, 'hooks')
    mkdirSync(hooks)
    mkdirSync(join(folder, 'tmp'))
    const canary = join(folder, 'canary')
    writeFileSync(join(hooks, 'pre-commit'), `#!/bin/sh\ntouch ${canary}\nexit 1\n`, {
      mode: 0o755,
    })
    const config = `[core]\n\thooksPath = ${hooks}\n\tautocrlf = true\n[commit]\n\tgpgSign = true\n`
    writeFileSync(join(folder, '.gitconfig'), config)
    vi.stubEnv('HOME', folder)
    vi.stubEnv('XDG_CONFIG_HOME', folder)
    vi.stubEnv('GIT_CONFIG_GLOBAL', join(folder, '.gitconfig'))
    vi.stubEnv('GIT_DIR', join(folder, 'nowhere'))
    vi.stubEnv('TMPDIR', join(folder, 'tmp'))
    const user = (files: UserFiles) => files.write('mine.txt', 'mine\n')
    const { exitCode, engine, tree } = await updateScenario({
      from: { answers: { framework: 'net/http' } },
      to: { answers: { framework: 'echo' } },
      user,
    })
    expect({ exitCode, engine }).toEqual({ exitCode: 0, engine: 'git' })
    expect(tree.read('mine.txt')).toBe('mine\n')
    expect(tree.paths().filter((path) => path.startsWith('.git/'))).toEqual([])
    expect(existsSync(canary)).toBe(false)
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
  }))

test('without git, it says so, and that git: false works', async () => {
  vi.stubEnv('PATH', '')
  await expect(updateScenario({ from: {}, to: {} })).rejects.toMatchObject({
    problems: [
      {
        what: 'cannot run git init in a test: git is not installed',
        fix: 'Install git, or use git: false.',
      },
    ],
  })
  const { engine } = await updateScenario({
    from: {},
    to: { answers: { framework: 'echo' } },
    git: false,
  })
  expect(engine).toBe('built-in')
})
