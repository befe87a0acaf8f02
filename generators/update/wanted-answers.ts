import { readValue, sameValue, type Table, type Value } from '../questions/table.ts'

/** Answers by name, as in a record. */
type Recorded = Readonly<Record<string, Value>>

/** Where the answers of an update come from, the last taking precedence. */
export interface AnswerSources {
  /** The answers in the lock. */
  readonly before: Recorded
  /** The answers in the intent. */
  readonly intent: Recorded
  /** The answers that migrations of layers set. */
  readonly migrated: Recorded
  /** The answers that the command line sets. */
  readonly set: Recorded
}

/**
 * Returns the answers that the user has changed in the intent since the last run, to ones that their
 * options accept. They count like those of the command line.
 */
export function editedAnswers(
  { before, intent }: Pick<AnswerSources, 'before' | 'intent'>,
  table: Table,
): Recorded {
  const isValid = (key: string, value: Value) => {
    const row = Object.hasOwn(table, key) ? table[key] : undefined
    return row !== undefined && 'value' in readValue(row, value)
  }
  return Object.fromEntries(
    Object.entries(intent).filter(
      ([key, value]) => !sameValue(before[key], value) && isValid(key, value),
    ),
  )
}

/**
 * Returns the answers that an update renders for. An answer whose question is gone goes, too. One that
 * a layer has locked to another value stays, and is refused later: only the user or a migration may
 * turn a repository into another one.
 */
export function wantedAnswers(
  { before, intent, migrated, set }: AnswerSources,
  table: Table,
): Recorded {
  const isOurs = (key: string) => sameValue(before[key], intent[key])
  const kept = Object.entries(intent).filter(
    ([key]) => isIdentity(key) || Object.hasOwn(table, key) || !isOurs(key),
  )
  return { ...Object.fromEntries(kept), ...migrated, ...set }
}

function isIdentity(key: string): boolean {
  return key === 'name' || key === 'module'
}
