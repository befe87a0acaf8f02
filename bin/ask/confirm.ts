import {
  type Conflict,
  conflicts,
  type Decision,
  isWork,
  settleable,
} from '../../generators/plan/change.ts'
import type { Planned } from '../../generators/plan-tree.ts'
import type { Request } from '../../generators/questions/answers.ts'
import { obstacleTo } from '../report/plan.ts'
import type { Asker, Item, Reply } from './asker.ts'

/** What the user confirmed: the request, and the plan as shown. */
export interface Confirmed {
  readonly request: Request
  readonly planned: Planned
}

/** What to ask about a plan. */
export interface Consent {
  /** Whether to ask about each conflict. */
  readonly settle: boolean
  /** Whether the plan needs a confirmation. */
  readonly confirm: boolean
}

/** What happened before the plan is shown, and what to ask about it. */
export interface Before extends Consent {
  /** The choices besides yes and no. */
  readonly ways: { readonly back: boolean; readonly rename: boolean }
  /** The keys of the questions that were asked. */
  readonly asked: ReadonlySet<string>
}

/** The result of a review: a confirmed plan, or the request to change the name. */
export type Review = Reply<Confirmed> | { readonly kind: 'rename' }

/** How to show a plan. */
export interface Shown {
  /**
   * Returns the lines that show what would be done, and the answers that the user was not asked
   * for.
   */
  readonly summary: (confirmed: Confirmed, asked: ReadonlySet<string>) => readonly string[]
  /** Returns the lines that show how a file would change. */
  readonly difference: (conflict: Conflict) => Promise<readonly string[]>
}

/** Asks about each conflict of a plan, and then for confirmation; Esc goes back by one question. */
export async function confirm(
  { request, planned }: Confirmed,
  before: Before,
  asker: Asker,
  shown: Shown,
): Promise<Review> {
  const [change] = before.settle ? settleable(planned.plan) : []
  if (change === undefined) return agree({ request, planned }, before, asker, shown)
  for (;;) {
    const reply = await settle(change, asker, shown)
    if (reply.kind !== 'value') return reply
    const { decision, all } = reply.value
    const paths = (all ? conflicts(planned.plan) : [change]).map(
      ({ path }) => [path, decision] as const,
    )
    const settled = { request, planned: planned.decide(new Map(paths)) }
    const ways = { ...before.ways, back: true }
    const rest = await confirm(settled, { ...before, ways }, asker, shown)
    if (rest.kind !== 'back') return rest
  }
}

/** Asks what to do about a conflict; shows the difference on request, one screen at a time. */
async function settle(change: Conflict, asker: Asker, shown: Shown): Promise<Reply<Settlement>> {
  let rest: readonly string[] = []
  for (;;) {
    const reply = await asker.choice<Way>({
      message: conflictMessage(change),
      items: ways(change, rest.length),
      ...(rest.length > 0 ? { initial: 'show' } : {}),
      unforeseen: true,
    })
    if (reply.kind !== 'value') return reply
    const { value } = reply
    if (value !== 'show') return { kind: 'value', value }
    const lines = rest.length > 0 ? rest : await shown.difference(change)
    const fits = asker.screenful(lines)
    rest = lines.slice(fits)
    asker.say(lines.slice(0, fits))
  }
}

async function agree(
  confirmed: Confirmed,
  { ways, asked, ...consent }: Before,
  asker: Asker,
  shown: Shown,
): Promise<Review> {
  const { plan } = confirmed.planned
  // With an open conflict, or without a change, there is nothing to confirm.
  if (!consent.confirm || conflicts(plan).length > 0 || !plan.changes.some(isWork)) {
    return { kind: 'value', value: confirmed }
  }
  asker.say(shown.summary(confirmed, asked))
  const items = verdicts.filter(
    ({ value }) => (value !== 'back' || ways.back) && (value !== 'rename' || ways.rename),
  )
  const reply = await asker.choice({ message: 'Write this?', items })
  if (reply.kind !== 'value') return reply
  switch (reply.value) {
    case 'yes':
      return { kind: 'value', value: confirmed }
    case 'no':
      return { kind: 'cancel' }
    default:
      return { kind: reply.value }
  }
}

const verdicts = [
  { value: 'yes', title: 'yes', hint: 'write it', letter: 'y' },
  { value: 'back', title: 'back', hint: 'change an answer', letter: 'b' },
  { value: 'rename', title: 'rename', hint: 'change the name', letter: 'r' },
  { value: 'no', title: 'no', hint: 'leave everything as it is', letter: 'n' },
] as const satisfies readonly Item<string>[]

/** What to do about a conflict, or about all the remaining ones. */
interface Settlement {
  readonly decision: Decision
  readonly all: boolean
}

/** The choices for a conflict: a decision, or to show the difference. */
type Way = 'show' | Settlement

const titles: Readonly<Record<Decision, readonly [hint: string, all: string]>> = {
  keep: ['leave the file as it is', 'this file and all the remaining ones'],
  overwrite: ['replace it with the new file', 'this file and all the remaining ones'],
  append: ['add the new text below it', ''],
}

/**
 * @param rest how many lines of the difference remain; 0 if it was not shown yet, or was shown
 * completely
 */
function ways(conflict: Conflict, rest: number): readonly Item<Way>[] {
  const single = conflict.ways.map((decision): Item<Way> => {
    const [hint] = titles[decision]
    return { value: { decision, all: false }, title: decision, hint }
  })
  const lines = rest === 1 ? '1 more line' : `${rest} more lines`
  const hint = rest > 0 ? `see the rest: ${lines}` : 'see the difference'
  const show: Item<Way> = { value: 'show', title: 'show', hint }
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
  return why === undefined ? `${path} exists and differs` : `${path} ${why}`
}
