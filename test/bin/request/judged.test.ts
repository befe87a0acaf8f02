import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DestinationFacts } from '../../../generators/questions/destination-facts.ts'
import { resultIn, runMain } from '../run.ts'

/** The facts about every destination, and the destinations that were looked at. */
const stub = vi.hoisted(() => ({ facts: { problems: [] } as DestinationFacts, seen: [''], git: 0 }))

vi.mock('../../../bin/request/destination.ts', () => ({
  destinationFacts: (directory: string) => {
    stub.seen.push(directory)
    return stub.facts
  },
  waitingProblems: () => [],
}))

vi.mock('../../../bin/git/facts.ts', () => ({
  gitFacts: async () => {
    stub.git++
    return { githubUser: 'acme' }
  },
}))

const recorded = {
  name: 'cart',
  module: 'example.com/cart',
  framework: 'echo',
  database: 'redis',
  baseImage: 'alpine',
}

let cwd = ''

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'request-'))
  Object.assign(stub, { facts: { recorded, problems: [] }, seen: [], git: 0 })
})

afterEach(() => rmSync(cwd, { recursive: true, force: true }))

async function run(words: string, changes: Parameters<typeof runMain>[1] = { cwd }) {
  const argv = words.split(' ').filter(Boolean)
  const { code, stdout } = await runMain([...argv, '--no-git', '--json'], changes)
  return { code, result: resultIn(stdout) }
}

test.each([
  ['. --yes', '.'],
  ['--yes', '.'],
  ['.', '.'],
  ['sub --yes --framework echo', 'sub'],
])('recorded answers are used, and git is not asked: %s', async (words, directory) => {
  const { code, result } = await run(words)
  expect({ code, answers: result.answers }).toEqual({ code: 0, answers: recorded })
  expect({ seen: stub.seen, git: stub.git }).toEqual({ seen: [directory], git: 0 })
  expect(result.directory).toBe(join(cwd, directory))
})

test.each(['sub --framework net/http', 'sub --yes --framework net/http'])(
  'an answer that differs from the recorded one ends with 1, and nothing is written: %s',
  async (words) => {
    const { code, result } = await run(words)
    expect(code).toBe(1)
    expect(result).toMatchObject({
      kind: 'failure',
      problems: [
        { message: 'cart was created with --framework echo, but --framework net/http was given' },
      ],
    })
    expect(readdirSync(cwd)).toEqual([])
  },
)

test('at a terminal, it is rejected before any question', async () => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  const stderr = Object.assign(new PassThrough(), { isTTY: true })
  const { code } = await run('sub --database postgres', { cwd, stdin, stderr })
  expect(code).toBe(1)
  expect(String(stderr.read() ?? '')).toBe('')
})

test('a command line with other problems ends with 2, and lists both', async () => {
  const { code, result } = await run('sub --yes --database postgres --nonsense')
  expect(code).toBe(2)
  expect(result.problems.map(({ message }: { message: string }) => message)).toEqual([
    'unknown flag --nonsense',
    'cart was created with --database redis, but --database postgres was given',
  ])
})

test("the module path in a go.mod takes precedence over git, which isn't asked", async () => {
  stub.facts = { goModule: 'example.com/x/shop', problems: [] }
  const { result } = await run('sub --yes')
  expect(result.answers).toMatchObject({ name: 'shop', module: 'example.com/x/shop' })
  expect(stub.git).toBe(0)
})

test.each([
  ['sub --yes', 1],
  ['sub --yes --module m', 0],
  ['--yes', 0],
])('git is only asked if a default depends on it: %s', async (words, times) => {
  stub.facts = { problems: [] }
  await run(words)
  expect(stub.git).toBe(times)
})
