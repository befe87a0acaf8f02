import { either } from '../either.ts'

/** One value that an option can take. */
export interface Choice {
  readonly value: string
  /** What the choice means, in the few words that a question has room for. */
  readonly hint: string
  /** The boolean of the context that is true when this value was chosen. */
  readonly variable: string
  /** The folder of `templates/` that this value adds, if it has files of its own. */
  readonly layer?: string
}

interface AnyRow {
  readonly flag: string
  readonly question: string
}

/** An option with one value out of several choices. */
export interface ChoiceRow extends AnyRow {
  readonly kind: 'choice'
  readonly default: string
  readonly choices: readonly Choice[]
  /** Whether go.mod depends on the choice: then its layer has a part in the name of the layer below `modules/`. */
  readonly goModules?: boolean
}

/** An option with any number of its choices. */
export interface SeveralRow extends AnyRow {
  readonly kind: 'several'
  readonly default: readonly string[]
  readonly choices: readonly Choice[]
  readonly goModules?: boolean
}

/** An option that is answered with a text. */
export interface TextRow extends AnyRow {
  readonly kind: 'text'
  readonly default: string
  /** A regular expression, in the syntax of the flag `u`, that the whole text must match. */
  readonly pattern: string
  /** What is wrong with a text that does not match, as in "only a-z and dashes are allowed". */
  readonly explanation: string
  /** What stands for the value in the help, as in `TEAM`. */
  readonly placeholder: string
  readonly hint: string
}

/** A row of a table: one thing that can be chosen. */
export type Row = ChoiceRow | SeveralRow | TextRow

/** The options, by their names, in the order in which they are asked. A name is also the key of the answer. */
export type Table = Readonly<Record<string, Row>>

/** An answer to an option: one choice or a text; of a row that takes several, its choices in the order of the table. */
export type Value = string | readonly string[]

/** The values that a row can have, as narrow as the row's type says. */
type ValueOf<OneRow extends Row> = OneRow extends SeveralRow
  ? readonly string[]
  : OneRow extends ChoiceRow
    ? OneRow['choices'][number]['value']
    : string

/** One value for each row of a table. */
export type Combination<Rows extends Table = Table> = {
  readonly [Name in keyof Rows]: ValueOf<Rows[Name]>
}

/** A value as it was read, or why it is none. */
export type Reading = { readonly value: Value } | { readonly problem: string }

/** Returns the choices of a row; none for a text. */
export function choicesOf(row: Row): readonly Choice[] {
  return row.kind === 'text' ? [] : row.choices
}

/** Returns what a row makes of a value from a file; what is no answer to it is a problem. */
export function readValue(row: Row, value: unknown): Reading {
  if (row.kind === 'several') return readSeveral(row, value)
  if (typeof value !== 'string') return { problem: 'it is not a string' }
  if (row.kind === 'text') return readText(row, value)
  return row.choices.some((choice) => choice.value === value)
    ? { value }
    : { problem: `must be ${either(valuesOf(row))}` }
}

/** Returns what a row makes of the value of its flag. */
export function readFlagValue(row: Row, text: string): Reading {
  return readValue(row, row.kind === 'several' ? partsOf(text) : text)
}

/** Returns the values in the text of a flag that takes several. */
export function partsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(',')
}

/** Returns the values of a row's choices. */
export function valuesOf(row: Row): readonly string[] {
  return choicesOf(row).map(({ value }) => value)
}

function readSeveral(row: SeveralRow, value: unknown): Reading {
  if (!Array.isArray(value)) return { problem: 'it is not a list' }
  const given: readonly unknown[] = value
  const values = valuesOf(row)
  const odd = given.find((one) => !values.some((known) => known === one))
  if (odd !== undefined) {
    return { problem: `${JSON.stringify(odd)} is not one of ${values.join(', ')}` }
  }
  return { value: values.filter((known) => given.includes(known)) }
}

function readText({ pattern, explanation }: TextRow, value: string): Reading {
  // They could not stand on the line of a repeating command, and nobody would see them.
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(value)) {
    return { problem: 'it contains a control or invisible character' }
  }
  if (value.trim() !== value) return { problem: 'it begins or ends with a space' }
  return new RegExp(`^(?:${pattern})$`, 'u').test(value) ? { value } : { problem: explanation }
}

/** Returns whether two answers are the same; the order of several does not matter. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  const [x, y] = [a, b].map((value) => (typeof value === 'object' ? [...value].sort() : value))
  return JSON.stringify(x) === JSON.stringify(y)
}

/** Returns the words that give a flag a value on a command line. */
export function flagWords(flag: string, value: Value): readonly string[] {
  const text = typeof value === 'string' ? value : value.join(',')
  // Alone, an empty word may get lost, and a word with a dash is a flag.
  return text === '' || text.startsWith('-') ? [`--${flag}=${text}`] : [`--${flag}`, text]
}

/** Returns an answer as a person reads it. */
export function shownValue(value: Value): string {
  const text = typeof value === 'string' ? value : value.join(', ')
  return text === '' ? 'none' : text
}
