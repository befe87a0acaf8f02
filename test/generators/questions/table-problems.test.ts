import { expect, test } from 'vitest'
import { createFlagNames } from '../../../bin/argv/flag-table.ts'
import { options } from '../../../generators/questions/options.ts'
import type {
  Choice,
  ChoiceRow,
  SeveralRow,
  Table,
  TextRow,
} from '../../../generators/questions/table.ts'
import { tableProblems } from '../../../generators/questions/table-problems.ts'
import { wider } from './tables.ts'

const flags = createFlagNames()

function whats(table: Table): readonly string[] {
  return tableProblems(table, flags).map(({ what }) => what)
}

const choice = (value: string, variable = `is${value}`): Choice => ({
  value,
  hint: value,
  variable,
})

const row = (flag: string, ...choices: readonly Choice[]): ChoiceRow => ({
  kind: 'choice',
  flag,
  question: flag,
  default: choices[0]?.value ?? '',
  choices,
})

const several: SeveralRow = { ...row('some', choice('a')), kind: 'several', default: [] }
const text: TextRow = {
  kind: 'text',
  flag: 'some',
  question: 'Some',
  default: '',
  pattern: '[a-z]*',
  explanation: 'only a-z are allowed',
  placeholder: 'X',
  hint: 'x',
}

test('the built-in table has no problems', () => {
  expect(tableProblems(options, flags)).toEqual([])
})

test('a table with rows of every kind can have none', () => {
  expect(tableProblems(wider, flags)).toEqual([])
})

test.each<[string, Table, readonly string[]]>([
  [
    'two choices with one variable',
    { ...options, cache: row('cache', choice('valkey', 'redis'), choice('off')) },
    [
      'the choice valkey of the option cache has the variable redis, as the choice redis of the option database has',
    ],
  ],
  [
    'two choices of one row with one variable',
    { cache: row('cache', choice('a', 'on'), choice('b', 'on')) },
    [
      'the choice b of the option cache has the variable on, as the choice a of the option cache has',
    ],
  ],
  [
    'two rows with one flag',
    { ...options, web: row('framework', choice('x')) },
    ['the option web has the flag framework, as the option framework has'],
  ],
  [
    'a flag of a run',
    { some: row('dry-run', choice('x')) },
    ['the option some has the flag dry-run, as create-go-docker itself has'],
  ],
  [
    'the flag of the module path',
    { some: row('module', choice('x')) },
    ['the option some has the flag module, as create-go-docker itself has'],
  ],
  [
    'the name of the directory',
    { directory: row('some', choice('x')) },
    ['the option directory has the name directory, as create-go-docker itself has'],
  ],
  [
    'a name that is a key of the context',
    { goVersion: row('some', choice('x')) },
    ['the option goVersion has the variable goVersion, as create-go-docker itself has'],
  ],
  [
    'a variable that is a key of the context',
    { some: row('some', choice('x', 'port')) },
    ['the choice x of the option some has the variable port, as create-go-docker itself has'],
  ],
  [
    'a variable that is the name of a row',
    { ...options, some: row('some', choice('x', 'framework')) },
    ['the choice x of the option some has the variable framework, as the option framework has'],
  ],
  [
    'a default that is not a choice',
    { some: { ...row('some', choice('x')), default: 'y' } },
    ['the option some can\'t have the default "y": must be x'],
  ],
  [
    'a default of several that is not a choice',
    { some: { ...several, default: ['b'] } },
    ['the option some can\'t have the default ["b"]: "b" is not one of a'],
  ],
  [
    'a default text that does not match',
    { some: { ...text, default: 'A' } },
    ['the option some can\'t have the default "A": only a-z are allowed'],
  ],
  [
    'an invalid pattern',
    { some: { ...text, pattern: '(' } },
    ['the option some has a pattern that is not a regular expression: ('],
  ],
  ['no choices', { some: row('some') }, ['the option some has no choices']],
  [
    'no choices of several',
    { some: { ...several, choices: [] } },
    ['the option some has no choices'],
  ],
  [
    'a choice twice',
    { some: row('some', choice('x'), choice('x', 'other')) },
    ['the option some has the choice x twice'],
  ],
  [
    'choices that no flag can have',
    {
      some: row('some', choice('a,b', 'v'), choice('-x', 'w'), choice('', 'y'), choice('a b', 'z')),
    },
    ['a,b', '-x', '', 'a b'].map(
      (value) => `the option some can't have the choice ${JSON.stringify(value)}`,
    ),
  ],
  [
    'a name that every object has',
    { constructor: row('some', choice('x')) },
    ["the option constructor can't use the name constructor"],
  ],
  [
    'a flag that is not one',
    { some: row('So--me', choice('x')) },
    ["the option some can't have the flag So--me: use a-z, 0-9 and single dashes"],
  ],
])('%s is an error that names both', (_, table, problems) => {
  expect(whats(table)).toEqual(problems)
})
