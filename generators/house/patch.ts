import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../json.ts'

/** A patch that doesn't fit the value below. */
export class PatchError extends Error {
  override name = 'PatchError'
}

/** The keys of an object that adds to a list instead of replacing it. */
const listKeys = ['$prepend', '$append'] as const

/**
 * Returns a JSON value with a patch applied, by the rules of JSON Merge Patch (RFC 7396): objects
 * are merged, null removes a key, anything else replaces. Beyond these, `{"$append": […]}` and
 * `{"$prepend": […]}` add to a list.
 * @throws PatchError when they are for a value that is no list
 */
export function patched(value: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  if (isListPatch(patch)) {
    if (value !== undefined && !Array.isArray(value)) throw notAList()
    const list = Array.isArray(value) ? value : []
    const { before, after } = additions(list, patch)
    return [...before, ...list, ...after]
  }
  const merged = new Map(Object.entries(isObject(value) ? value : {}))
  for (const [key, part] of Object.entries(patch)) {
    if (part === null) merged.delete(key)
    else merged.set(key, patched(merged.get(key), part))
  }
  return Object.fromEntries(merged)
}

/** Returns the error for a patch that adds to something else than a list. */
export function notAList(): PatchError {
  return new PatchError('it adds to a list, but the file below has something else there')
}

/** Returns whether a part of a patch adds to a list. */
export function isListPatch(patch: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(patch)
  return keys.length > 0 && keys.every((key) => listKeys.some((known) => known === key))
}

/** Returns what a patch adds to a list at either end, except for what it already contains. */
export function additions(
  list: readonly unknown[],
  { $prepend, $append }: Readonly<Record<string, unknown>>,
): { readonly before: readonly unknown[]; readonly after: readonly unknown[] } {
  const missing = (items: unknown): readonly unknown[] =>
    (Array.isArray(items) ? items : []).filter(
      (item) => !list.some((known) => isDeepStrictEqual(known, item)),
    )
  return { before: missing($prepend), after: missing($append) }
}
