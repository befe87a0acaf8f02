import type { Table, Value } from './table.ts'

/**
 * What a repository is made from: its name, its module path and one value for each row of the
 * table.
 */
export interface Answers {
  readonly name: string
  readonly module: string
  readonly [option: string]: Value
}

/** Returns whether recorded answers have the two that every repository has. */
export function isNamed(answers: Readonly<Record<string, Value>>): answers is Answers {
  return typeof answers.name === 'string' && typeof answers.module === 'string'
}

/** Answers that may be incomplete, but are valid. */
export interface SomeAnswers {
  readonly name?: string
  readonly module?: string
  readonly [option: string]: Value | undefined
}

/** What is known about a request so far, from the command line or from answers. */
export interface Draft {
  readonly directory?: string
  readonly answers: SomeAnswers
}

/** A complete request: where to write, as the user wrote it, and what. */
export interface Request {
  readonly directory: string
  readonly answers: Answers
}

/** Returns answers with only the name, the module path and the rows of the table. */
export function ownAnswers(answers: Answers, table: Table): Answers {
  const { name, module } = answers
  const values = Object.keys(table).map((option) => [option, valueIn(answers, option)] as const)
  return { ...Object.fromEntries(values), name, module }
}

/**
 * Returns the value of an option.
 * @throws Error when it is missing
 */
export function valueIn(
  answers: Readonly<Record<string, Value | undefined>>,
  option: string,
): Value {
  const value = Object.hasOwn(answers, option) ? answers[option] : undefined
  if (value === undefined) throw new Error(`no answer to the option ${option}`)
  return value
}
