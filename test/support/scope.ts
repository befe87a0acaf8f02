/**
 * Whether to run every test, and not a choice that stands for the others: `ALL_TESTS=1`, as
 * `.ci/run --all` sets it.
 */
export const isWhole = process.env.ALL_TESTS === '1'

/** Returns all tests of a table, or those that stand for the others. */
export function inScope<T>(all: readonly T[], few: readonly T[]): readonly T[] {
  return isWhole ? all : few
}

/** At how many moments a run is killed: KILL_MOMENTS=9999 stands for every moment. */
export const killMoments = Number(process.env.KILL_MOMENTS ?? (isWhole ? 50 : 12))
