import { type Answers, valueIn } from '../questions/answers.ts'
import { choicesOf, type Row, type Table, type Value } from '../questions/table.ts'
import { versions } from './versions.ts'

/** The flat record that templates use: strings to print, booleans to branch on. */
export type Context = Readonly<Record<string, string | boolean>>

/** The port that the generated service listens on inside its container. */
export const port = '8080'

/** The keys that every context has, whatever the table. */
export const contextKeys: readonly string[] = [
  ...Object.keys(versions),
  'name',
  'module',
  'port',
  'ci',
  'generatorVersion',
]

/**
 * Returns the context of one repository. Every key exists for all answers, so that strict templates
 * can't miss one.
 */
export function contextOf(answers: Answers, generatorVersion: string, table: Table): Context {
  const options = Object.entries(table).flatMap(([option, row]) =>
    variablesOf(option, row, valueIn(answers, option)),
  )
  const { name, module } = answers
  return {
    ...versions,
    name,
    module,
    port,
    ci: true,
    generatorVersion,
    ...Object.fromEntries(options),
  }
}

/**
 * Returns the names of the variables that templates may use: the keys of the context, which are the
 * same for all answers.
 */
export function variableNames(table: Table): ReadonlySet<string> {
  const options = Object.entries(table).flatMap(([option, row]) =>
    variablesOf(option, row, row.default).map(([name]) => name),
  )
  return new Set([...contextKeys, ...options])
}

/** Returns the names of the variables that are true or false, which a condition may use. */
export function booleanNames(table: Table): ReadonlySet<string> {
  const choices = Object.values(table).flatMap((row) => choicesOf(row))
  return new Set(['ci', ...choices.map(({ variable }) => variable)])
}

/**
 * Returns the variables of one row: its value if it has a single one, and a boolean for each
 * choice.
 */
function variablesOf(
  option: string,
  row: Row,
  value: Value,
): readonly (readonly [string, string | boolean])[] {
  const chosen = typeof value === 'string' ? [value] : value
  const text = typeof value === 'string' ? [[option, value] as const] : []
  if (row.kind === 'text') return text
  const set = new Set(
    row.choices.flatMap(({ value, variable, alsoTrue = [] }) =>
      chosen.includes(value) ? [variable, ...alsoTrue] : [],
    ),
  )
  const booleans = row.choices.map(({ variable }) => [variable, set.has(variable)] as const)
  return [...text, ...booleans]
}
