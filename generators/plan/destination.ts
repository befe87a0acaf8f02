import type { Problem } from '../problem.ts'
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
}

/** The files that are read at a repository's root only. */
export const rootFiles: readonly string[] = ['.github/workflows/ci.yml', 'renovate.json']

/** Returns the paths of the tree that the repository does without: as recorded, else what would be read by nobody. */
export function excludedFrom({ recorded, repositoryRoot }: Destination): readonly string[] {
  const { intent, lock } = recorded
  if (intent !== undefined || lock !== undefined) return intent?.exclude ?? lock?.exclude ?? []
  return repositoryRoot === undefined ? [] : rootFiles
}
