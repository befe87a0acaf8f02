import {
  type Change,
  conflicts,
  type Decision,
  decide,
  type Plan,
} from '../../generators/plan/plan.ts'
import type { Request } from '../../generators/questions/answers.ts'
import { obstacleTo } from '../report/report.ts'
import type { Asker, Item, Reply } from './asker.ts'

/** What a person confirmed: the request, and the plan as it was shown. */
export interface Confirmed {
  readonly request: Request
  readonly plan: Plan
}

/** What is asked about a plan. */
export interface Consent {
  /** Whether each conflict is asked about. */
  readonly settle: boolean
  /** Whether the plan needs a yes. */
  readonly confirm: boolean
}

/** What a person is shown of a plan. */
export interface Shown {
  /** Returns the lines that show what would be done. */
  readonly summary: (confirmed: Confirmed) => readonly string[]
  /** Returns the lines that show how a file would change. */
  readonly difference: (change: Change) => Promise<readonly string[]>
}

/**
 * Asks about each conflict of a plan, then for a yes to it; Esc goes back by one.
 * @param canGoBack whether there is a question to go back to
 */
export async function confirm(
  { request, plan }: Confirmed,
  consent: Consent,
  asker: Asker,
  shown: Shown,
  canGoBack: boolean,
): Promise<Reply<Confirmed>> {
  const [change] = consent.settle ? conflicts(plan) : []
  if (change === undefined) return agree({ request, plan }, consent, asker, shown, canGoBack)
  for (;;) {
    const reply = await asker.choice({
      message: conflictMessage(change),
      items: ways(change),
      unforeseen: true,
    })
    if (reply.kind !== 'value') return reply
    if (reply.value === 'show') {
      asker.say(await shown.difference(change))
      continue
    }
    const { decision, all } = reply.value
    const paths = (all ? conflicts(plan) : [change]).map(({ path }) => [path, decision] as const)
    const settled = { request, plan: decide(plan, new Map(paths)) }
    const rest = await confirm(settled, consent, asker, shown, true)
    if (rest.kind !== 'back') return rest
  }
}

async function agree(
  confirmed: Confirmed,
  consent: Consent,
  asker: Asker,
  shown: Shown,
  canGoBack: boolean,
): Promise<Reply<Confirmed>> {
  // An undecided conflict ends the run: there is nothing to say yes to.
  if (!consent.confirm || conflicts(confirmed.plan).length > 0) {
    return { kind: 'value', value: confirmed }
  }
  asker.say(shown.summary(confirmed))
  const items = verdicts.filter(({ value }) => canGoBack || value !== 'back')
  const reply = await asker.choice({ message: 'Write this?', items })
  if (reply.kind !== 'value') return reply
  if (reply.value === 'yes') return { kind: 'value', value: confirmed }
  return { kind: reply.value === 'back' ? 'back' : 'cancel' }
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
