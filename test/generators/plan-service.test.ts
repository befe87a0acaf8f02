import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { apply } from '../../generators/disk/apply.ts'
import { conflicts, type Decision, isWork, type Plan } from '../../generators/plan/change.ts'
import { planService } from '../../generators/plan-service.ts'
import type { Answers } from '../../generators/questions/answers.ts'
import { options } from '../../generators/questions/options.ts'
import { inScratch, put } from './disk/disk.ts'
import { untruths } from './plan/untruths.ts'

const answers: Answers = {
  name: 'greeter',
  module: 'github.com/acme/greeter',
  framework: 'net/http',
  database: 'postgres',
  baseImage: 'distroless',
}

async function planIn(directory: string, decision?: Decision) {
  return planService({
    directory,
    answers,
    version: '0.0.0',
    table: options,
    ...(decision && { decision }),
  })
}

const open = (plan: Plan) => conflicts(plan).map(({ path }) => path)

/** Returns the changes other than creations, as `status path`. */
const met = ({ changes }: Plan) =>
  changes.flatMap(({ status, path }) => (status === 'create' ? [] : [`${status} ${path}`]))

/** Applies a plan, and expects that the lock is correct and a second run has nothing to do. */
async function settle(directory: string, plan: Plan): Promise<void> {
  const path = join(directory, 'go-docker.lock.json')
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
  await apply(plan)
  const lock = JSON.parse(readFileSync(path, 'utf8'))
  expect(untruths(lock, directory, before)).toEqual([])
  const again = await planIn(directory)
  expect(open(again.plan)).toEqual([])
  expect(again.plan.changes.filter(isWork)).toEqual([])
}

const clone = {
  'README.md': '# greeter\n',
  LICENSE: 'MIT\n',
  '.gitignore': '*.exe\n*.test\n.env\n',
  'go.mod': 'module github.com/acme/greeter\n\ngo 1.26\n',
}

describe("a forge's clone with a go.mod of go mod init", () => {
  test('needs one decision, about README.md', async () => {
    await inScratch(async (directory) => {
      put(directory, clone)
      const { plan, warnings } = await planIn(directory)
      expect(open(plan)).toEqual(['README.md'])
      expect(warnings).toEqual([])
    })
  })

  test.each<[Decision, readonly string[]]>([
    ['keep', ['merge .gitignore', 'keep README.md', 'update go.mod']],
    ['overwrite', ['merge .gitignore', 'update README.md', 'update go.mod']],
    ['append', ['merge .gitignore', 'merge README.md', 'update go.mod']],
  ])('is complete with --on-conflict %s', async (decision, expected) => {
    await inScratch(async (directory) => {
      put(directory, clone)
      const { plan } = await planIn(directory, decision)
      expect(met(plan)).toEqual(expected)
      await settle(directory, plan)
      expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toContain('\n/.local/\n')
      expect(readFileSync(join(directory, 'LICENSE'), 'utf8')).toBe('MIT\n')
    })
  })
})

describe('existing files', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['a .gitignore with CRLF is merged', { '.gitignore': 'a\r\n' }, ['merge .gitignore']],
    ['an own .dockerignore is merged', { '.dockerignore': 'docs\n' }, ['merge .dockerignore']],
    ['an allow-list is a conflict', { '.dockerignore': '*\n!src\n' }, ['conflict .dockerignore']],
    ['a Dockerfile is a conflict', { Dockerfile: 'FROM x\n' }, ['conflict Dockerfile']],
    [
      'a go.mod that lacks a requirement is a conflict',
      { 'go.mod': 'module github.com/acme/greeter\ngo 1.26.0\nrequire a.b/c v1.0.0\n' },
      ['conflict go.mod'],
    ],
    [
      'a file where we need a folder is a conflict a file',
      { 'cmd/cli': '' },
      ['conflict cmd/cli/main.go', 'conflict cmd/cli/main_test.go'],
    ],
  ])('%s', async (_, files, expected) => {
    await inScratch(async (directory) => {
      put(directory, files)
      expect(met((await planIn(directory)).plan)).toEqual(expected)
    })
  })

  test.each<[string, string]>([
    ['a symbolic link', 'README.md'],
    ['a link in place of a folder', 'cmd'],
  ])('%s is kept, and again in the next run without a decision', async (_, path) => {
    await inScratch(async (directory) => {
      symlinkSync('elsewhere', join(directory, path))
      expect(open((await planIn(directory, 'overwrite')).plan)).not.toEqual([])
      await settle(directory, (await planIn(directory, 'keep')).plan)
    })
  })

  test("go.mod can't be kept if nothing would compile: the conflict stays open", async () => {
    await inScratch(async (directory) => {
      put(directory, { 'go.mod': 'module github.com/acme/other\n' })
      expect(open((await planIn(directory, 'keep')).plan)).toEqual(['go.mod'])
      await settle(directory, (await planIn(directory, 'overwrite')).plan)
    })
  })
})

describe('after a run', () => {
  test('edits of every kind of file are kept, deleted files are restored, and the lock says so', async () => {
    await inScratch(async (directory) => {
      await settle(directory, (await planIn(directory)).plan)
      const edited = [
        'Dockerfile',
        'README.md',
        'cmd/api/main.go',
        'go.mod',
        'go.sum',
        '.env.example',
      ]
      for (const path of edited) writeFileSync(join(directory, path), 'mine\n')
      put(directory, { '.gitignore': 'mine\n', '.editorconfig': 'mine\r\n' })
      rmSync(join(directory, 'Makefile'))
      const { plan } = await planIn(directory)
      expect(met(plan).filter((text) => !text.startsWith('identical'))).toEqual(
        [...edited, '.gitignore', '.editorconfig']
          .map((path) => `keep ${path}`)
          .concat('update go-docker.lock.json')
          .sort((a, b) => ((a.split(' ')[1] ?? '') < (b.split(' ')[1] ?? '') ? -1 : 1)),
      )
      expect(
        plan.changes.filter(({ status }) => status === 'create').map(({ path }) => path),
      ).toEqual(['Makefile'])
      await settle(directory, plan)
    })
  })

  test('a path that the intent excludes is removed, unless it was edited', async () => {
    await inScratch(async (directory) => {
      await settle(directory, (await planIn(directory)).plan)
      const exclude = ['renovate.json', '.editorconfig', 'init.sql']
      writeFileSync(join(directory, 'go-docker.json'), JSON.stringify({ answers, exclude }))
      writeFileSync(join(directory, '.editorconfig'), 'mine\n')
      const { plan } = await planIn(directory)
      expect(open(plan)).toEqual(['.editorconfig'])
      const { plan: kept } = await planIn(directory, 'keep')
      expect(met(kept)).toEqual(
        expect.arrayContaining(['remove renovate.json', 'keep .editorconfig', 'keep init.sql']),
      )
      await settle(directory, kept)
    })
  })
})

test('below the root of a repository, files that only work in the root are left out, now and in the next run', async () => {
  await inScratch(async (directory) => {
    put(directory, { '.git/HEAD': '' })
    const service = join(directory, 'svc')
    const { plan, warnings } = await planIn(service)
    expect(plan.changes.map(({ path }) => path)).not.toEqual(
      expect.arrayContaining(['renovate.json']),
    )
    expect(warnings.map(({ rule }) => rule)).toEqual(['destination/below-root'])
    await settle(service, plan)
  })
})

test('a .gitignore that ignores new files of ours is named line by line', async () => {
  await inScratch(async (directory) => {
    put(directory, { '.gitignore': '# mine\ncmd/\n.env*\n' })
    const rules = async () =>
      (await planIn(directory)).warnings.map(({ rule, line }) => [rule, line])
    expect(await rules()).toEqual([
      ['destination/ignored', 3],
      ['destination/ignored', 2],
    ])
    await settle(directory, (await planIn(directory)).plan)
    expect(await rules()).toEqual([])
  })
})

test('a .gitignore that ignores the record is named until the record exists', async () => {
  await inScratch(async (directory) => {
    put(directory, { '.gitignore': '*.lock.json\n/go-docker.json\n' })
    const lines = async () => (await planIn(directory)).warnings.map(({ line }) => line)
    expect(await lines()).toEqual([2, 1])
    await settle(directory, (await planIn(directory)).plan)
    expect(await lines()).toEqual([])
  })
})

test('a .gitignore in the enclosing repository that ignores our files is named by its own path and line', async () => {
  await inScratch(async (directory) => {
    put(directory, { '.git/HEAD': '', '.gitignore': 'bin/\ninternal/\n' })
    const { warnings } = await planIn(join(directory, 'services/svc'))
    const places = warnings.map(({ rule, file, line }) => `${rule} ${file} ${line}`)
    expect(places).toContain('destination/ignored ../../.gitignore 2')
  })
})

test.each<[string, Decision]>([
  ['vendor/modules.txt beside a go.mod that is overwritten', 'overwrite'],
  ['a .dockerignore that hides our sources and is kept', 'keep'],
])('an interactive decision has the same warnings as the flag: %s', (_, decision) =>
  inScratch(async (directory) => {
    put(directory, {
      'vendor/modules.txt': '# example.com/x v1.0.0\n',
      ...(decision === 'overwrite'
        ? {
            'go.mod': 'module github.com/acme/greeter\n\ngo 1.26\n\nrequire example.com/x v1.0.0\n',
          }
        : { '.dockerignore': '*\n!src\n' }),
    })
    const byFlag = await planIn(directory, decision)
    const undecided = await planIn(directory)
    const decisions = new Map(open(undecided.plan).map((path) => [path, decision]))
    const byHand = undecided.decide(decisions)
    expect(byFlag.warnings.length).toBeGreaterThan(0)
    expect(byHand.warnings).toEqual(byFlag.warnings)
    expect(byHand.warnings).not.toEqual(undecided.warnings)
    expect(byHand.plan).toEqual(byFlag.plan)
  }),
)
