import type { Problem } from '../problem.ts'
import { some } from './some.ts'

/** Returns why nothing can start while the last update has conflicts left. */
export function unfinishedProblem(unresolved: readonly string[]): Problem {
  return {
    what: `the last update left conflicts that are not settled: ${some(unresolved)}`,
    fix: 'Resolve them and run create-go-docker update --continue, or go back with create-go-docker update --abort.',
  }
}
