import { type Problem, ProblemsError } from '../generators/problem.ts'
import type { SomeAnswers } from '../generators/questions/answers.ts'
import { valueIn } from '../generators/questions/answers.ts'
import { combinations } from '../generators/questions/combinations.ts'
import {
  type Combination,
  readValue,
  sameValue,
  type Table,
  type Value,
} from '../generators/questions/table.ts'
import { pairwise } from './pairwise.ts'

/** Which combinations to return. */
export interface MatrixOptions {
  /**
   * `all` combinations (the default), or `pairwise`: the defaults, and so many others that every
   * two values of different options occur together.
   */
  readonly strength?: 'all' | 'pairwise'
  /** The only values to use: option → values. */
  readonly only?: Readonly<Record<string, readonly Value[]>>
  /** Combinations of values to leave out: those that contain all values of an entry. */
  readonly without?: readonly Readonly<Record<string, Value>>[]
  /** Folders of house layers, of which a later one wins. */
  readonly layers?: readonly string[]
}

/** One combination of answers. */
export interface Cell {
  /** The values, joined by dashes: unique, and valid as the name of a folder. */
  readonly title: string
  /** A value for each option; add a `name` or `module` if the test needs one. */
  readonly answers: SomeAnswers
}

/**
 * Returns the chosen combinations of a table, always in the same order.
 * @throws ProblemsError when a choice names an unknown option or value, or nothing is left
 */
export function cellsOf(table: Table, options: MatrixOptions): readonly Cell[] {
  const { strength = 'all', only = {}, without = [] } = options
  const named = [
    ...Object.entries(only).flatMap(([option, values]) =>
      values.map((value) => [option, value] as const),
    ),
    ...without.flatMap((values) => Object.entries(values)),
  ]
  const problems = named.flatMap(([option, value]) => problemsWith(option, value, table))
  if (problems.length > 0) throw new ProblemsError(problems)
  const allowed = combinations(table).filter((one) => isAllowed(one, only, without))
  if (allowed.length === 0) throw new ProblemsError([{ what: 'no combination is left' }])
  const chosen = strength === 'all' ? allowed : pairwise(allowed, allowed.filter(isDefault))
  return chosen.map((answers) => ({ title: titleOf(answers), answers: { ...answers } }))

  function isDefault(combination: Combination): boolean {
    return Object.entries(table).every(([option, row]) =>
      sameValue(combination[option], row.default),
    )
  }
}

function problemsWith(option: string, value: Value, table: Table): readonly Problem[] {
  const row = Object.hasOwn(table, option) ? table[option] : undefined
  if (row === undefined) {
    return [{ what: `unknown option ${option}; the options are ${Object.keys(table).join(', ')}` }]
  }
  const reading = readValue(row, value)
  return 'problem' in reading ? [{ what: `${option}: ${reading.problem}` }] : []
}

function isAllowed(
  combination: Combination,
  only: Required<MatrixOptions>['only'],
  without: Required<MatrixOptions>['without'],
): boolean {
  const has = (option: string, value: Value) => sameValue(combination[option], value)
  return (
    Object.entries(only).every(([option, values]) => values.some((value) => has(option, value))) &&
    !without.some((values) => Object.entries(values).every(([option, value]) => has(option, value)))
  )
}

/** Returns the values of a combination, in the order of the table, as the name of a folder. */
export function titleOf(combination: Combination): string {
  const values = Object.keys(combination).map((name) =>
    [valueIn(combination, name)].flat().join('+'),
  )
  return values.map((value) => value.replaceAll('/', '-')).join('-')
}
