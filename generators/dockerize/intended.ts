import { readDestination } from '../disk/destination.ts'
import type { Intent } from '../plan/intent.ts'
import { intentPath, type Lock } from '../plan/lock.ts'
import { atTheirPaths } from '../plan/moved.ts'
import { ProblemsError } from '../problem.ts'
import { isNamed } from '../questions/answers.ts'
import type { Intended } from '../tree-of-intent.ts'
import { dockerized } from './dockerized.ts'
import type { Facts } from './facts.ts'

/**
 * Returns the container files for an intent and what the code says now.
 * @param directory the repository as an absolute path
 * @throws ProblemsError when an answer is invalid, or no image could be built
 */
export function dockerizedIntent(
  { answers, exclude = [] }: Intent,
  lock: Lock,
  facts: Facts,
  { directory, version }: { readonly directory: string; readonly version: string },
): Intended {
  if (!isNamed(answers)) {
    const what = `cannot read ${intentPath}: its answers have no name or no module path`
    throw new ProblemsError([{ what, fix: 'Restore it from git.' }])
  }
  const { name, module: _, ...given } = answers
  const { design, tree, provenance } = dockerized({
    directory,
    name,
    facts,
    given,
    version,
    names: readDestination(directory).names,
    lock,
    exclude,
    overwrites: false,
  })
  const problems = [...design.wrong, ...design.problems]
  if (problems.length > 0) throw new ProblemsError(problems)
  return { tree: atTheirPaths(tree, lock), provenance }
}
