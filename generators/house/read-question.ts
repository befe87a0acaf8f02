import { shown } from '../json.ts'
import type { ChoiceRow, Row, SeveralRow, TextRow } from '../questions/table.ts'
import { patternLength, patternProblem } from './pattern.ts'
import { readChoices, readValue } from './read-values.ts'
import {
  has,
  type Keys,
  type Reader,
  readObject,
  readOptionalText,
  readText,
  readWord,
  within,
} from './reader.ts'

const shared = ['kind', 'question', 'flag', 'default']
const choiceKeys = [...shared, 'choices']
const textKeys = [...shared, 'hint', 'pattern', 'explanation', 'placeholder']

/** Every key that a question may have, whatever its kind. */
export const questionKeys: readonly string[] = [...new Set([...choiceKeys, ...textKeys])]

const kinds = ['choice', 'several', 'text'] as const

/** Reads a new question of a layer; undefined with a problem. */
export function readQuestion(
  reader: Reader,
  at: string,
  option: string,
  keys: Keys,
): Row | undefined {
  const before = reader.problems.length
  const kind = readWord(reader, at, keys, 'kind', kinds)
  if (kind === undefined) return undefined
  readObject(reader, at, keys, kind === 'text' ? textKeys : choiceKeys)
  const head = {
    flag: readOptionalText(reader, at, keys, 'flag', 100) ?? kebabCase(option),
    question: readText(reader, at, keys, 'question') ?? '',
  }
  if (!has(keys, 'default')) {
    const fix = 'Give the answer for whoever does not give one.'
    reader.refuse(within(at, 'default'), 'it is missing', fix)
  }
  const row =
    kind === 'text'
      ? textRow(reader, at, option, keys, head)
      : choiceRow(reader, at, kind, keys, head)
  // What is invalid or missing was replaced by an empty text.
  return reader.problems.length > before ? undefined : row
}

type Head = Pick<Row, 'flag' | 'question'>

function choiceRow(
  reader: Reader,
  at: string,
  kind: 'choice' | 'several',
  keys: Keys,
  { flag, question }: Head,
): ChoiceRow | SeveralRow {
  const value = readValue(reader, at, keys, 'default')
  if (!has(keys, 'choices')) reader.refuse(within(at, 'choices'), 'it is missing')
  const choices = readChoices(reader, at, keys, false)
  if (kind === 'several') {
    if (typeof value === 'string') refuseDefault(reader, at, value, 'a list')
    const normal = typeof value === 'object' ? value : []
    return { kind, flag, question, default: normal, choices }
  }
  if (typeof value === 'object') refuseDefault(reader, at, value, 'a string')
  return { kind, flag, question, default: typeof value === 'string' ? value : '', choices }
}

function textRow(
  reader: Reader,
  at: string,
  option: string,
  keys: Keys,
  { flag, question }: Head,
): TextRow {
  const value = readValue(reader, at, keys, 'default')
  if (typeof value === 'object') refuseDefault(reader, at, value, 'a string')
  const hint = readText(reader, at, keys, 'hint') ?? ''
  const placeholder =
    readOptionalText(reader, at, keys, 'placeholder', 30) ?? kebabCase(option).toUpperCase()
  if (/\s/.test(placeholder)) {
    reader.refuse(within(at, 'placeholder'), 'it contains a space', 'Use a word such as TEAM.')
  }
  const pattern = readOptionalText(reader, at, keys, 'pattern', patternLength) ?? '.*'
  const refused = patternProblem(pattern)
  if (refused !== undefined) {
    reader.refuse(within(at, 'pattern'), `${shown(pattern)}: ${refused.why}`, refused.fix)
  }
  if (has(keys, 'pattern') && !has(keys, 'explanation')) {
    const fix =
      'Say what is wrong with a text that does not match: "only a-z and dashes are allowed".'
    reader.refuse(within(at, 'explanation'), 'it is missing', fix)
  }
  const explanation = readOptionalText(reader, at, keys, 'explanation') ?? 'it is not allowed'
  const normal = typeof value === 'string' ? value : ''
  return { kind: 'text', flag, question, default: normal, pattern, explanation, placeholder, hint }
}

function refuseDefault(reader: Reader, at: string, value: unknown, wanted: string): void {
  reader.refuse(within(at, 'default'), `it is ${shown(value)}, not ${wanted}`)
}

/** Returns the name of an option as a flag: on-call for onCall. */
function kebabCase(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
