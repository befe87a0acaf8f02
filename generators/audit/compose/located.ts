/** A value of a YAML file, and where it is written. */
export interface Located {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly value: Scalar | ReadonlyMap<string, Located> | readonly Located[]
}

/** A value without parts. */
export type Scalar = string | number | boolean | null

/** Returns the value at some keys; undefined if there is none. */
export function at(node: Located | undefined, ...keys: readonly string[]): Located | undefined {
  let found = node
  for (const key of keys) found = entriesOf(found).get(key)
  return found
}

/** Returns the entries of a mapping; none for another value. */
export function entriesOf(node: Located | undefined): ReadonlyMap<string, Located> {
  return node?.value instanceof Map ? node.value : new Map()
}

/** Returns the items of a sequence; none for another value. */
export function itemsOf(node: Located | undefined): readonly Located[] {
  return Array.isArray(node?.value) ? node.value : []
}

/** Returns a scalar as text; undefined for null, mappings and sequences. */
export function textOf(node: Located | undefined): string | undefined {
  const value = node?.value
  return value === null || value === undefined || typeof value === 'object' ? undefined : `${value}`
}

/** Returns the words of a command, which is a text or a list. */
export function wordsOf(node: Located | undefined): readonly string[] {
  return [node, ...itemsOf(node)].flatMap((item) => (textOf(item) ?? '').split(/\s+/))
}

/**
 * Returns the settings of a mapping, or of a list of `KEY=VALUE` as Compose allows it for
 * environment, labels and build arguments. A value is undefined if it comes from the shell.
 */
export function settingsOf(
  node: Located | undefined,
): ReadonlyMap<string, { readonly value: string | undefined; readonly at: Located }> {
  const listed = itemsOf(node).flatMap(
    (item): readonly (readonly [string, string | undefined, Located])[] => {
      const text = textOf(item)
      if (text === undefined) return []
      const end = text.indexOf('=')
      return end === -1
        ? [[text, undefined, item]]
        : [[text.slice(0, end), text.slice(end + 1), item]]
    },
  )
  const mapped = [...entriesOf(node)].map(([key, item]) => [key, textOf(item), item] as const)
  return new Map([...mapped, ...listed].map(([key, value, at]) => [key, { value, at }]))
}
