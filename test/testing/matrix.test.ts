import { describe, expect, test } from 'vitest'
import { combinations } from '../../generators/questions/combinations.ts'
import { options } from '../../generators/questions/options.ts'
import type { Combination, Table } from '../../generators/questions/table.ts'
import { type Cell, cellsOf } from '../../testing/cells.ts'
import { type MatrixOptions, matrix } from '../../testing/index.ts'
import { pairwise } from '../../testing/pairwise.ts'
import { wider } from '../generators/questions/tables.ts'

/** Returns every pair of an option and its value with another one, in some answers. */
function pairsIn(answers: Cell['answers']): readonly string[] {
  const values = Object.entries(answers).map((entry) => JSON.stringify(entry))
  return values.flatMap((one) => values.map((other) => `${one} with ${other}`))
}

function pairsOf(cells: readonly Cell[]): ReadonlySet<string> {
  return new Set(cells.flatMap(({ answers }) => pairsIn(answers)))
}

test('without options, it has every combination, with a title', () => {
  expect(matrix().map(({ answers }) => answers)).toEqual(combinations(options))
  expect(matrix()[0]?.title).toBe('net-http-redis-scratch')
})

describe.each<[string, Table, number, number]>([
  ['the built-in table', options, 12, 7],
  ['a wider table', wider, 12 * 3 * 5, 16],
])('of %s', (_, table, all, few) => {
  const cells = cellsOf(table, {})
  const pairs = cellsOf(table, { strength: 'pairwise' })

  test('the titles are different, and names of folders', () => {
    expect(new Set(cells.map(({ title }) => title)).size).toBe(all)
    for (const { title } of cells) expect(title).toMatch(/^[\w+-]+$/)
  })

  test('pairwise contains every pair of values, in few combinations', () => {
    expect([...pairsOf(cells)].filter((pair) => !pairsOf(pairs).has(pair))).toEqual([])
    expect(pairs.length).toBeLessThanOrEqual(few)
  })

  test('pairwise begins with the defaults', () => {
    const defaults = Object.entries(table).map(([option, row]) => [option, row.default])
    expect(pairs[0]?.answers).toEqual(Object.fromEntries(defaults))
  })

  test('pairwise is always the same, and has no combination twice', () => {
    expect(cellsOf(table, { strength: 'pairwise' })).toEqual(pairs)
    expect(new Set(pairs.map(({ title }) => title)).size).toBe(pairs.length)
  })
})

test.each<[string, MatrixOptions, number]>([
  ['only one value', { only: { framework: ['echo'] } }, 6],
  ['only some values', { only: { framework: ['echo'], baseImage: ['alpine', 'scratch'] } }, 4],
  ['without a value', { without: [{ baseImage: 'alpine' }] }, 8],
  ['without a pair', { without: [{ framework: 'echo', database: 'redis' }] }, 9],
  ['without several', { without: [{ framework: 'echo' }, { database: 'redis' }] }, 3],
  ['all of it', { only: { framework: ['echo'] }, without: [{ baseImage: 'alpine' }] }, 4],
])('%s leaves the others', (_, chosen, count) => {
  const cells = matrix(chosen)
  expect(cells).toHaveLength(count)
  for (const { answers } of cells) {
    for (const [option, values] of Object.entries(chosen.only ?? {})) {
      expect(values).toContain(answers[option])
    }
    for (const values of chosen.without ?? []) {
      expect({ ...answers, ...values }).not.toEqual(answers)
    }
  }
  const pairs = matrix({ ...chosen, strength: 'pairwise' })
  expect(pairsOf(pairs)).toEqual(pairsOf(cells))
})

test('pairwise has no defaults where they are left out', () => {
  const cells = matrix({ strength: 'pairwise', without: [{ framework: 'net/http' }] })
  expect(cells.map(({ answers }) => answers.framework)).not.toContain('net/http')
})

test('several values are the same in any order', () => {
  const cells = cellsOf(wider, { only: { features: [['Profiles', 'Metrics', 'Tracing']] } })
  expect(cells).toHaveLength(36)
})

test('pairwise of a single option has each value', () => {
  const all: readonly Combination[] = [{ a: '1' }, { a: '2' }]
  expect(pairwise(all, [])).toEqual(all)
})

test.each<[string, MatrixOptions, string]>([
  [
    'an unknown option',
    { only: { cache: ['x'] } },
    'unknown option cache; the options are framework',
  ],
  ['a name from the prototype', { without: [{ toString: 'x' }] }, 'unknown option toString'],
  ['an unknown value', { only: { framework: ['gin'] } }, 'framework: must be net/http or echo'],
  ['an unknown value left out', { without: [{ database: 'mysql' }] }, 'database: must be'],
  ['nothing left', { without: [{}] }, 'no combination is left'],
])('%s is an error', (_, chosen, message) => {
  expect(() => matrix(chosen)).toThrow(message)
})

test('every problem is listed', () => {
  const chosen = { only: { framework: ['gin', 'chi'] }, without: [{ cache: 'x' }] }
  expect(() => matrix(chosen)).toThrow(/^framework: .*\nframework: .*\nunknown option cache/)
})

test('has the choices, the locks and the questions of house layers', () => {
  const layers = ['examples/layers/company', 'examples/layers/chi', 'examples/layers/valkey']
  const cells = matrix({ layers })
  expect(cells).toHaveLength(9)
  expect(new Set(cells.map(({ answers }) => answers.baseImage))).toEqual(new Set(['distroless']))
  expect(cells.map(({ title }) => title)).toContain('chi-valkey-distroless-platform')
})
