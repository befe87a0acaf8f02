import { isObject, jsonText } from '../json.ts'
import { isAnswers, isPaths, type Lock } from './lock.ts'

/** What the user wants in a repository. */
export interface Intent {
  readonly answers: Lock['answers']
  /** Paths of the tree that the repository excludes. */
  readonly exclude?: readonly string[]
}

/** Returns whether a parsed JSON value is an intent. */
export function isIntent(value: unknown): value is Intent {
  return (
    isObject(value) &&
    isAnswers(value.answers) &&
    (value.exclude === undefined || isPaths(value.exclude))
  )
}

/**
 * Picks the intent from an object that may have more keys, in a fixed order, so that it merges
 * well.
 */
export function intentOf({ answers, exclude = [] }: Intent): Intent {
  return {
    answers: sortedByName(answers),
    ...(exclude.length > 0 ? { exclude } : {}),
  }
}

/** Returns answers sorted by name. */
export function sortedByName(answers: Lock['answers']): Lock['answers'] {
  return Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A difference between two intents: the key, and both values as text for the user. */
export interface Edit {
  readonly key: string
  readonly now: string
  readonly before: string
}

/** Returns each difference between an intent and another one, or the one in a lock. */
export function editsOf(intent: Intent, other: Intent): readonly Edit[] {
  const [now, before] = [wishesOf(intent), wishesOf(other)]
  return [...new Set([...now.keys(), ...before.keys()])].flatMap((key) => {
    if (jsonText(now.get(key) ?? null) === jsonText(before.get(key) ?? null)) return []
    return [{ key, now: told(now.get(key)), before: told(before.get(key)) }]
  })
}

/** Returns everything that an intent says, by name; the order of a list doesn't matter. */
function wishesOf({
  answers,
  exclude = [],
}: Intent): ReadonlyMap<string, string | readonly string[]> {
  const wishes = Object.entries({ ...answers, ...(exclude.length > 0 ? { exclude } : {}) })
  return new Map(
    wishes.map(([key, value]) => [key, typeof value === 'object' ? [...value].sort() : value]),
  )
}

function told(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'object' ? value.join(', ') : (value ?? '')
  return text === '' ? 'nothing' : text
}
