/**
 * Returns a function that computes each value once for an owner and a key. It forgets the values
 * with the owner.
 */
export function remember<T>(): (owner: object, key: string, compute: () => T) => T {
  const owners = new WeakMap<object, Map<string, T>>()
  return (owner, key, compute) => {
    const known = owners.get(owner) ?? new Map<string, T>()
    owners.set(owner, known)
    const before = known.get(key)
    if (before !== undefined) return before
    const value = compute()
    known.set(key, value)
    return value
  }
}
