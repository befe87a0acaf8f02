/** Returns values by their keys, in their order. */
export function grouped<T>(
  entries: Iterable<readonly [key: string, value: T]>,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const [key, value] of entries) {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}
