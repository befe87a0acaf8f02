import { isObject, shown } from '../json.ts'
import { nearest } from '../nearest.ts'
import type { LayerProblem } from './layer-problem.ts'
import { hasInvisible } from './names.ts'

/** Collects every problem of a layer.json, so that its author sees them all at once. */
export interface Reader {
  readonly problems: readonly LayerProblem[]
  /** Adds a problem: where it is, why, and what to do. */
  refuse(at: string, why: string, fix?: string): void
}

/** Returns a reader without problems. */
export function newReader(): Reader {
  const problems: LayerProblem[] = []
  return {
    problems,
    refuse(at, why, fix) {
      const what = at === '' ? `layer.json: ${why}` : `layer.json: ${at}: ${why}`
      problems.push({ what, ...(fix === undefined ? {} : { fix }), file: 'layer.json' })
    },
  }
}

/** Returns a place within another one: a key, or the index of a list. */
export function within(at: string, key: string | number): string {
  if (typeof key === 'number') return `${at}[${key}]`
  if (!/^[\w$]{1,80}$/.test(key)) return `${at}[${shown(key)}]`
  return at === '' ? key : `${at}.${key}`
}

/** An object of a layer.json. */
export type Keys = Readonly<Record<string, unknown>>

/** Returns an object; undefined if it is something else, which is a problem, as is an unknown key. */
export function readObject(
  reader: Reader,
  at: string,
  value: unknown,
  known: readonly string[],
): Keys | undefined {
  const object = readKeys(reader, at, value)
  for (const key of Object.keys(object ?? {}).filter((one) => !known.includes(one))) {
    const meant = nearest(key, known)
    const fix = meant === undefined ? `Use one of ${known.join(', ')}.` : `Did you mean ${meant}?`
    reader.refuse(at, `unknown key ${shown(key)}`, fix)
  }
  return object
}

/** Returns an object with any keys; undefined if it is something else, which is a problem. */
export function readKeys(reader: Reader, at: string, value: unknown): Keys | undefined {
  if (isObject(value)) return value
  reader.refuse(at, `it is ${shown(value)}, not an object`)
  return undefined
}

/** Returns the items of a list; none if it is missing, or something else, which is a problem. */
export function readList(
  reader: Reader,
  at: string,
  value: unknown,
  maximum: number,
): readonly unknown[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) reader.refuse(at, `it is ${shown(value)}, not a list`)
  else if (value.length > maximum) reader.refuse(at, `it has more than ${maximum} items`)
  else return value
  return []
}

/** Returns whether an object has a key. */
export function has(object: Keys, key: string): boolean {
  return Object.hasOwn(object, key)
}

/** Returns the text of a key, which must exist; undefined with a problem. */
export function readText(
  reader: Reader,
  at: string,
  object: Keys,
  key: string,
  maximum = 200,
): string | undefined {
  const place = within(at, key)
  const value = has(object, key) ? object[key] : undefined
  const why =
    value === undefined
      ? 'it is missing'
      : typeof value !== 'string'
        ? `it is ${shown(value)}, not a string`
        : value === ''
          ? 'it is empty'
          : textProblem(value, maximum)
  if (why !== undefined) reader.refuse(place, why)
  return why === undefined && typeof value === 'string' ? value : undefined
}

/** Returns the text of a key that may be missing; undefined if it is, or with a problem. */
export function readOptionalText(
  reader: Reader,
  at: string,
  object: Keys,
  key: string,
  maximum?: number,
): string | undefined {
  return has(object, key) ? readText(reader, at, object, key, maximum) : undefined
}

/** Returns why a text from a layer must not be shown to anyone, or is too long. */
export function textProblem(text: string, maximum = 200): string | undefined {
  if (text.length > maximum) return `it is longer than ${maximum} characters`
  return hasInvisible(text) ? 'it contains a control or invisible character' : undefined
}

/** Returns one of some words at a key that may be missing; undefined if it is, or with a problem. */
export function readWord<Word extends string>(
  reader: Reader,
  at: string,
  object: Keys,
  key: string,
  words: readonly Word[],
): Word | undefined {
  if (!has(object, key)) return undefined
  const found = words.find((word) => word === object[key])
  if (found === undefined) {
    reader.refuse(within(at, key), `it is ${shown(object[key])}`, `Use one of ${words.join(', ')}.`)
  }
  return found
}
