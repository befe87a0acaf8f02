import type { Draft } from './answers.ts'
import type { DestinationFacts } from './destination-facts.ts'
import { directoryName, type Place } from './directory.ts'
import type { GitFacts } from './git-facts.ts'
import { lastElement, moduleFromUrl, moduleProblem } from './module-path.ts'
import { nameFrom } from './name.ts'

/** Returns the directory that a draft leads to: its own, else its name, else the name in its module path. */
export function defaultDirectory({ directory, answers }: Draft): string | undefined {
  return directory ?? answers.name ?? nameInModule(answers.module)
}

/** Returns the name that a draft leads to: its own, the recorded one, from its module path, from its directory. */
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
 * Returns the module path that a name and git lead to: where the remote says that the destination lies, else the name
 * below the user's account, else the name alone; nothing when the go command takes none of them.
 */
export function defaultModule(name: string, git: GitFacts): string | undefined {
  const account = accountOf(git)
  const candidates = [moduleOfRemote(git), account && `${account}/${name}`, name]
  return candidates.find(isModule)
}

/** Returns the module path that stands in the destination, in its record or its go.mod; git is not needed then. */
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

/** Returns the account that git knows the user by; a user.name only counts when it can't be a person's name. */
function accountOf({ githubUser, userEmail = '', userName = '' }: GitFacts): string | undefined {
  const hidden = /^(?:\d+[+-])?([\w-]+)@users\.noreply\.(github|gitlab)\.com$/.exec(userEmail)
  if (githubUser !== undefined && githubUser !== '') return `github.com/${githubUser}`
  if (hidden !== null) return `${hidden[2]}.com/${hidden[1]}`
  return /^[a-z\d]+(-[a-z\d]+)*$/.test(userName) ? `github.com/${userName}` : undefined
}
