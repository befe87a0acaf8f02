import { execFile } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { snapshot } from '../../../generators/disk/snapshot.ts'
import { recover } from '../../../generators/disk/transaction/index.ts'
import { compare } from '../../../generators/plan/compare.ts'
import type { Tree } from '../../../generators/plan/tree.ts'
import { bundledChild, type Child } from '../../kill/child.ts'
import { killMoments } from '../../support/scope.ts'
import { create, inScratch, listing, put } from './disk.ts'
import { treeNamed } from './kill/trees.ts'

const moments = killMoments
const fewer = Math.ceil(moments / 5)
const first = treeNamed('first')
const second = treeNamed('second')
const kill = join(import.meta.dirname, 'kill')
let child: Child

beforeAll(() => {
  child = bundledChild(kill)
})
afterAll(() => child.remove())

type Environment = Readonly<Record<string, string>>

/**
 * Creates a tree in a separate process that is killed at some moment; returns its signal and
 * output.
 */
function run(directory: string, name: string, at: number, environment: Environment) {
  const args = ['--require', join(kill, 'hook.cjs'), child.path, directory, name]
  const env = { ...process.env, ...environment, KILL_AT: String(at) }
  return new Promise<{ signal: string | undefined; output: string }>((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      resolve({ signal: error?.signal ?? undefined, output: stdout + stderr }),
    )
  })
}

/** Returns how many calls of a run change the disk. */
async function count(directory: string, name: string, environment: Environment = {}) {
  const { output } = await run(directory, name, 0, environment)
  expect(output).toMatch(/^\d+$/)
  return Number(output)
}

async function killed(directory: string, name: string, at: number, environment: Environment = {}) {
  const end = await run(directory, name, at, environment)
  expect(end).toEqual({ signal: 'SIGKILL', output: '' })
}

/**
 * Returns moments spread over a run with this many calls: before a call, or after half of its bytes
 * have been written.
 */
function spread(calls: number, number: number): readonly number[] {
  const count = Math.min(number, 2 * calls)
  const before = Array.from({ length: count - 1 }, (_, n) => n / (count - 1))
  return [...before.map((part) => 1 + Math.floor(part * (2 * calls - 1)) / 2), calls]
}

/** Calls a function with each value, three at a time, and returns the results in order. */
async function each<T, R>(
  values: readonly T[],
  act: (value: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  const queue = [...values.entries()]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await act(next[1])
  }
  await Promise.all([worker(), worker(), worker()])
  return results
}

/**
 * Returns how a tree compares with a directory, without identical files: path → the existing
 * content, or the status.
 */
async function outlook(directory: string, tree: Tree): Promise<Readonly<Record<string, string>>> {
  const { changes } = compare(directory, tree, await snapshot(directory, tree))
  return Object.fromEntries(
    changes
      .filter(({ status }) => status !== 'identical')
      .map((change) => [
        change.path,
        'existing' in change && change.existing.kind === 'file'
          ? change.existing.file.content.toString()
          : change.status,
      ]),
  )
}

/**
 * Expects the files of a complete tree, and every other file of an earlier listing, with the same
 * content and inode.
 */
function expectAdded(directory: string, whole: Listing, before: Listing): void {
  const after = listing(directory)
  expect(Object.keys(after).sort()).toEqual(
    [...new Set(Object.keys({ ...before, ...whole }))].sort(),
  )
  expect(after).toMatchObject(files(whole))
  const others = Object.entries(before).filter(([path]) => files(whole)[path] === undefined)
  expect(listing(directory, true)).toMatchObject(Object.fromEntries(others))
}

type Listing = Readonly<Record<string, string>>

function files(found: Listing): Listing {
  return Object.fromEntries(Object.entries(found).filter(([path]) => !path.endsWith('/')))
}

/** Expects false for the first moments, before the run was done, and true for all later ones. */
function expectOneTurn(ends: readonly boolean[]): void {
  expect(ends).toEqual([...ends].sort())
  expect(new Set(ends)).toEqual(new Set([false, true]))
}

async function listingOf(tree: Tree): Promise<Readonly<Record<string, string>>> {
  return inScratch(async (dir) => {
    await create(join(dir, 'svc'), tree)
    return listing(join(dir, 'svc'))
  })
}

/** Runs a test in a user's directory, in which the first tree overwrites three files. */
async function inSettled<T>(act: (directory: string, before: Listing) => Promise<T>): Promise<T> {
  return inScratch((directory) => {
    put(directory, {
      'README.md': 'my readme',
      'cmd/api/main.go': 'my main',
      'first/d0/e0/f0.sh': 'my script',
      'second/d1/e1/f1.sh': 'my other script',
      'internal/p1/mine.go': 'mine',
      '.git/config': 'mine',
      LICENSE: 'mine',
    })
    chmodSync(join(directory, 'first/d0/e0/f0.sh'), 0o755)
    return act(directory, listing(directory, true))
  })
}

test('the kill test covers every call in disk/ that changes the disk', () => {
  const reading = /^(|type .*|constants|(close|[lf]?stat|realpath|read(File|dir|link)?)Sync)$/
  const disk = 'generators/disk'
  const called = readdirSync(disk, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    if (!name.endsWith('.ts')) return []
    const source = readFileSync(join(disk, name), 'utf8')
    const names = /import \{([^}]*)\} from 'node:fs'/.exec(source)?.[1] ?? ''
    return names.split(',').map((each) => each.trim())
  })
  const changing = new Set(called.filter((name) => !reading.test(name)))
  expect(changing).toContain('writeFileSync')
  const hook = readFileSync(join(kill, 'hook.cjs'), 'utf8')
  for (const name of changing) expect(hook).toContain(`  '${name}',`)
})

describe('a run killed', { timeout: 3_600_000 }, () => {
  test(`at ${moments} moments leaves a new directory absent or complete, and the next run cleans up`, async () => {
    const [wholeFirst, wholeSecond] = [await listingOf(first), await listingOf(second)]
    const calls = await inScratch((dir) => count(join(dir, 'a/svc'), 'first'))
    const ends = await each(spread(calls, moments), (at) =>
      inScratch(async (dir) => {
        await killed(join(dir, 'a/svc'), 'first', at)
        const done = readdirSync(dir).includes('a')
        if (done) expect(listing(join(dir, 'a/svc'))).toEqual(wholeFirst)
        await create(join(dir, 'a/svc'), done ? first : second)
        expect(listing(join(dir, 'a/svc'))).toEqual(done ? wholeFirst : wholeSecond)
        await recover(join(dir, 'b'))
        expect(readdirSync(dir)).toEqual(['a'])
        return done
      }),
    )
    expectOneTurn(ends)
  })

  test.each([
    ['with hard links', moments, {}],
    ['without hard links', fewer, { NO_LINKS: '1' }],
  ])('in an existing directory %s at %d moments is undone', async (_, number, environment) => {
    const [wholeFirst, wholeSecond] = [await listingOf(first), await listingOf(second)]
    const calls = await inSettled((dir) => count(dir, 'first', environment))
    const ends = await each(spread(calls, number), (at) =>
      inSettled(async (dir, before) => {
        const expected = await outlook(dir, second)
        await killed(dir, 'first', at, environment)
        const left = listing(dir, true)
        const done = Object.keys(await outlook(dir, first)).length === 0
        if (!done) expect(await outlook(dir, second)).toEqual(expected)
        expect(listing(dir, true)).toEqual(left)
        await create(dir, done ? first : second)
        expectAdded(dir, done ? wholeFirst : wholeSecond, before)
        return done
      }),
    )
    expectOneTurn(ends)
  })

  test(`during the undo of another killed run, at ${fewer} moments, is undone`, async () => {
    const whole = await listingOf(second)
    const middle = Math.floor((await inSettled((dir) => count(dir, 'first'))) * 0.6)
    const calls = await inSettled(async (dir) => {
      await killed(dir, 'first', middle)
      return count(dir, 'second')
    })
    await each(spread(calls, fewer), (at) =>
      inSettled(async (dir, before) => {
        await killed(dir, 'first', middle)
        await killed(dir, 'second', at)
        await create(dir, second)
        expectAdded(dir, whole, before)
      }),
    )
  })
})

describe('concurrent runs', { timeout: 300_000 }, () => {
  test("leave the tree of one of them, and the user's files", async () => {
    const names = ['first', 'second', 'first', 'second', 'first']
    const wholes = [await listingOf(first), await listingOf(second)]
    const middle = Math.floor((await inSettled((dir) => count(dir, 'first'))) * 0.6)
    const ended = await inSettled(async (dir) => {
      await killed(dir, 'first', middle)
      const ends = await Promise.all(names.map((name) => run(dir, name, 0, {})))
      const after = listing(dir)
      const lock = after['go-docker.lock.json']
      const whole = wholes.find((each) => each['go-docker.lock.json'] === lock) ?? {}
      expect(after).toMatchObject({
        ...files(whole),
        'internal/p1/mine.go': 'mine',
        LICENSE: 'mine',
      })
      expect(Object.keys(after).filter((path) => path.startsWith('.create'))).toEqual([])
      return ends.map(({ output }) => output)
    })
    const said =
      /another run is writing to it|another program changed it|was not given|it now exists|has changed since|^\d+$/
    expect(ended).toEqual(names.map(() => expect.stringMatching(said)))
  })
})
