/**
 * Whether to run every test, and not a choice that stands for the others: `ALL_TESTS=1`, as
 * `.ci/run --all` sets it.
 */
export const isWhole = process.env.ALL_TESTS === '1'

/** Returns all tests of a table, or those that stand for the others. */
export function inScope<T>(all: readonly T[], few: readonly T[]): readonly T[] {
  return isWhole ? all : few
}
