import { contextKeys } from '../layers/context.ts'
import type { Problem } from '../problem.ts'
import { choicesOf, type Row, readValue, type Table } from './table.ts'

/** A name in one of the three namespaces of a table, and what it belongs to. */
interface Named {
  readonly name: string
  readonly of: string
}

/**
 * Returns why a table can't be used: names that clash, or invalid defaults and choices.
 * @param runFlags the flags of a command that are not options
 */
export function tableProblems(table: Table, runFlags: readonly string[]): readonly Problem[] {
  const rows = Object.entries(table)
  const product = (names: readonly string[]): readonly Named[] =>
    names.map((name) => ({ name, of: 'create-go-docker itself' }))
  return [
    ...rows.flatMap(([name, row]) => rowProblems(name, row)),
    ...clashes('name', [
      ...product(['name', 'module', 'directory']),
      ...rows.map(([name]) => ({ name, of: `the option ${name}` })),
    ]),
    ...clashes('flag', [
      ...product(['name', 'module', ...runFlags]),
      ...rows.map(([name, { flag }]) => ({ name: flag, of: `the option ${name}` })),
    ]),
    ...clashes('variable', [
      ...product(contextKeys),
      ...rows.map(([name]) => ({ name, of: `the option ${name}` })),
      ...rows.flatMap(([name, row]) =>
        choicesOf(row).map(({ value, variable }) => ({
          name: variable,
          of: `the choice ${value} of the option ${name}`,
        })),
      ),
    ]),
  ]
}

function clashes(kind: string, all: readonly Named[]): readonly Problem[] {
  const owners = new Map<string, string>()
  return all.flatMap(({ name, of }) => {
    const other = owners.get(name)
    if (other === undefined) owners.set(name, of)
    return other === undefined ? [] : [{ what: `${of} has the ${kind} ${name}, as ${other} has` }]
  })
}

/** Returns whether a text can be the name of an option, or of the variable of a choice. */
export function isOptionName(name: string): boolean {
  // Names of properties that every object has would seem to be set always.
  return /^[a-z][A-Za-z0-9]*$/.test(name) && !(name in {})
}

/** Returns whether a text can be the value of a choice. */
export function isChoiceValue(value: string): boolean {
  // Values of a flag are separated by commas, a flag starts with a dash, and an empty text means
  // none.
  return /^[^\s,-][^\s,]*$/.test(value)
}

function rowProblems(name: string, row: Row): readonly Problem[] {
  const option = `the option ${name}`
  const names = [name, ...choicesOf(row).map(({ variable }) => variable)]
  const problems = [
    ...names
      .filter((one) => !isOptionName(one))
      .map((one) => `${option} can't use the name ${one}`),
    ...(/^[a-z][a-z0-9]+(-[a-z0-9]+)*$/.test(row.flag)
      ? []
      : [`${option} can't have the flag ${row.flag}: use a-z, 0-9 and single dashes`]),
    ...(row.kind === 'text' ? patternProblems(option, row.pattern) : choiceProblems(option, row)),
  ]
  if (problems.length > 0) return problems.map((what) => ({ what }))
  const reading = readValue(row, row.default)
  if ('value' in reading) return []
  return [{ what: `${option} can't have the default ${spelled(row.default)}: ${reading.problem}` }]
}

function patternProblems(option: string, pattern: string): readonly string[] {
  try {
    new RegExp(`^(?:${pattern})$`, 'u')
    return []
  } catch {
    return [`${option} has a pattern that is not a regular expression: ${pattern}`]
  }
}

function choiceProblems(option: string, row: Exclude<Row, { kind: 'text' }>): readonly string[] {
  const values = row.choices.map(({ value }) => value)
  const twice = values.filter((value, index) => values.indexOf(value) !== index)
  const odd = values.filter((value) => !isChoiceValue(value))
  return [
    ...(values.length === 0 ? [`${option} has no choices`] : []),
    ...twice.map((value) => `${option} has the choice ${value} twice`),
    ...odd.map((value) => `${option} can't have the choice ${spelled(value)}`),
  ]
}

function spelled(value: unknown): string {
  return JSON.stringify(value)
}
