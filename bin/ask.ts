import {
  complete,
  type Draft,
  defaultDirectory,
  defaultModule,
  defaultName,
  type Request,
} from '../generators/answers.ts'
import { directoryProblem, type Place } from '../generators/directory.ts'
import type { GitFacts } from '../generators/git-facts.ts'
import { moduleProblem } from '../generators/module-path.ts'
import { nameProblem } from '../generators/name.ts'
import { choicesOf, type OptionName, offers, optionNames, options } from '../generators/options.ts'
import { type Change, conflicts, type Decision, decide, type Plan } from '../generators/plan.ts'
import type { Asker, Item, Reply } from './question.ts'
import { obstacleTo } from './report.ts'

/** What a person confirmed: the request, and the plan as it was shown. */
export interface Confirmed {
  readonly request: Request
  readonly plan: Plan
}

/** What is asked besides what the draft leaves open. */
export interface Scope {
  readonly draft: Draft
  /** Whether each conflict is asked about. */
  readonly settle: boolean
  /** Whether the plan needs a yes. */
  readonly confirm: boolean
}

/** What the questions lead to, and what they need to know on the way. */
export interface Surroundings {
  readonly place: Place
  /** Returns why a directory can't be written to, as the disk is now. */
  readonly destinationProblem: (directory: string) => string | undefined
  /** Reads what git knows about a directory. */
  readonly gitFacts: (directory: string) => Promise<GitFacts>
  /** Returns the plan for a request, as the disk is now. */
  readonly preview: (request: Request) => Promise<Plan>
  /** Returns the lines that show what would be done. */
  readonly summary: (confirmed: Confirmed) => readonly string[]
  /** Returns the lines that show how a file would change. */
  readonly difference: (change: Change) => Promise<readonly string[]>
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
  { draft: given, settle, confirm }: Scope,
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
    const preset = await defaultOf(question, draft)
    for (;;) {
      const reply = await put(question, earlier.get(question) ?? preset)
      if (reply.kind !== 'value') return reply
      if (reply.value === preset) earlier.delete(question)
      else earlier.set(question, reply.value)
      const rest = await askFrom(number + 1, withAnswer(draft, question, reply.value))
      if (rest.kind !== 'back') return rest
    }
  }

  async function defaultOf(question: Question, draft: Draft): Promise<string | undefined> {
    if (question === 'directory') return defaultDirectory(draft) ?? suggestedDirectory
    if (question === 'name') return defaultName(draft, around.place)
    if (question !== 'module') return options[question].default
    return defaultModule(draft.name ?? '', await around.gitFacts(draft.directory ?? '.'))
  }

  function put(question: Question, initial: string | undefined): Promise<Reply<string>> {
    const start = initial === undefined ? {} : { initial }
    if (question === 'directory' || question === 'name' || question === 'module') {
      const { message, problem } = texts[question]
      return asker.text({ message, ...start, problem: (text) => problem(text, around) })
    }
    const items = choicesOf(question).map(({ value, hint }) => ({ value, title: value, hint }))
    return asker.choice({ message: options[question].question, items, ...start })
  }

  async function review(draft: Draft): Promise<Reply<Confirmed>> {
    const completion = complete({ ...draft, yes: true }, around.place, {})
    if (!('request' in completion)) throw new Error('the questions left something open')
    const { request } = completion
    return settleFrom(request, await around.preview(request), open.length > 0)
  }

  /** @param asked whether there is a question to go back to */
  async function settleFrom(
    request: Request,
    plan: Plan,
    asked: boolean,
  ): Promise<Reply<Confirmed>> {
    const [change] = settle ? conflicts(plan) : []
    if (change === undefined) return agree({ request, plan }, asked)
    for (;;) {
      const reply = await asker.choice({
        message: conflictMessage(change),
        items: ways(change),
        unforeseen: true,
      })
      if (reply.kind !== 'value') return reply
      if (reply.value === 'show') {
        asker.say(await around.difference(change))
        continue
      }
      const { decision, all } = reply.value
      const paths = (all ? conflicts(plan) : [change]).map(({ path }) => [path, decision] as const)
      const rest = await settleFrom(request, decide(plan, new Map(paths)), true)
      if (rest.kind !== 'back') return rest
    }
  }

  async function agree(confirmed: Confirmed, asked: boolean): Promise<Reply<Confirmed>> {
    // An undecided conflict ends the run: there is nothing to say yes to.
    if (!confirm || conflicts(confirmed.plan).length > 0) return { kind: 'value', value: confirmed }
    asker.say(around.summary(confirmed))
    const items = verdicts.filter(({ value }) => asked || value !== 'back')
    const reply = await asker.choice({ message: 'Write this?', items })
    if (reply.kind !== 'value') return reply
    if (reply.value === 'yes') return { kind: 'value', value: confirmed }
    return { kind: reply.value === 'back' ? 'back' : 'cancel' }
  }
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

const verdicts = [
  { value: 'yes', title: 'yes', hint: 'write it' },
  { value: 'back', title: 'back', hint: 'change an answer' },
  { value: 'no', title: 'no', hint: 'leave everything as it is' },
] as const satisfies readonly Item<string>[]

/** How a conflict may go on: a decision, for one file or for all that are left, or a look at it first. */
type Way = 'show' | { readonly decision: Decision; readonly all: boolean }

function ways({ existing }: Change): readonly Item<Way>[] {
  const keep: readonly Item<Way>[] = [
    { value: { decision: 'keep', all: false }, title: 'keep', hint: 'leave what is there' },
  ]
  const keepAll: Item<Way> = {
    value: { decision: 'keep', all: true },
    title: 'keep all',
    hint: 'this and every other that follows',
  }
  // Only a file can be overwritten, and compared.
  if (existing?.kind !== 'file') return [...keep, keepAll]
  return [
    ...keep,
    { value: { decision: 'overwrite', all: false }, title: 'overwrite', hint: 'with the new file' },
    { value: 'show', title: 'show', hint: 'the difference first' },
    keepAll,
    {
      value: { decision: 'overwrite', all: true },
      title: 'overwrite all',
      hint: 'this and every other that follows',
    },
  ]
}

function conflictMessage(change: Change): string {
  const obstacle = obstacleTo(change)
  if (obstacle === undefined) return `${change.path} is there already, and differs`
  return `${change.path} can't be written: ${obstacle} is in the way`
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
