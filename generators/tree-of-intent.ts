import type { House } from './house/house.ts'
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

/** What an intent is rendered with. */
export interface IntentTerms {
  /** The repository as an absolute path. */
  readonly directory: string
  /** The version of this package. */
  readonly version: string
  /** The options, with those of the house layers. */
  readonly table: Table
  readonly house?: House
}

/**
 * Returns the tree that these templates and layers render for an intent; an option without an answer
 * has its default.
 * @throws ProblemsError when an answer or an excluded path is invalid, or a layer doesn't fit
 */
export function treeOfIntent(
  { answers: given, exclude = [] }: Intent,
  lock: Lock,
  { directory, version, table, house }: IntentTerms,
): Intended {
  const defaults = Object.entries(table).map(([option, row]) => [option, row.default] as const)
  const answers = { ...Object.fromEntries(defaults), ...given }
  if (!isNamed(answers)) {
    const what = `cannot read ${intentPath}: its answers have no name or no module path`
    throw new ProblemsError([{ what, fix: 'Restore it from git.' }])
  }
  const fix = 'Correct it there, or use create-go-docker update --set KEY=VALUE.'
  const problems = recordProblems(answers, intentPath, table, fix)
  if (problems.length > 0) throw new ProblemsError(problems)
  const templates = builtIn()
  const input = { answers, exclude, version, table, ...(house === undefined ? {} : { house }) }
  const tree = without(buildService(input, templates), exclude, lock.exclude)
  return {
    tree: atTheirPaths(tree, lock),
    provenance: provenanceOf(input, templates.integrity, directory),
  }
}
