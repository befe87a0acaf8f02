import { either } from '../generators/either.ts'
import { shown } from '../generators/json.ts'
import { nearest } from '../generators/nearest.ts'

/** What the value of an option has to be: one of some words, or something of a kind. */
type Kind = readonly string[] | 'a text' | 'a list' | 'an object' | 'a function' | 'true or false'

/** Every option of a function, and what its value has to be unless it is undefined. */
export type Known<Options> = { readonly [Name in keyof Options]-?: Kind }

/**
 * Refuses options that a function doesn't have, and values that mean nothing: without types, a typo
 * would make a test that tests something else.
 * @param of the function
 * @throws TypeError with the first one
 */
export function requireKnown<Options extends object>(
  of: string,
  given: Options,
  known: Known<Options> & Readonly<Record<string, Kind>>,
): void {
  if (!isOf('an object', given)) throw new TypeError(`${of}: an object is missing`)
  const kinds = new Map<string, Kind>(Object.entries(known))
  const values: readonly (readonly [string, unknown])[] = Object.entries(given)
  for (const [name, value] of values) {
    const kind = kinds.get(name)
    if (kind === undefined) {
      const names = [...kinds.keys()]
      const meant = nearest(name, names)
      const advice = meant ? `did you mean ${meant}?` : `the options are ${names.join(', ')}`
      throw new TypeError(`${of}: unknown option ${name}; ${advice}`)
    }
    if (value === undefined || isOf(kind, value)) continue
    const wanted = typeof kind === 'string' ? kind : either(kind)
    throw new TypeError(`${of}: ${name} must be ${wanted}, not ${shown(value)}`)
  }
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'a text':
      return typeof value === 'string'
    case 'a list':
      return Array.isArray(value)
    case 'an object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'a function':
      return typeof value === 'function'
    case 'true or false':
      return typeof value === 'boolean'
    default:
      return kind.some((word) => word === value)
  }
}
