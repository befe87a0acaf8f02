import { isObject, jsonText, shown } from '../json.ts'
import { nearest } from '../nearest.ts'
import { unsafePath } from '../paths.ts'
import { isAnswer, type Lock } from './lock.ts'

/** What the user wants in a repository. */
export interface Intent {
  readonly answers: Lock['answers']
  /** Paths of the tree that the repository excludes. */
  readonly exclude?: readonly string[]
  /** The house layers by source, in order; a layer without a source is the built-in one. */
  readonly layers?: readonly Source[]
  /** The drift that is accepted; a check validates it. */
  readonly overrides?: unknown
}

/** The source of a layer; a relative folder is relative to the repository. */
export interface Source {
  readonly use?: string
}

/** The keys of an intent that mean something; every other key is the user's own. */
export const intentKeys = ['answers', 'exclude', 'layers', 'overrides'] as const

/** Returns whether a parsed JSON value is an intent. */
export function isIntent(value: unknown): value is Intent {
  return intentProblem(value) === undefined
}

/** Returns why a parsed JSON value is no intent: the first key that is wrong; undefined if it is one. */
export function intentProblem(value: unknown): string | undefined {
  if (!isObject(value)) return `it is ${shown(value)}, not an object`
  const { exclude = [], layers = [] } = value
  return answersProblem(value) ?? excludeProblem(exclude) ?? layersProblem(layers)
}

function answersProblem(intent: Readonly<Record<string, unknown>>): string | undefined {
  const { answers } = intent
  if (answers === undefined) {
    const meant = Object.keys(intent).find((key) => nearest(key, ['answers']))
    return `answers is missing${meant === undefined ? '' : `: it is spelled ${shown(meant)}`}`
  }
  if (!isObject(answers)) return `answers is ${shown(answers)}, not an object`
  const wrong = Object.entries(answers).find(([, answer]) => !isAnswer(answer))
  return wrong && `answers.${wrong[0]} is ${shown(wrong[1])}, not a text or a list of texts`
}

function excludeProblem(exclude: unknown): string | undefined {
  if (!Array.isArray(exclude)) return `exclude is ${shown(exclude)}, not a list of paths`
  return exclude
    .map((path, index) => {
      const why = typeof path === 'string' ? unsafePath(path) : 'it is not a text'
      return why && `exclude[${index}] is ${shown(path)}, not a path: ${why}`
    })
    .find((problem) => problem !== undefined)
}

function layersProblem(layers: unknown): string | undefined {
  if (!Array.isArray(layers)) return `layers is ${shown(layers)}, not a list`
  const index = layers.findIndex((layer) => !isObject(layer) || typeof layer.use !== 'string')
  if (index === -1) return undefined
  return `layers[${index}] is ${shown(layers[index])}, not an object such as { "use": "./layer" }`
}

/** Returns the sources of the house layers in an intent or a lock. */
export function usesIn({ layers = [] }: Pick<Intent, 'layers'>): readonly string[] {
  return layers.flatMap(({ use }) => use ?? [])
}

/**
 * Picks the intent from an object that may have more keys, in a fixed order, so that it merges
 * well.
 */
export function intentOf(intent: Intent): Intent {
  const { answers, exclude = [] } = intent
  const uses = usesIn(intent)
  return {
    ...(uses.length > 0 ? { layers: uses.map((use) => ({ use })) } : {}),
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
function wishesOf(intent: Intent): ReadonlyMap<string, string | readonly string[]> {
  const { answers, exclude = [] } = intent
  const uses = usesIn(intent)
  const wishes = Object.entries({ ...answers, ...(exclude.length > 0 ? { exclude } : {}) })
  return new Map([
    ...wishes.map(
      ([key, value]) => [key, typeof value === 'object' ? [...value].sort() : value] as const,
    ),
    // Later layers win, so their order matters.
    ...(uses.length > 0 ? [['layers', uses] as const] : []),
  ])
}

function told(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'object' ? value.join(', ') : (value ?? '')
  return text === '' ? 'nothing' : text
}
