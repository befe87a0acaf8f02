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

/** The answers to the questions about one owner. */
interface Answers<T> {
  readonly known: Map<string, T | undefined>
  /** Those that a cut question may have changed: they hold until the outermost one is answered. */
  readonly provisional: Map<string, T | undefined>
  readonly active: Set<string>
  isCut: boolean
}

/** How many questions may lead to one another. */
const deepest = 100

/**
 * Returns a function as `remember` does, for values that may depend on each other in a circle: where
 * one depends on itself, it is undefined. However often values depend on one another, a question
 * computes each of them once.
 */
export function rememberCyclic<T>(): (
  owner: object,
  key: string,
  compute: () => T | undefined,
) => T | undefined {
  const owners = new WeakMap<object, Answers<T>>()
  return (owner, key, compute) => {
    const answers = owners.get(owner) ?? none<T>()
    owners.set(owner, answers)
    const { known, provisional, active } = answers
    if (known.has(key)) return known.get(key)
    if (provisional.has(key) || active.has(key) || active.size > deepest) {
      answers.isCut = true
      return provisional.get(key)
    }
    const wasCut = answers.isCut
    answers.isCut = false
    active.add(key)
    const value = compute()
    active.delete(key)
    const isOutermost = active.size === 0
    if (isOutermost) provisional.clear()
    const answered = isOutermost || !answers.isCut ? known : provisional
    answered.set(key, value)
    answers.isCut = !isOutermost && (wasCut || answers.isCut)
    return value
  }
}

function none<T>(): Answers<T> {
  return { known: new Map(), provisional: new Map(), active: new Set(), isCut: false }
}
