import { at, type Located, settingsOf, textOf } from './located.ts'

/** Settings that a later file replaces instead of adding to them. */
const replaced: ReadonlySet<string> = new Set(['command', 'entrypoint', 'test'])

/** Settings whose two forms, list and mapping, are merged by their keys. */
const settings: ReadonlySet<string> = new Set([
  'environment',
  'labels',
  'args',
  'extra_hosts',
  'sysctls',
])

/**
 * Lays one value over another, as Compose merges files; `way` are the keys that lead to them. See
 * https://docs.docker.com/reference/compose-file/merge/.
 */
export function merged(below: Located, above: Located, way: readonly string[]): Located {
  const key = way.at(-1) ?? ''
  if (way.length > 30) return above
  if (settings.has(key)) {
    const all = new Map([...settingsOf(below), ...settingsOf(above)])
    const value = [...all].map(([name, { value, at }]): [string, Located] => [
      name,
      { ...at, value: value ?? null },
    ])
    return { ...above, value: new Map(value) }
  }
  if (below.value instanceof Map && above.value instanceof Map) {
    const value = new Map<string, Located>(below.value)
    for (const [name, node] of above.value) {
      const old = value.get(name)
      value.set(name, old === undefined ? node : merged(old, node, [...way, name]))
    }
    return { ...above, line: below.line, file: below.file, value }
  }
  if (Array.isArray(below.value) && Array.isArray(above.value) && !replaced.has(key)) {
    const targets = new Map(
      [...below.value, ...above.value].map((item) => [keyOfItem(item, key), item]),
    )
    return { ...above, value: [...targets.values()] }
  }
  return above
}

/** Volumes with the same target, and equal items, are one. */
function keyOfItem(item: Located, key: string): string {
  const text = textOf(item)
  if (key !== 'volumes') return text ?? `${item.file}:${item.line}`
  return textOf(at(item, 'target')) ?? text?.split(':')[1] ?? text ?? ''
}
