import type { Planned } from '../../generators/plan-tree.ts'
import type { Draft, Request } from '../../generators/questions/answers.ts'
import { judge } from '../../generators/questions/judge.ts'
import { sameValue, type Value } from '../../generators/questions/table.ts'
import type { Asker, Reply } from './asker.ts'
import { type Confirmed, type Consent, confirm, type Shown } from './confirm.ts'
import {
  type Known,
  nameIn,
  nameQuestion,
  type Question,
  questionsOf,
  thereIn,
} from './questions.ts'

/** What to ask: the gaps in the draft, and questions about the plan. */
export interface Scope extends Consent {
  readonly draft: Draft
}

/** What the questions need. */
export interface Surroundings extends Shown, Known {
  /** Returns the plan for a request, given the current state of the disk. */
  readonly preview: (request: Request) => Promise<Planned>
}

/**
 * Asks for the gaps in the draft, then about each conflict, and then for confirmation. Esc goes
 * back by one question. Returns what was confirmed; undefined if the user cancelled.
 */
export async function ask(
  { draft: given, ...consent }: Scope,
  asker: Asker,
  around: Surroundings,
): Promise<Confirmed | undefined> {
  const open = questionsOf(around).filter(({ key }) => answerIn(given, key) === undefined)
  const named = given.answers.name !== undefined
  /** Earlier answers, for going back, except for defaults, which may have changed. */
  const earlier = new Map<string, Value>()
  /** The keys of the questions on the screen. */
  const asked = new Set<string>()

  const reply = await askFrom(0, given)
  return reply.kind === 'value' ? reply.value : undefined

  async function askFrom(number: number, draft: Draft): Promise<Reply<Confirmed>> {
    const question = open[number]
    if (question === undefined) return review(draft)
    const { key, derived = false } = question
    // An existing repository keeps its answers.
    const recorded = key === 'directory' ? undefined : thereIn(draft, around).recorded?.[key]
    if (recorded !== undefined) return askFrom(number + 1, withAnswer(draft, key, recorded))
    const preset = await question.initial(draft)
    if (derived && preset !== undefined) return askFrom(number + 1, draft)
    for (;;) {
      const reply = await put(question, preset, draft)
      if (reply.kind !== 'value') return reply
      asked.add(key)
      const rest = await askFrom(number + 1, withAnswer(draft, key, reply.value))
      if (rest.kind !== 'back') return rest
      asked.delete(key)
    }
  }

  async function put(
    question: Question,
    preset: Value | undefined,
    draft: Draft,
  ): Promise<Reply<Value>> {
    const { key } = question
    const reply = await question.put(earlier.get(key) ?? preset, draft, asker)
    if (reply.kind === 'value' && sameValue(reply.value, preset)) earlier.delete(key)
    else if (reply.kind === 'value') earlier.set(key, reply.value)
    return reply
  }

  async function review(draft: Draft): Promise<Reply<Confirmed>> {
    for (;;) {
      const name = earlier.get('name') ?? nameIn(draft, around)
      const request = requestFrom(name === undefined ? draft : withAnswer(draft, 'name', name))
      const planned = await around.preview(request)
      const recorded = thereIn(draft, around).recorded !== undefined
      const ways = { back: open.length > 0, rename: !named && !recorded && !asked.has('name') }
      const reply = await confirm({ request, planned }, { ...consent, ways, asked }, asker, around)
      if (reply.kind !== 'rename') return reply
      const renamed = await put(nameQuestion(around), nameIn(draft, around), draft)
      if (renamed.kind === 'cancel') return renamed
    }
  }

  function requestFrom(draft: Draft): Request {
    const { place, table } = around
    // Every question was answered, and every answer was checked.
    const facts = { place, whyNotAsk: undefined, git: {}, destination: { problems: [] } }
    const verdict = judge({ ...draft, yes: true }, new Set(), facts, table)
    if (verdict.kind !== 'request') throw new Error('the questions left something open')
    return verdict.request
  }
}

function answerIn({ directory, answers }: Draft, key: string): Value | undefined {
  return key === 'directory' ? directory : answers[key]
}

/** Returns the draft with one more answer. */
function withAnswer(draft: Draft, key: string, value: Value): Draft {
  if (key !== 'directory') return { ...draft, answers: { ...draft.answers, [key]: value } }
  return typeof value === 'string' ? { ...draft, directory: value } : draft
}
