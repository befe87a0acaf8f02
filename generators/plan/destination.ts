import type { Problem } from '../problem.ts'
import { isNamed } from '../questions/answers.ts'
import type { DestinationFacts } from '../questions/destination-facts.ts'
import type { Gitignore } from './gitignore.ts'
import { editsOf, usesIn } from './intent.ts'
import { intentPath, type Lock, lockPath } from './lock.ts'
import type { Recorded } from './record.ts'
import { unfinishedProblems } from './unfinished.ts'

/** What exists in and above the destination, read before any question is asked. */
export interface Destination {
  readonly recorded: Recorded
  /** Why nothing can be written there, regardless of the request. */
  readonly problems: readonly Problem[]
  /** The module path in its go.mod. */
  readonly goModule?: string
  /**
   * The names in the destination, with their exact spelling, and any deeper paths that a warning
   * may be about.
   */
  readonly names: ReadonlySet<string>
  /**
   * The folder of a go.work, in the destination or above, with which go refuses to build the
   * service until `go work use` is run.
   */
  readonly workspace?: string
  /** The folders outside the destination that a go.work in it uses, as written there. */
  readonly usedOutside?: readonly string[]
  /** The root of the enclosing repository, unless that is the destination itself. */
  readonly repositoryRoot?: string
  /** The path of the destination in that repository, with a slash at its end. */
  readonly prefix?: string
  /** The .gitignore files above the destination, from that root down. */
  readonly gitignoresAbove?: readonly Gitignore[]
}

/** What a record can come from. */
export type Generator = 'service' | 'dockerize'

/** Returns the problem that another command wrote a repository. */
function foreignProblem({ generator }: Lock): Problem {
  const what = `${lockPath} is of the generator ${generator}`
  if (generator === 'service') {
    return {
      what: `this repository was created with its container files: ${what}`,
      fix: 'Use create-go-docker update to renew them.',
    }
  }
  return {
    what: `this repository was not created, but dockerized: ${what}`,
    fix: 'Use create-go-docker dockerize or update.',
  }
}

/**
 * Returns the facts that questions and defaults depend on. The intent is only used while it agrees
 * with the lock.
 */
export function factsOf(
  { recorded, problems, goModule }: Destination,
  generator: Generator,
): DestinationFacts {
  const { intent, lock } = recorded
  const foreign = lock === undefined || lock.generator === generator ? [] : [foreignProblem(lock)]
  const answers = lock?.answers ?? intent?.answers
  const isRead = answers !== undefined && isNamed(answers)
  const wrong =
    answers === undefined || isRead
      ? editProblems(recorded)
      : [unnamed(lock ? lockPath : intentPath)]
  return {
    problems: [...problems, ...wrong, ...foreign, ...unfinishedProblems(lock ?? {})],
    ...(isRead && foreign.length === 0
      ? { recorded: answers, recordedIn: intent ? intentPath : lockPath }
      : {}),
    ...layersIn(recorded),
    ...(goModule === undefined ? {} : { goModule }),
  }
}

function layersIn({ intent, lock }: Recorded): Pick<DestinationFacts, 'layers'> {
  const layers = lock?.layers.flatMap((locked) =>
    locked.use === undefined ? [] : [{ use: locked.use, locked }],
  )
  const found = layers ?? usesIn(intent ?? {}).map((use) => ({ use }))
  return found.length === 0 ? {} : { layers: found }
}

function unnamed(path: string): Problem {
  return {
    what: `cannot read ${path}: its answers have no name or no module path`,
    fix: 'Restore it from git, or move it out of the way to start without a record.',
  }
}

/** Rejects an edited intent: applying it would leave the files of the old answers behind. */
function editProblems({ intent, lock }: Recorded): readonly Problem[] {
  const edits = intent && lock ? editsOf(intent, lock) : []
  if (edits.length === 0) return []
  const told = edits.map(
    ({ key, now, before }) => `${key} is ${now}, but ${lockPath} has ${before}`,
  )
  return [
    {
      what: `${intentPath} was edited since the last run: ${told.join('; ')}`,
      fix: 'Run create-go-docker update to apply the edit, or restore the file from git.',
    },
  ]
}

/** The files that only have an effect in the root of a repository. */
export const rootFiles: readonly string[] = ['.github/workflows/ci.yml', 'renovate.json']

/**
 * Returns the paths that the repository excludes: the recorded ones, or else files that would have
 * no effect.
 */
export function excludedFrom({ recorded, repositoryRoot }: Destination): readonly string[] {
  const { intent, lock } = recorded
  const record = intent ?? lock
  if (record !== undefined) return record.exclude ?? []
  return repositoryRoot === undefined ? [] : rootFiles
}
