import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { apply } from '../../../generators/disk/apply.ts'
import { snapshot } from '../../../generators/disk/snapshot.ts'
import { conflicts, type Decision, isWork, type Plan } from '../../../generators/plan/change.ts'
import { compare } from '../../../generators/plan/compare.ts'
import { decide } from '../../../generators/plan/decide.ts'
import { readRecord, recordPaths, withRecord } from '../../../generators/plan/record.ts'
import { type Tree, type TreeFile, textIn } from '../../../generators/plan/tree.ts'
import { cells } from '../../support/matrix.ts'
import { treeFile } from '../../tree-file.ts'
import { inScratch } from '../disk/disk.ts'
import { untruths } from './untruths.ts'

/** Returns a generator of pseudorandom integers below a limit, which depend only on the seed. */
function random(seed: number) {
  let state = seed
  return (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

type Random = ReturnType<typeof random>

/** Returns a tree of the built-in templates, without its record. */
function treeOf(framework: string, database: string): Tree {
  const cell = cells.find((cell) => cell.framework === framework && cell.database === database)
  return new Map(
    [...(cell?.tree ?? [])].filter(([path]) => !recordPaths.some((own) => own === path)),
  )
}

/**
 * Two trees between which files move, appear and disappear, as between two versions of the
 * templates.
 */
const base: Tree = new Map([
  ...treeOf('net/http', 'postgres'),
  ['zz.dockerfile', treeFile('FROM a')],
])
const other = new Map(
  [...treeOf('echo', 'redis')].map(([path, file]): [string, TreeFile] => {
    const text = textIn(file)
    const moved = file.merging === 'block' ? text.replace('# END', '/more\n# END') : text
    return [path, { ...file, content: Buffer.from(moved) }]
  }),
)

/** The content that a user may have at a path; `ours` is the content from the template. */
const theirs: readonly ((ours: string) => string | Buffer)[] = [
  (ours) => ours,
  (ours) => ours.replaceAll('\n', '\r\n'),
  (ours) => `${ours}# mine\n`,
  (ours) => `mine\n${ours}`,
  (ours) => ours.replace(/\n.*\n/, '\n'),
  () => '',
  () => 'mine',
  () => 'mine\r\nall mine\r\n',
  () => '\uFEFF# mine\n',
  () => '*\n!src\n',
  () => 'module github.com/acme/greeter\n\ngo 1.26\n',
  () => 'module github.com/acme/greeter\n\ngo 1.99\n',
  () => '# BEGIN create-go-docker\nmine\n# END create-go-docker\n',
  () => '# BEGIN create-go-docker\nmine\n',
  () => Buffer.from([0xff, 0x00, 0x0a]),
]

/** Puts content that a user may have at some paths of a tree. */
function disturb(directory: string, tree: Tree, next: Random, oneIn: number): void {
  for (const [path, file] of tree) {
    if (next(oneIn) > 0) continue
    const place = join(directory, path)
    rmSync(place, { recursive: true, force: true })
    mkdirSync(dirname(place), { recursive: true })
    // For these two paths, anything but a file is a conflict that no decision resolves.
    const kind = next(theirs.length + (/^go\.(mod|sum)$/.test(path) ? 0 : 3))
    const make = theirs[kind]
    if (make !== undefined)
      writeFileSync(place, make(textIn(file)), { mode: next(6) === 0 ? 0o755 : 0o644 })
    else if (kind === theirs.length) symlinkSync('nowhere', place)
    else if (kind === theirs.length + 1) mkdirSync(place)
  }
}

async function planFor(
  directory: string,
  tree: Tree,
  decisions: (path: string) => Decision | undefined,
): Promise<Plan> {
  const recorded = readRecord(
    await snapshot(directory, new Map(recordPaths.map((path) => [path, {}]))),
  )
  expect(recorded.problems).toEqual([])
  const written = new Map(Object.entries(recorded.lock?.files ?? {}))
  const known = [...recordPaths, ...written.keys()].map((path) => [path, {}] as const)
  const seen = await snapshot(directory, new Map([...known, ...tree]))
  const settle = (plan: Plan, by: typeof decisions) =>
    decide(
      plan,
      new Map(
        conflicts(plan).flatMap(({ path }) => {
          const decision = by(path)
          return decision === undefined ? [] : [[path, decision] as const]
        }),
      ),
    )
  const compared = settle(compare(directory, tree, seen, written), decisions)
  const decided =
    decisions('') === undefined
      ? compared
      : settle(
          settle(compared, () => 'keep'),
          () => 'overwrite',
        )
  if (conflicts(decided).length > 0) return decided
  return withRecord(
    decided,
    { generator: 'service', answers: { name: 'svc' }, exclude: [], layers: [] },
    seen,
  )
}

function lockIn(directory: string) {
  const path = join(directory, 'go-docker.lock.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** Applies a tree with random decisions, and expects everything that the record promises. */
async function run(directory: string, tree: Tree, next: Random): Promise<Plan> {
  const decision = (): Decision => (['keep', 'overwrite', 'append'] as const)[next(3)] ?? 'keep'
  const plan = await planFor(directory, tree, decision)
  const before = new Map(
    plan.changes.flatMap((change) =>
      'existing' in change && change.existing.kind === 'file'
        ? [[change.path, Buffer.from(change.existing.file.content)] as const]
        : [],
    ),
  )
  const lockBefore = lockIn(directory)
  await apply(plan)
  for (const change of plan.changes) {
    const was = before.get(change.path)
    if (was === undefined) continue
    if (change.status === 'keep' || change.status === 'identical') {
      expect(readFileSync(join(directory, change.path)), change.path).toEqual(was)
    }
    if (change.status === 'merge' && !/^go\.(mod|sum)$/.test(change.path))
      expectOnlyOurs(was, readFileSync(join(directory, change.path)))
  }
  const lock = lockIn(directory)
  expect(untruths(lock, directory, lockBefore)).toEqual([])
  expect(Object.keys(lock.files)).toEqual([...tree.keys()])
  const again = await planFor(directory, tree, () => undefined)
  expect(again.changes.filter((change) => isWork(change) || change.status === 'conflict')).toEqual(
    [],
  )
  return plan
}

/** Expects that the file still contains every byte of the user, in order, except for our block. */
function expectOnlyOurs(was: Buffer, is: Buffer): void {
  const block = /(# |<!-- )BEGIN create-go-docker[\s\S]*END create-go-docker( -->)?[ \t]*(\r?\n|$)/
  const [mine, now] = [was, is].map((bytes) => bytes.toString().replace(block, '\0'))
  if (mine?.includes('\0')) expect(now).toBe(mine)
  else expect(now?.startsWith(mine ?? '')).toBe(true)
}

const seeds = Array.from({ length: Number(process.env.RECORD_SEEDS ?? 6) }, (_, index) => index + 1)

test.each(seeds)(
  "the record is right, a second run does nothing, and the user's files are untouched, whatever existed and was decided: %i",
  async (seed) => {
    const next = random(seed)
    await inScratch(async (directory) => {
      disturb(directory, base, next, 1 + next(8))
      await run(directory, base, next)
    })
  },
)

test.each(seeds)('and after edits and an update to another template: %i', async (seed) => {
  const next = random(seed * 1000)
  await inScratch(async (directory) => {
    await run(directory, base, next)
    disturb(directory, base, next, 2 + next(8))
    await run(directory, other, next)
    disturb(directory, other, next, 4)
    await run(directory, base, next)
  })
})

test('files change, appear and disappear between the two templates, so the runs above cover every status', async () => {
  const seen = new Set<string>()
  const next = random(7)
  await inScratch(async (directory) => {
    for (const tree of [base, other, base, other]) {
      disturb(directory, tree, next, 5)
      const plan = await run(directory, tree, next)
      for (const { status } of plan.changes) seen.add(status)
    }
  })
  expect([...seen].sort()).toEqual(['create', 'identical', 'keep', 'merge', 'remove', 'update'])
})

test('a lock that does not describe the disk is detected', async () => {
  await inScratch(async (directory) => {
    await run(directory, base, random(1))
    const lock = JSON.parse(readFileSync(join(directory, 'go-docker.lock.json'), 'utf8'))
    writeFileSync(join(directory, 'Makefile'), 'mine')
    rmSync(join(directory, 'init.sql'), { force: true })
    rmSync(join(directory, 'go.sum'))
    writeFileSync(
      join(directory, '.gitignore'),
      readFileSync(join(directory, '.gitignore'), 'utf8').replace('/bin/', '/obj/'),
    )
    const paths = untruths(lock, directory, undefined).map((text) => text.split(':')[0])
    expect(paths).toEqual(expect.arrayContaining(['.gitignore', 'Makefile', 'go.sum']))
  })
})
