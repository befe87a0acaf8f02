import type { Problem } from '../problem.ts'
import type { Lock } from './lock.ts'
import { some } from './some.ts'

/** Returns why nothing can start in a repository: the last update left conflicts. */
export function unfinishedProblems({
  unresolved = [],
}: Pick<Lock, 'unresolved'>): readonly Problem[] {
  if (unresolved.length === 0) return []
  return [
    {
      what: `the last update is not finished: it left conflicts in ${some(unresolved)}`,
      fix: 'Resolve them and run create-go-docker update --continue, or go back with create-go-docker update --abort.',
    },
  ]
}
