import { shown } from '../json.ts'
import type { Table } from '../questions/table.ts'
import { isOptionName } from '../questions/table-problems.ts'
import type { AnswerRule } from './house-layer.ts'
import { questionKeys, readQuestion } from './read-question.ts'
import { readChoices, readValue } from './read-values.ts'
import { has, type Keys, type Reader, readKeys, readObject, within } from './reader.ts'

/** What `answers` in a layer.json says, by option. */
interface AnswersPart {
  readonly answers: Readonly<Record<string, AnswerRule>>
  readonly questions: Table
}

/** More options than anyone would answer; it bounds the time to judge their patterns. */
const maximumOptions = 50

/** Reads `answers`: an entry with `kind` is a new question, any other a rule for an option. */
export function readAnswers(reader: Reader, value: unknown): AnswersPart {
  const entries = Object.entries(readKeys(reader, 'answers', value) ?? {})
  if (entries.length > maximumOptions) {
    reader.refuse('answers', `it has more than ${maximumOptions} options`)
    return { answers: {}, questions: {} }
  }
  const answers = new Map<string, AnswerRule>()
  const questions = new Map<string, Table[string]>()
  for (const [option, entry] of entries) {
    const at = within('answers', option)
    if (!isOptionName(option)) {
      const fix = 'Use a name such as onCall: a-z, A-Z and 0-9, starting with a-z.'
      reader.refuse(at, `${shown(option)} cannot be the name of an option`, fix)
      continue
    }
    const keys = readKeys(reader, at, entry)
    if (keys === undefined) continue
    if (has(keys, 'kind')) {
      const row = readQuestion(reader, at, option, keys)
      if (row !== undefined) questions.set(option, row)
    } else {
      answers.set(option, readRule(reader, at, keys))
    }
  }
  return { answers: byName(answers), questions: Object.fromEntries(questions) }
}

const ruleKeys = ['default', 'locked', 'hidden', 'choices']

function readRule(reader: Reader, at: string, keys: Keys): AnswerRule {
  if (questionKeys.some((key) => !ruleKeys.includes(key) && has(keys, key))) {
    const fix = 'Add "kind": "choice", "several" or "text" for a new question.'
    reader.refuse(at, 'it has keys of a question, but no "kind"', fix)
    return {}
  }
  readObject(reader, at, keys, ruleKeys)
  if (Object.keys(keys).length === 0) {
    reader.refuse(at, 'it changes nothing', `Use one of ${ruleKeys.join(', ')}.`)
  }
  if (has(keys, 'default') && has(keys, 'locked')) {
    reader.refuse(at, 'it has both a default and a locked value', 'Leave out one of them.')
  }
  if (has(keys, 'hidden') && typeof keys.hidden !== 'boolean') {
    reader.refuse(within(at, 'hidden'), `it is ${shown(keys.hidden)}, not true or false`)
  }
  const normal = readValue(reader, at, keys, 'default')
  const locked = readValue(reader, at, keys, 'locked')
  return {
    ...(normal === undefined ? {} : { default: normal }),
    ...(locked === undefined ? {} : { locked }),
    ...(typeof keys.hidden === 'boolean' ? { hidden: keys.hidden } : {}),
    ...(has(keys, 'choices') ? { choices: readChoices(reader, at, keys, true) } : {}),
  }
}

/** Returns a record whose keys are sorted, because their order means nothing. */
function byName<T>(entries: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}
