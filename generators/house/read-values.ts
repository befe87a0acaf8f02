import { shown } from '../json.ts'
import type { Value } from '../questions/table.ts'
import { isChoiceValue, isOptionName } from '../questions/table-problems.ts'
import type { NewChoice } from './house-layer.ts'
import {
  has,
  type Keys,
  type Reader,
  readList,
  readObject,
  readOptionalText,
  readText,
  textProblem,
  within,
} from './reader.ts'

/** More values than anyone would choose from. */
const maximumChoices = 50

/**
 * Returns the value of an option: a text, or a list of texts; undefined if it is missing, or with a
 * problem. Whether the option can have it depends on the table.
 */
export function readValue(reader: Reader, at: string, keys: Keys, key: string): Value | undefined {
  if (!has(keys, key)) return undefined
  const value = keys[key]
  const place = within(at, key)
  if (typeof value !== 'string' && !Array.isArray(value)) {
    reader.refuse(place, `it is ${shown(value)}, not a string or a list of strings`)
    return undefined
  }
  const parts: readonly unknown[] = typeof value === 'string' ? [value] : value
  const texts = parts.flatMap((part) => (typeof part === 'string' ? [part] : []))
  if (texts.length < parts.length) {
    reader.refuse(place, 'it has an item that is not a string')
    return undefined
  }
  if (texts.length > maximumChoices) {
    reader.refuse(place, `it has more than ${maximumChoices} items`)
    return undefined
  }
  const why = texts.flatMap((text) => textProblem(text) ?? [])[0]
  if (why !== undefined) {
    reader.refuse(place, why)
    return undefined
  }
  return typeof value === 'string' ? value : texts
}

/**
 * Returns the choices of an option; those that are invalid are problems.
 * @param like whether a choice may start from an existing one
 */
export function readChoices(
  reader: Reader,
  at: string,
  keys: Keys,
  like: boolean,
): readonly NewChoice[] {
  const place = within(at, 'choices')
  const items = readList(reader, place, keys.choices, maximumChoices)
  if (Array.isArray(keys.choices) && keys.choices.length === 0) {
    reader.refuse(place, 'it is empty', 'Add {"value": …, "hint": …}.')
  }
  const choices = items.flatMap((item, index): readonly NewChoice[] => {
    const choice = readChoice(reader, within(place, index), item, like)
    return choice === undefined ? [] : [choice]
  })
  for (const key of ['value', 'variable'] as const) {
    const names = choices.map((choice) => choice[key])
    for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
      reader.refuse(place, `two choices have the ${key} ${name}`, `Give each its own ${key}.`)
    }
  }
  return choices
}

function readChoice(
  reader: Reader,
  at: string,
  item: unknown,
  like: boolean,
): NewChoice | undefined {
  const keys = readObject(reader, at, item, [
    'value',
    'hint',
    'variable',
    ...(like ? ['like'] : []),
  ])
  if (keys === undefined) return undefined
  const value = readText(reader, at, keys, 'value', 100)
  const hint = readText(reader, at, keys, 'hint')
  const given = readOptionalText(reader, at, keys, 'variable', 100)
  const origin = like ? readOptionalText(reader, at, keys, 'like', 100) : undefined
  if (value === undefined || hint === undefined) return undefined
  if (!isChoiceValue(value)) {
    const fix = 'Use a word without spaces and commas that does not start with a dash.'
    reader.refuse(within(at, 'value'), `${shown(value)} cannot be a choice`, fix)
    return undefined
  }
  const variable = has(keys, 'variable') ? given : camelCase(value)
  if (variable === undefined) return undefined
  if (!isOptionName(variable)) {
    const fix = 'Use a name such as onCall: a-z, A-Z and 0-9, starting with a-z.'
    reader.refuse(
      within(at, 'variable'),
      `${shown(variable)} cannot be the name of a variable`,
      fix,
    )
    return undefined
  }
  return { value, hint, variable, ...(origin === undefined ? {} : { like: origin }) }
}

/** Returns a value in camel case, as the name of a variable: netHttp for net/http. */
function camelCase(value: string): string {
  const [first = '', ...rest] = value.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const lower = first.charAt(0).toLowerCase() + first.slice(1)
  return [lower, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}
