import type { Context } from '../layers/context.ts'

/** When a file of a house layer applies: an expression over the booleans of the context. */
export type Condition =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }

/** Returns whether a condition holds for the context of a repository. */
export function holds(condition: Condition, context: Context): boolean {
  switch (condition.kind) {
    case 'variable':
      return context[condition.name] === true
    case 'not':
      return !holds(condition.of, context)
    case 'all':
      return condition.of.every((one) => holds(one, context))
    case 'any':
      return condition.of.some((one) => holds(one, context))
  }
}

/** Returns the variables of a condition, each once, in order. */
function variablesIn(condition: Condition): readonly string[] {
  if (condition.kind === 'variable') return [condition.name]
  const parts = condition.kind === 'not' ? [condition.of] : condition.of
  return [...new Set(parts.flatMap(variablesIn))]
}

/** Returns the variables of a condition that are not in a set of known ones. */
export function unknownIn(condition: Condition, known: ReadonlySet<string>): readonly string[] {
  return variablesIn(condition).filter((name) => !known.has(name))
}
