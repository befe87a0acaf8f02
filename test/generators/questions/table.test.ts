import { describe, expect, test } from 'vitest'
import { combinations } from '../../../generators/questions/combinations.ts'
import { options } from '../../../generators/questions/options.ts'
import {
  flagWords,
  type Row,
  readFlagValue,
  readValue,
  sameValue,
  shownValue,
  type Value,
} from '../../../generators/questions/table.ts'
import { wider } from './tables.ts'

const { orchestrator, features, owner } = wider

describe('a value', () => {
  test.each<[string, Row, unknown, Value]>([
    ['a choice', orchestrator, 'nomad', 'nomad'],
    [
      'several choices, in the order of the table',
      features,
      ['Profiles', 'Tracing'],
      ['Tracing', 'Profiles'],
    ],
    ['the same choice twice', features, ['Metrics', 'Metrics'], ['Metrics']],
    ['none of several', features, [], []],
    ['a text', owner, 'night shift', 'night shift'],
    ['an empty text', owner, '', ''],
  ])('can be %s', (_, row, given, value) => {
    expect(readValue(row, given)).toEqual({ value })
  })

  test.each<[string, Row, unknown, string]>([
    ['a choice that is not there', orchestrator, 'swarm', 'must be none, kubernetes or nomad'],
    ['what every object has', orchestrator, 'constructor', 'must be none, kubernetes or nomad'],
    ['a number for a choice', orchestrator, 1, 'it is not a string'],
    ['a list for a choice', orchestrator, ['nomad'], 'it is not a string'],
    ['a text for several', features, 'Metrics', 'it is not a list'],
    [
      'one wrong of several',
      features,
      ['Metrics', 'x'],
      '"x" is not one of Tracing, Metrics, Profiles',
    ],
    ['a number of several', features, [1], '1 is not one of Tracing, Metrics, Profiles'],
    [
      'a text that does not match as a whole',
      owner,
      'team1',
      'only a-z and single spaces are allowed',
    ],
    ['a text with a space at its end', owner, 'team ', 'it begins or ends with a space'],
    [
      'a text with a line feed',
      { ...owner, pattern: '[^x]*' },
      'a\nb',
      'it contains a control or invisible character',
    ],
    [
      'a text that turns around',
      { ...owner, pattern: '.*' },
      'a\u202eb',
      'it contains a control or invisible character',
    ],
    ['nothing', owner, undefined, 'it is not a string'],
  ])('may not be %s', (_, row, given, problem) => {
    expect(readValue(row, given)).toEqual({ problem })
  })

  test.each<[Row, string, Value]>([
    [orchestrator, 'nomad', 'nomad'],
    [features, 'Profiles,Tracing', ['Tracing', 'Profiles']],
    [features, '', []],
    [owner, 'a', 'a'],
  ])('of a flag is read from its text: %j %s', (row, text, value) => {
    expect(readFlagValue(row, text)).toEqual({ value })
  })

  test.each<[Value, readonly string[], string]>([
    ['echo', ['--x', 'echo'], 'echo'],
    [['a', 'b'], ['--x', 'a,b'], 'a, b'],
    [[], ['--x='], 'none'],
    ['', ['--x='], 'none'],
    ['-a', ['--x=-a'], '-a'],
    ['--', ['--x=--'], '--'],
  ])('%j is written as %j and shown as %s', (value, words, shown) => {
    expect(flagWords('x', value)).toEqual(words)
    expect(shownValue(value)).toBe(shown)
  })

  test.each<[Value | undefined, Value | undefined, boolean]>([
    ['a', 'a', true],
    ['a', ['a'], false],
    [['a', 'b'], ['a', 'b'], true],
    [['b', 'a'], ['a', 'b'], true],
    [['a,b'], ['a', 'b'], false],
    [undefined, undefined, true],
    ['a', undefined, false],
  ])('%j and %j are the same, or not: %j', (a, b, same) => {
    expect(sameValue(a, b)).toBe(same)
  })
})

describe('the matrix', () => {
  test('of the built-in table has every combination of its choices', () => {
    const all = combinations(options)
    expect(all).toHaveLength(12)
    expect(new Set(all.map((one) => JSON.stringify(one)))).toHaveLength(12)
    expect(all[0]).toEqual({ framework: 'net/http', database: 'redis', baseImage: 'scratch' })
  })

  test('has each value of a choice; none, each one and all of several; the default of a text', () => {
    const { orchestrator, features, owner } = wider
    const all = combinations({ orchestrator, features, owner })
    expect(all).toHaveLength(3 * 5)
    expect(all.slice(0, 5)).toEqual(
      [[], ['Tracing'], ['Metrics'], ['Profiles'], ['Tracing', 'Metrics', 'Profiles']].map(
        (chosen) => ({ orchestrator: 'none', features: chosen, owner: '' }),
      ),
    )
  })

  test('of several with one choice has it once', () => {
    const one = { ...features, choices: features.choices.slice(0, 1) }
    expect(combinations({ one })).toEqual([{ one: [] }, { one: ['Tracing'] }])
  })
})
