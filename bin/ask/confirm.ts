import { type Conflict, conflicts, type Decision } from '../../generators/plan/change.ts'
import { decide } from '../../generators/plan/decide.ts'
import type { Planned } from '../../generators/plan-service.ts'
import type { Request } from '../../generators/questions/answers.ts'
import { obstacleTo } from '../report/plan.ts'
import type { Asker, Item, Reply } from './asker.ts'

/** What a person confirmed: the request, and the plan as it was shown. */
export interface Confirmed {
  readonly request: Request
  readonly planned: Planned
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
  readonly difference: (conflict: Conflict) => Promise<readonly string[]>
}

/**
 * Asks about each conflict of a plan, then for a yes to it; Esc goes back by one.
 * @param canGoBack whether there is a question to go back to
 */
export async function confirm(
  { request, planned }: Confirmed,
  consent: Consent,
  asker: Asker,
  shown: Shown,
  canGoBack: boolean,
): Promise<Reply<Confirmed>> {
  const [change] = consent.settle ? conflicts(planned.plan) : []
  if (change === undefined) return agree({ request, planned }, consent, asker, shown, canGoBack)
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
    const paths = (all ? conflicts(planned.plan) : [change]).map(
      ({ path }) => [path, decision] as const,
    )
    const plan = planned.recorded(decide(planned.plan, new Map(paths)))
    const settled = { request, planned: { ...planned, plan } }
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
  if (!consent.confirm || conflicts(confirmed.planned.plan).length > 0) {
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

const titles: Readonly<Record<Decision, readonly [hint: string, all: string]>> = {
  keep: ['leave what is there', 'this and every other that follows'],
  overwrite: ['with the new file', 'this and every other that follows'],
  append: ['below what is there', ''],
}

function ways(conflict: Conflict): readonly Item<Way>[] {
  const single = conflict.ways.map((decision): Item<Way> => {
    const [hint] = titles[decision]
    return { value: { decision, all: false }, title: decision, hint }
  })
  const show: Item<Way> = { value: 'show', title: 'show', hint: 'the difference first' }
  const all = conflict.ways.flatMap((decision): readonly Item<Way>[] => {
    const [, hint] = titles[decision]
    return hint === '' ? [] : [{ value: { decision, all: true }, title: `${decision} all`, hint }]
  })
  const canShow = conflict.existing.kind === 'file' && conflict.file !== undefined
  return [...single, ...(canShow ? [show] : []), ...all]
}

function conflictMessage(conflict: Conflict): string {
  const { path, why } = conflict
  const obstacle = obstacleTo(conflict)
  if (obstacle !== undefined) return `${path} can't be written: ${obstacle} is in the way`
  return why === undefined ? `${path} exists already, and differs` : `${path} ${why}`
}
