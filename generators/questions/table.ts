import { either } from '../either.ts'

/** One value that an option can take. */
export interface Choice {
  readonly value: string
  /** What the choice means, short enough for a question. */
  readonly hint: string
  /** The boolean in the context that is true if this value was chosen. */
  readonly variable: string
  /** The folder in `templates/` that this value adds, if it has files of its own. */
  readonly layer?: string
  /** The variables of other choices that are true as well, because this one starts from them. */
  readonly alsoTrue?: readonly string[]
}

interface AnyRow {
  readonly flag: string
  readonly question: string
  /** The house layer that allows no other value than the default. */
  readonly lockedBy?: string
  /** Whether a house layer answers it by the default, so that only a flag changes it. */
  readonly hidden?: boolean
}

/** An option with exactly one of its choices as the value. */
export interface ChoiceRow extends AnyRow {
  readonly kind: 'choice'
  readonly default: string
  readonly choices: readonly Choice[]
  /**
   * Whether go.mod depends on the choice: then its layer is part of the name of the layer in
   * `modules/`.
   */
  readonly goModules?: boolean
}

/** An option with any number of its choices as the value. */
export interface SeveralRow extends AnyRow {
  readonly kind: 'several'
  readonly default: readonly string[]
  readonly choices: readonly Choice[]
  readonly goModules?: boolean
}

/** An option with a text as the value. */
export interface TextRow extends AnyRow {
  readonly kind: 'text'
  readonly default: string
  /** A regular expression for the whole text, with the `u` flag. */
  readonly pattern: string
  /** What is wrong with a text that doesn't match, such as "only a-z and dashes are allowed". */
  readonly explanation: string
  /** The placeholder for the value in the help, such as `TEAM`. */
  readonly placeholder: string
  readonly hint: string
}

/** A row of a table: one option. */
export type Row = ChoiceRow | SeveralRow | TextRow

/** The options by name, in the order of the questions. The name is also the key of the answer. */
export type Table = Readonly<Record<string, Row>>

/** The value of an option: one choice or a text, or the chosen values in the order of the table. */
export type Value = string | readonly string[]

/** The values that a row can have, as narrow as the type of the row allows. */
type ValueOf<OneRow extends Row> = OneRow extends SeveralRow
  ? readonly string[]
  : OneRow extends ChoiceRow
    ? OneRow['choices'][number]['value']
    : string

/** One value for each row of a table. */
export type Combination<Rows extends Table = Table> = {
  readonly [Name in keyof Rows]: ValueOf<Rows[Name]>
}

/** A value that was read, or why it is invalid. */
export type Reading = { readonly value: Value } | { readonly problem: string }

/** Returns the choices of a row; none for a text. */
export function choicesOf(row: Row): readonly Choice[] {
  return row.kind === 'text' ? [] : row.choices
}

/** Returns whether a row's question is asked. */
export function isAsked({ lockedBy, hidden = false }: Row): boolean {
  return lockedBy === undefined && !hidden
}

/** Reads a row's value from a file; an invalid value is a problem. */
export function readValue(row: Row, value: unknown): Reading {
  const reading = readAny(row, value)
  const { lockedBy } = row
  if ('problem' in reading || lockedBy === undefined || sameValue(reading.value, row.default)) {
    return reading
  }
  return { problem: `must be ${shownValue(row.default)}, because the layer ${lockedBy} locks it` }
}

function readAny(row: Row, value: unknown): Reading {
  if (row.kind === 'several') return readSeveral(row, value)
  if (typeof value !== 'string') return { problem: 'it is not a string' }
  if (row.kind === 'text') return readText(row, value)
  return row.choices.some((choice) => choice.value === value)
    ? { value }
    : { problem: `must be ${either(valuesOf(row))}` }
}

/** Reads a row's value from its flag. */
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
  // They could not be on the line of a repeat command, and nobody would see them.
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(value)) {
    return { problem: 'it contains a control or invisible character' }
  }
  if (value.trim() !== value) return { problem: 'it begins or ends with a space' }
  return new RegExp(`^(?:${pattern})$`, 'u').test(value) ? { value } : { problem: explanation }
}

/** Returns whether two answers are the same; the order of several values doesn't matter. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  const [x, y] = [a, b].map((value) => (typeof value === 'object' ? [...value].sort() : value))
  return JSON.stringify(x) === JSON.stringify(y)
}

/** Returns the words for a flag and its value on a command line. */
export function flagWords(flag: string, value: Value): readonly string[] {
  const text = typeof value === 'string' ? value : value.join(',')
  // As a separate word, an empty text may get lost, and a text that starts with a dash is a flag.
  return text === '' || text.startsWith('-') ? [`--${flag}=${text}`] : [`--${flag}`, text]
}

/** Returns an answer as text for the user. */
export function shownValue(value: Value): string {
  const text = typeof value === 'string' ? value : value.join(', ')
  return text === '' ? 'none' : text
}
