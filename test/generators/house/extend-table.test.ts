import { describe, expect, test } from 'vitest'
import { extendTable } from '../../../generators/house/extend-table.ts'
import type { Manifest } from '../../../generators/house/house-layer.ts'
import { contextOf } from '../../../generators/layers/context.ts'
import { layerNames } from '../../../generators/layers/layers.ts'
import { combinations } from '../../../generators/questions/combinations.ts'
import { options } from '../../../generators/questions/options.ts'
import { readValue, type Table } from '../../../generators/questions/table.ts'
import { manifestOf } from './in-memory.ts'

const chi = { value: 'chi', hint: 'routers', variable: 'chi', like: 'net/http' }
const answers = { framework: 'chi', database: 'redis', baseImage: 'alpine', name: 'a', module: 'a' }

function tableOf(...manifests: readonly Partial<Manifest>[]): Table {
  const { table, problems } = extendTable(options, manifests.map(manifestOf))
  expect(problems).toEqual([])
  return table
}

function whatsOf(...manifests: readonly Partial<Manifest>[]): readonly string[] {
  return extendTable(options, manifests.map(manifestOf)).problems.map(({ what }) => what)
}

test('a new choice like another one has its layers and its variables', () => {
  const table = tableOf({ answers: { framework: { choices: [chi] } } })
  expect(layerNames(answers, table)).toEqual([
    'base',
    'net-http',
    'redis',
    'modules/net-http-redis',
  ])
  expect(contextOf(answers, '1', table)).toMatchObject({ chi: true, netHttp: true, echo: false })
  expect(contextOf({ ...answers, framework: 'net/http' }, '1', table)).toMatchObject({
    chi: false,
    netHttp: true,
  })
})

test('a new choice may be like one that is itself like another', () => {
  const grand = { ...chi, value: 'chi2', variable: 'chi2', like: 'chi' }
  const table = tableOf({ answers: { framework: { choices: [chi, grand] } } })
  const context = contextOf({ ...answers, framework: 'chi2' }, '1', table)
  expect(context).toMatchObject({ chi: true, chi2: true, netHttp: true })
})

test('a new choice like no other one has no go.mod of ours', () => {
  const { like, ...alone } = chi
  const table = tableOf({ answers: { framework: { choices: [alone] } } })
  expect(layerNames(answers, table)).toEqual(['base', 'redis'])
})

describe('a locked answer', () => {
  const table = tableOf({ answers: { baseImage: { locked: 'alpine' } } })
  const row = table.baseImage ?? options.baseImage

  test('is the default, and no other value is allowed', () => {
    expect(row.default).toBe('alpine')
    expect(readValue(row, 'alpine')).toEqual({ value: 'alpine' })
    expect(readValue(row, 'scratch')).toEqual({
      problem: 'must be alpine, because the layer company locks it',
    })
  })

  test('is the only one in the matrix', () => {
    expect(new Set(combinations(table).map(({ baseImage }) => baseImage))).toEqual(
      new Set(['alpine']),
    )
  })

  test('may be locked to another value by a later layer, but a default does not undo it', () => {
    const later = { name: 'team', answers: { baseImage: { locked: 'scratch' } } }
    const relocked = tableOf({ answers: { baseImage: { locked: 'alpine' } } }, later)
    expect(relocked.baseImage).toMatchObject({ default: 'scratch', lockedBy: 'team' })
    expect(
      whatsOf(
        { answers: { baseImage: { locked: 'alpine' } } },
        { name: 'team', answers: { baseImage: { default: 'scratch' } } },
      ),
    ).toEqual([
      'layer team: the option baseImage can\'t have the default "scratch": must be alpine, because the layer company locks it',
    ])
  })
})

test('a hidden answer keeps its default and allows other values', () => {
  const table = tableOf({ answers: { database: { hidden: true, default: 'redis' } } })
  expect(table.database).toMatchObject({ hidden: true, default: 'redis' })
  expect(readValue(table.database ?? options.database, 'postgres')).toEqual({ value: 'postgres' })
})

test('a new question is the last row of the table', () => {
  const team = {
    kind: 'text',
    flag: 'team',
    question: 'Team',
    default: 'platform',
    pattern: '[a-z]+',
    explanation: 'use a-z',
    placeholder: 'TEAM',
    hint: 'its name',
  } as const
  expect(Object.keys(tableOf({ questions: { team } }))).toEqual([...Object.keys(options), 'team'])
  expect(whatsOf({ questions: { database: team } })).toEqual([
    'layer company: the option database exists already',
  ])
})

describe.each<[claim: string, manifest: Partial<Manifest>, what: string]>([
  ['an unknown option', { answers: { team: { hidden: true } } }, 'unknown option team'],
  [
    'an unknown value',
    { answers: { baseImage: { locked: 'ubuntu' } } },
    'the option baseImage can\'t be locked to "ubuntu": must be scratch, alpine or distroless',
  ],
  [
    'a choice like an unknown one',
    { answers: { framework: { choices: [{ ...chi, like: 'gin' }] } } },
    'the option framework has no choice gin, which chi starts from',
  ],
])('%s is refused', (_, manifest, what) => {
  test('with its reason', () => {
    expect(whatsOf(manifest)).toEqual([`layer company: ${what}`])
  })
})
