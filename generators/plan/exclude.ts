import { type Problem, ProblemsError } from '../problem.ts'
import { intentPath } from './lock.ts'
import type { Tree } from './tree.ts'

/** The files that the service is compiled from. */
const needed = /^(go\.mod|go\.sum|cmd\/.*|internal\/.*)$/

/**
 * Returns a tree without some paths.
 * @param before the paths that the last run excluded, which the template may no longer have
 * @throws ProblemsError when a path is not in the tree, or the service doesn't compile without it
 */
export function without(
  tree: Tree,
  exclude: readonly string[],
  before: readonly string[] = [],
): Tree {
  const earlier = new Set(before)
  const excluded = new Set(exclude)
  const problems = exclude.flatMap((path): readonly Problem[] => {
    const why = problemWith(path, tree, earlier)
    if (why === undefined) return []
    const fix = `Remove it from "exclude" in ${intentPath}.`
    return [{ what: `cannot exclude ${path}: ${why}`, fix }]
  })
  if (problems.length > 0) throw new ProblemsError(problems)
  return new Map([...tree].filter(([path]) => !excluded.has(path)))
}

function problemWith(path: string, tree: Tree, before: ReadonlySet<string>): string | undefined {
  if (needed.test(path)) return 'the service is compiled from go.mod, go.sum, cmd/ and internal/'
  if (tree.has(path) || before.has(path)) return undefined
  return 'the template has no file of that path'
}
