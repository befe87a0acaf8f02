import type { Problem } from '../problem.ts'
import type { Answers } from '../questions/answers.ts'
import type { DestinationFacts } from '../questions/destination-facts.ts'
import type { Gitignore } from './gitignore.ts'
import { editsOf } from './intent.ts'
import { intentPath, type Lock, lockPath } from './lock.ts'
import type { Recorded } from './record.ts'

/** What stands in and above the destination, read before anything is asked. */
export interface Destination {
  readonly recorded: Recorded
  /** Why nothing can be written there, whatever is asked for. */
  readonly problems: readonly Problem[]
  /** The module path of its go.mod. */
  readonly goModule?: string
  /** The names in it, spelled as they are, and of what lies deeper those that a warning may be about. */
  readonly names: ReadonlySet<string>
  /** The folder of a go.work, in it or above it, with which go refuses the service until `go work use` is run. */
  readonly workspace?: string
  /** The folders outside of it that a go.work in it uses, as they are written there. */
  readonly usedOutside?: readonly string[]
  /** The root of the repository that it lies in, where it isn't that root itself. */
  readonly repositoryRoot?: string
  /** The .gitignore files above it, from that root down. */
  readonly gitignoresAbove?: readonly Gitignore[]
}

/** Returns what questions and defaults depend on. What an intent says is only taken while it says what the lock does. */
export function factsOf({ recorded, problems, goModule }: Destination): DestinationFacts {
  const { intent, lock } = recorded
  const answers = lock?.answers ?? intent?.answers
  const isRead = answers !== undefined && isNamed(answers)
  const wrong =
    answers === undefined || isRead
      ? editProblems(recorded)
      : [unnamed(lock ? lockPath : intentPath)]
  return {
    problems: [...problems, ...wrong],
    ...(isRead ? { recorded: answers, recordedIn: intent ? intentPath : lockPath } : {}),
    ...(goModule === undefined ? {} : { goModule }),
  }
}

function isNamed(answers: Lock['answers']): answers is Answers {
  return typeof answers.name === 'string' && typeof answers.module === 'string'
}

function unnamed(path: string): Problem {
  return {
    what: `cannot read ${path}: its answers have no name or no module path`,
    fix: 'Restore it from git, or move it out of the way to start without a record.',
  }
}

/** An edit is not applied: files that were made from the old answers would stay behind. */
function editProblems({ intent, lock }: Recorded): readonly Problem[] {
  const edits = intent && lock ? editsOf(intent, lock) : []
  if (edits.length === 0) return []
  const told = edits.map(
    ({ key, now, before }) => `${key} is ${now}, but ${lockPath} has ${before}`,
  )
  return [
    {
      what: `${intentPath} was edited since the last run: ${told.join('; ')}`,
      fix: 'Restore it from git. A later version will have an update command for applying edits.',
    },
  ]
}

/** The files that are read at a repository's root only. */
export const rootFiles: readonly string[] = ['.github/workflows/ci.yml', 'renovate.json']

/** Returns the paths of the tree that the repository does without: as recorded, else what would be read by nobody. */
export function excludedFrom({ recorded, repositoryRoot }: Destination): readonly string[] {
  const { intent, lock } = recorded
  const record = intent ?? lock
  if (record !== undefined) return record.exclude ?? []
  return repositoryRoot === undefined ? [] : rootFiles
}
