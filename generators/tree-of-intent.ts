import { builtIn } from './layers/built-in.ts'
import { without } from './plan/exclude.ts'
import type { Intent } from './plan/intent.ts'
import { intentPath, type Lock } from './plan/lock.ts'
import { atTheirPaths } from './plan/moved.ts'
import type { Provenance } from './plan/record.ts'
import type { Tree } from './plan/tree.ts'
import { ProblemsError } from './problem.ts'
import { recordProblems } from './questions/answer-problems.ts'
import { isNamed } from './questions/answers.ts'
import type { Table } from './questions/table.ts'
import { buildService, provenanceOf } from './service.ts'

/** What an intent leads to with the templates of this version. */
export interface Intended {
  /** The files, at the paths that they have in the repository. */
  readonly tree: Tree
  readonly provenance: Provenance
}

/**
 * Returns the tree that these templates render for an intent; an option without an answer has its
 * default.
 * @throws ProblemsError when an answer or an excluded path is invalid
 */
export function treeOfIntent(
  { answers: given, exclude = [] }: Intent,
  lock: Lock,
  { version, table }: { readonly version: string; readonly table: Table },
): Intended {
  const defaults = Object.entries(table).map(([option, row]) => [option, row.default] as const)
  const answers = { ...Object.fromEntries(defaults), ...given }
  if (!isNamed(answers)) {
    const what = `cannot read ${intentPath}: its answers have no name or no module path`
    throw new ProblemsError([{ what, fix: 'Restore it from git.' }])
  }
  const problems = recordProblems(answers, intentPath, table)
  if (problems.length > 0) throw new ProblemsError(problems)
  const { layers, integrity } = builtIn()
  const input = { answers, exclude, version, table }
  const tree = without(buildService(input, layers), exclude, lock.exclude)
  return { tree: atTheirPaths(tree, lock), provenance: provenanceOf(input, integrity) }
}
