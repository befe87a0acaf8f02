import type { Planned } from '../../generators/plan-service.ts'
import type { Draft, Request } from '../../generators/questions/answers.ts'
import { judge } from '../../generators/questions/judge.ts'
import { sameValue, type Value } from '../../generators/questions/table.ts'
import type { Asker, Reply } from './asker.ts'
import { type Confirmed, type Consent, confirm, type Shown } from './confirm.ts'
import { type Known, questionsOf } from './questions.ts'

/** What is asked: what the draft leaves open, and about the plan. */
export interface Scope extends Consent {
  readonly draft: Draft
}

/** What the questions lead to, and what they need to know on the way. */
export interface Surroundings extends Shown, Known {
  /** Returns the plan for a request, as the disk is now. */
  readonly preview: (request: Request) => Promise<Planned>
}

const keys = 'Enter takes what is shown, Esc goes back, Ctrl-C cancels. The last yes writes.'

/**
 * Asks what the draft leaves open, then about each conflict, then for a yes to the plan; Esc goes back by one.
 * Returns what was confirmed, or nothing when it was cancelled.
 */
export async function ask(
  { draft: given, ...consent }: Scope,
  asker: Asker,
  around: Surroundings,
): Promise<Confirmed | undefined> {
  const open = questionsOf(around).filter(({ key }) => answerIn(given, key) === undefined)
  /** What was answered before going back, unless it was a default: that may be another by now. */
  const earlier = new Map<string, Value>()

  if (open.length > 0) asker.say([keys])
  const reply = await askFrom(0, given)
  return reply.kind === 'value' ? reply.value : undefined

  async function askFrom(number: number, draft: Draft): Promise<Reply<Confirmed>> {
    const question = open[number]
    if (question === undefined) return review(draft)
    const { key } = question
    const preset = await question.initial(draft)
    for (;;) {
      const reply = await question.put(earlier.get(key) ?? preset, draft, asker)
      if (reply.kind !== 'value') return reply
      if (sameValue(reply.value, preset)) earlier.delete(key)
      else earlier.set(key, reply.value)
      const rest = await askFrom(number + 1, withAnswer(draft, key, reply.value))
      if (rest.kind !== 'back') return rest
    }
  }

  async function review(draft: Draft): Promise<Reply<Confirmed>> {
    const { place, table } = around
    // All is answered, and each answer was looked at when it was given.
    const facts = { place, canAsk: true, git: {}, destination: { problems: [] } }
    const verdict = judge({ ...draft, yes: true }, new Set(), facts, table)
    if (verdict.kind !== 'request') throw new Error('the questions left something open')
    const { request } = verdict
    const planned = await around.preview(request)
    return confirm({ request, planned }, consent, asker, around, open.length > 0)
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
