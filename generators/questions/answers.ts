import type { Problem } from '../problem.ts'
import { directoryName, type Place } from './directory.ts'
import type { GitFacts } from './git-facts.ts'
import { lastElement, moduleFromUrl, moduleProblem } from './module-path.ts'
import { nameFrom } from './name.ts'
import { type Answers, choicesOf, optionNames, options } from './options.ts'

/** What is known so far: flags that were given, questions that were answered. All of it is valid. */
export interface Draft extends Partial<Answers> {
  readonly directory?: string
}

/** A whole request: where to write, as the person wrote it, and what. */
export interface Request {
  readonly directory: string
  readonly answers: Answers
}

/** A request, or all that keeps it from being one. */
export type Completion = { readonly request: Request } | { readonly problems: readonly Problem[] }

/** Returns the directory that a draft leads to: its own, else its name, else the name in its module path. */
export function defaultDirectory({ directory, name, module }: Draft): string | undefined {
  return directory ?? name ?? nameInModule(module)
}

/** Returns the name that a draft leads to: its own, else from its module path, else from its directory. */
export function defaultName({ directory, name, module }: Draft, place: Place): string | undefined {
  return name ?? nameInModule(module) ?? nameOfDirectory(directory, place)
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
  return candidates.find((path) => path !== undefined && moduleProblem(path) === undefined)
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

/** Returns what is missing for a request when nothing is asked; `given` holds all that was said, good or bad. */
export function missing(
  given: { readonly [Key in keyof Draft]?: unknown },
  yes: boolean,
): readonly Problem[] {
  const { directory, name, module } = given
  if (yes) {
    return [directory, name, module].some((said) => said !== undefined) ? [] : [nothingToGoBy]
  }
  return [
    ...(directory === undefined ? [noDirectory] : []),
    ...(module === undefined ? [noModule] : []),
    ...optionNames.flatMap((row): readonly Problem[] => {
      if (given[row] !== undefined) return []
      const { flag, default: preset } = options[row]
      const values = choicesOf(row).map(({ value }) => value)
      return [
        {
          what: `--${flag} is missing, and there is no terminal to ask at`,
          fix: `Say --${flag} ${values.join('|')}; --yes takes ${preset}.`,
        },
      ]
    }),
  ]
}

const nothingToGoBy: Problem = {
  what: '--yes has nothing to go by: neither directory, name nor module path is given',
  fix: 'Say one of DIRECTORY, --name NAME and --module PATH.',
}

const noDirectory: Problem = {
  what: 'DIRECTORY is missing, and there is no terminal to ask at',
  fix: 'Say where to write, as in my-service; --yes takes the name.',
}

const noModule: Problem = {
  what: '--module is missing, and there is no terminal to ask at',
  fix: 'Say --module PATH, as in github.com/acme/my-service; --yes makes one of git and the name.',
}

/** Completes a draft without questions: with `yes` defaults fill it, else every answer must be there. */
export function complete(
  draft: Draft & { readonly yes: boolean },
  place: Place,
  git: GitFacts,
): Completion {
  const name = defaultName(draft, place)
  const directory = draft.directory ?? name
  const module = draft.module ?? (name === undefined ? undefined : defaultModule(name, git))
  const lacking = missing(draft, draft.yes)
  if (lacking.length > 0) return { problems: lacking }
  if (name === undefined || directory === undefined || module === undefined) {
    return { problems: defaultProblems(draft, new Set(), place, git) }
  }
  const { framework, database, baseImage } = options
  return {
    request: {
      directory,
      answers: {
        name,
        module,
        framework: draft.framework ?? framework.default,
        database: draft.database ?? database.default,
        baseImage: draft.baseImage ?? baseImage.default,
      },
    },
  }
}

/**
 * Returns why defaults can't complete a draft when nothing is asked.
 * @param bad what was said badly, and so is not in the draft: nothing is told of a default that hangs on it
 */
export function defaultProblems(
  draft: Draft & { readonly yes: boolean },
  bad: ReadonlySet<keyof Draft>,
  place: Place,
  git: GitFacts,
): readonly Problem[] {
  const { name: said, module, yes } = draft
  if (said === undefined && sources.some((source) => bad.has(source))) return []
  const moduleOpen = module === undefined && !bad.has('module')
  const nothingSaid = sources.every((source) => draft[source] === undefined)
  // What is missing altogether is told by `missing`.
  if (nothingSaid || (!yes && said === undefined && moduleOpen)) return []
  const name = defaultName(draft, place)
  if (name === undefined) return [noName(draft)]
  return yes && moduleOpen && defaultModule(name, git) === undefined ? [noDefaultModule(name)] : []
}

/** The answers that lead to a name. */
const sources = ['name', 'module', 'directory'] as const

function noName({ module, directory }: Draft): Problem {
  return {
    what: `no name can be made of ${[module, directory].filter((said) => said !== undefined).join(' or ')}`,
    fix: 'Say --name NAME.',
  }
}

function noDefaultModule(name: string): Problem {
  return {
    what: `no module path can be made of the name ${name}: ${moduleProblem(name)}`,
    fix: `Say --module PATH, as in github.com/acme/${name}.`,
  }
}
