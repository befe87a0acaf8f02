import { basename } from 'node:path/posix'
import { type Place, resolveDirectory } from './directory.ts'
import type { GitFacts } from './git-facts.ts'
import { lastElement, moduleProblem } from './module-path.ts'
import { nameFrom } from './name.ts'
import { type Answers, type OptionValue, options } from './options.ts'
import type { Problem } from './problem.ts'

/** What is known so far: flags that were given, questions that were answered. All of it is valid. */
export interface Draft {
  readonly directory?: string
  readonly name?: string
  readonly module?: string
  readonly framework?: OptionValue<'framework'>
  readonly database?: OptionValue<'database'>
  readonly baseImage?: OptionValue<'baseImage'>
}

/** A whole request: where to write, as the person wrote it, and what. */
export interface Request {
  readonly directory: string
  readonly answers: Answers
}

/** A request, or all that keeps it from being one. */
export type Completion = { readonly request: Request } | { readonly problems: readonly Problem[] }

/** Returns the directory that a draft leads to: its own, else its name, else its module's. */
export function defaultDirectory(draft: Draft): string | undefined {
  return draft.directory ?? draft.name ?? (draft.module && nameFrom(lastElement(draft.module)))
}

/** Returns the name that a draft leads to: from its module's last element, else from its directory. */
export function defaultName(draft: Draft, place: Place): string | undefined {
  const { name, module, directory } = draft
  if (name !== undefined) return name
  const fromModule = module === undefined ? undefined : nameFrom(lastElement(module))
  if (fromModule !== undefined || directory === undefined) return fromModule
  const path = resolveDirectory(directory, place).replaceAll('\\', '/')
  return nameFrom(basename(path))
}

/** Returns the module path that a name and git lead to, if the go command takes it. */
export function defaultModule(name: string, _git: GitFacts): string | undefined {
  return moduleProblem(name) === undefined ? name : undefined
}

/** Returns what a request needs and the draft lacks, given that nothing can be asked. */
export function missing(_draft: Draft, _yes: boolean): readonly Problem[] {
  return []
}

/** Completes a draft without questions: with `yes` defaults fill it, else every answer must be there. */
export function complete(
  draft: Draft & { readonly yes: boolean },
  place: Place,
  git: GitFacts,
): Completion {
  const problems = missing(draft, draft.yes)
  if (problems.length > 0) return { problems }
  const directory = defaultDirectory(draft)
  const name = defaultName(draft, place)
  if (directory === undefined || name === undefined) return { problems: [] }
  const module = draft.module ?? defaultModule(name, git)
  if (module === undefined) return { problems: [] }
  const answers: Answers = {
    name,
    module,
    framework: draft.framework ?? options.framework.default,
    database: draft.database ?? options.database.default,
    baseImage: draft.baseImage ?? options.baseImage.default,
  }
  return { request: { directory, answers } }
}
