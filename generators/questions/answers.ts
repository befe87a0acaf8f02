import type { Table, Value } from './table.ts'

/** What one repository is made from: its name, its module path and, flat, one value for each row of the table. */
export interface Answers {
  readonly name: string
  readonly module: string
  readonly [option: string]: Value
}

/** Answers that may have gaps. All of them are valid. */
export interface SomeAnswers {
  readonly name?: string
  readonly module?: string
  readonly [option: string]: Value | undefined
}

/** What is known so far of a request: what was said or answered. */
export interface Draft {
  readonly directory?: string
  readonly answers: SomeAnswers
}

/** A whole request: where to write, as the person wrote it, and what. */
export interface Request {
  readonly directory: string
  readonly answers: Answers
}

/** Returns answers without anything that is neither the name, the module path nor a row of the table. */
export function ownAnswers(answers: Answers, table: Table): Answers {
  const { name, module } = answers
  const values = Object.keys(table).map((option) => [option, valueIn(answers, option)] as const)
  return { ...Object.fromEntries(values), name, module }
}

/**
 * Returns the value of an option.
 * @throws Error when there is none
 */
export function valueIn(
  answers: Readonly<Record<string, Value | undefined>>,
  option: string,
): Value {
  const value = Object.hasOwn(answers, option) ? answers[option] : undefined
  if (value === undefined) throw new Error(`no answer to the option ${option}`)
  return value
}
