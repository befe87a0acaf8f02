import type { Draft } from './answers.ts'
import type { DestinationFacts } from './destination-facts.ts'
import { directoryName, type Place } from './directory.ts'
import type { GitFacts } from './git-facts.ts'
import { lastElement, moduleFromUrl, moduleProblem } from './module-path.ts'
import { nameFrom } from './name.ts'

/** Returns the directory for a draft: the given one, the name, or the name in the module path. */
export function defaultDirectory({ directory, answers }: Draft): string | undefined {
  return directory ?? answers.name ?? nameInModule(answers.module)
}

/**
 * Returns the name for a draft: the given one, the recorded one, or the one derived from the module
 * path or the directory.
 */
export function defaultName(
  { directory, answers }: Draft,
  place: Place,
  destination: DestinationFacts,
): string | undefined {
  return (
    answers.name ??
    destination.recorded?.name ??
    nameInModule(answers.module ?? moduleThere(destination)) ??
    nameOfDirectory(directory, place)
  )
}

function nameInModule(module: string | undefined): string | undefined {
  return module === undefined ? undefined : nameFrom(lastElement(module))
}

function nameOfDirectory(directory: string | undefined, place: Place): string | undefined {
  return directory === undefined ? undefined : nameFrom(directoryName(directory, place))
}

/**
 * Returns the module path for a name and git's facts: from the remote and the destination's place
 * in the repository; or else the name below the user's account; or else just the name; undefined if
 * the go command rejects all of them.
 */
export function defaultModule(name: string, git: GitFacts): string | undefined {
  const account = accountOf(git)
  const candidates = [moduleOfRemote(git), account && `${account}/${name}`, name]
  return candidates.find(isModule)
}

/**
 * Returns the module path that the destination already has, in its record or its go.mod; then git
 * is not needed.
 */
export function moduleThere({ recorded, goModule }: DestinationFacts): string | undefined {
  return recorded?.module ?? (isModule(goModule) ? goModule : undefined)
}

function isModule(path: string | undefined): path is string {
  return path !== undefined && moduleProblem(path) === undefined
}

function moduleOfRemote({ remote, prefix = '' }: GitFacts): string | undefined {
  const root = remote === undefined ? undefined : moduleFromUrl(remote)
  return root && [root, ...prefix.split('/')].filter((element) => element !== '').join('/')
}

/**
 * Returns the user's account, as far as git knows it. A user.name only counts if it can't be a
 * person's name.
 */
function accountOf({ githubUser, userEmail = '', userName = '' }: GitFacts): string | undefined {
  const hidden = /^(?:\d+[+-])?([\w-]+)@users\.noreply\.(github|gitlab)\.com$/.exec(userEmail)
  if (githubUser !== undefined && githubUser !== '') return `github.com/${githubUser}`
  if (hidden !== null) return `${hidden[2]}.com/${hidden[1]}`
  return /^[a-z\d]+(-[a-z\d]+)*$/.test(userName) ? `github.com/${userName}` : undefined
}
