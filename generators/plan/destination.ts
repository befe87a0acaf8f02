import type { Problem } from '../problem.ts'
import type { Answers } from '../questions/answers.ts'
import type { DestinationFacts } from '../questions/destination-facts.ts'
import type { Lock } from './lock.ts'
import { type Recorded, saysTheSame } from './record.ts'

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
}

/** Returns what questions and defaults depend on. What an intent says is only taken while it says what the lock does. */
export function factsOf({ recorded, problems, goModule }: Destination): DestinationFacts {
  const { intent, lock } = recorded
  const answers = lock?.answers ?? intent?.answers
  const wrong = answers === undefined || isNamed(answers) ? [] : [unnamed]
  const edited = intent !== undefined && lock !== undefined && !saysTheSame(intent, lock)
  return {
    problems: [...problems, ...wrong, ...(edited ? [editedIntent] : [])],
    ...(answers !== undefined && isNamed(answers) ? { recorded: answers } : {}),
    ...(goModule === undefined ? {} : { goModule }),
  }
}

function isNamed(answers: Lock['answers']): answers is Answers {
  return typeof answers.name === 'string' && typeof answers.module === 'string'
}

const unnamed: Problem = {
  what: 'cannot read go-docker.json: the name or the module path is missing from its answers',
  fix: 'Restore it from git, or move it away to start without a record.',
}

const editedIntent: Problem = {
  what: 'go-docker.json was edited after the last run: it differs from go-docker.lock.json',
  fix: 'Restore it from git. Applying changed answers will be possible with a later command, update.',
}

/** The files that are read at a repository's root only. */
export const rootFiles: readonly string[] = ['.github/workflows/ci.yml', 'renovate.json']

/** Returns the paths of the tree that the repository does without: as recorded, else what would be read by nobody. */
export function excludedFrom({ recorded, repositoryRoot }: Destination): readonly string[] {
  const { intent, lock } = recorded
  if (intent !== undefined || lock !== undefined) return intent?.exclude ?? lock?.exclude ?? []
  return repositoryRoot === undefined ? [] : rootFiles
}
