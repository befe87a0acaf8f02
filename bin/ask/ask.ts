import type { Planned } from '../../generators/plan-service.ts'
import {
  complete,
  type Draft,
  defaultDirectory,
  defaultModule,
  defaultName,
  type Request,
} from '../../generators/questions/answers.ts'
import { directoryProblem, type Place } from '../../generators/questions/directory.ts'
import type { GitFacts } from '../../generators/questions/git-facts.ts'
import { moduleProblem } from '../../generators/questions/module-path.ts'
import { nameProblem } from '../../generators/questions/name.ts'
import {
  choicesOf,
  type OptionName,
  offers,
  optionNames,
  options,
} from '../../generators/questions/options.ts'
import { type Confirmed, type Consent, confirm, type Shown } from './confirm.ts'
import type { Asker, Reply } from './terminal.ts'

/** What is asked: what the draft leaves open, and about the plan. */
export interface Scope extends Consent {
  readonly draft: Draft
}

/** What the questions lead to, and what they need to know on the way. */
export interface Surroundings extends Shown {
  readonly place: Place
  /** Returns why a directory can't be written to, as the disk is now. */
  readonly destinationProblem: (directory: string) => string | undefined
  /** Reads what git knows about a directory. */
  readonly gitFacts: (directory: string) => Promise<GitFacts>
  /** Returns the plan for a request, as the disk is now. */
  readonly preview: (request: Request) => Promise<Planned>
}

type Text = 'directory' | 'name' | 'module'
type Question = Text | OptionName

const questions: readonly Question[] = ['directory', 'name', 'module', ...optionNames]

const keys = 'Enter takes what is shown, Esc goes back, Ctrl-C cancels. The last yes writes.'

/** What the first question suggests when no flag leads to a directory. */
const suggestedDirectory = 'my-service'

/**
 * Asks what the draft leaves open, then about each conflict, then for a yes to the plan; Esc goes back by one.
 * Returns what was confirmed, or nothing when it was cancelled.
 */
export async function ask(
  { draft: given, ...consent }: Scope,
  asker: Asker,
  around: Surroundings,
): Promise<Confirmed | undefined> {
  const open = questions.filter((question) => given[question] === undefined)
  /** What was answered before going back, unless it was a default: that may be another by now. */
  const earlier = new Map<Question, string>()

  if (open.length > 0) asker.say([keys])
  const reply = await askFrom(0, given)
  return reply.kind === 'value' ? reply.value : undefined

  async function askFrom(number: number, draft: Draft): Promise<Reply<Confirmed>> {
    const question = open[number]
    if (question === undefined) return review(draft)
    const preset = await defaultOf(question, draft, around)
    for (;;) {
      const reply = await put(question, earlier.get(question) ?? preset, asker, around)
      if (reply.kind !== 'value') return reply
      if (reply.value === preset) earlier.delete(question)
      else earlier.set(question, reply.value)
      const rest = await askFrom(number + 1, withAnswer(draft, question, reply.value))
      if (rest.kind !== 'back') return rest
    }
  }

  async function review(draft: Draft): Promise<Reply<Confirmed>> {
    const completion = complete({ ...draft, yes: true }, around.place, {})
    if (!('request' in completion)) throw new Error('the questions left something open')
    const { request } = completion
    const planned = await around.preview(request)
    return confirm({ request, planned }, consent, asker, around, open.length > 0)
  }
}

/** Returns what a question starts from, given the answers before it. */
async function defaultOf(
  question: Question,
  draft: Draft,
  { place, gitFacts }: Surroundings,
): Promise<string | undefined> {
  if (question === 'directory') return defaultDirectory(draft) ?? suggestedDirectory
  if (question === 'name') return defaultName(draft, place)
  if (question !== 'module') return options[question].default
  return defaultModule(draft.name ?? '', await gitFacts(draft.directory ?? '.'))
}

function put(
  question: Question,
  initial: string | undefined,
  asker: Asker,
  around: Surroundings,
): Promise<Reply<string>> {
  const start = initial === undefined ? {} : { initial }
  if (question === 'directory' || question === 'name' || question === 'module') {
    const { message, problem } = texts[question]
    return asker.text({ message, ...start, problem: (text) => problem(text, around) })
  }
  const items = choicesOf(question).map(({ value, hint }) => ({ value, title: value, hint }))
  return asker.choice({ message: options[question].question, items, ...start })
}

const texts: Readonly<
  Record<
    Text,
    { message: string; problem: (text: string, around: Surroundings) => string | undefined }
  >
> = {
  directory: {
    message: 'Directory',
    problem: (text, { place, destinationProblem }) =>
      directoryProblem(text, place.platform) ?? destinationProblem(text),
  },
  name: { message: 'Name of the service and its images', problem: nameProblem },
  module: { message: 'Module path in go.mod', problem: moduleProblem },
}

/** Returns the draft with one more answer; the value was offered or validated when it was asked. */
function withAnswer(draft: Draft, question: Question, value: string): Draft {
  switch (question) {
    case 'framework':
      return offers(question, value) ? { ...draft, framework: value } : draft
    case 'database':
      return offers(question, value) ? { ...draft, database: value } : draft
    case 'baseImage':
      return offers(question, value) ? { ...draft, baseImage: value } : draft
    default:
      return { ...draft, [question]: value }
  }
}
