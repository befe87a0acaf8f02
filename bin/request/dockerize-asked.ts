import type { Design } from '../../generators/dockerize/design.ts'
import { baseImages } from '../../generators/dockerize/names.ts'
import { baseProblems } from '../../generators/dockerize/needs.ts'
import { askedOptions } from '../../generators/dockerize/options.ts'
import {
  type DockerizeRequest,
  type PlannedDockerize,
  planDockerize,
} from '../../generators/plan-dockerize.ts'
import type { Answers } from '../../generators/questions/answers.ts'
import { sameValue, type Table, type Value } from '../../generators/questions/table.ts'
import type { DockerizeFlags } from '../argv/dockerize-line.ts'
import { type Io, print } from '../io.ts'
import { factLines } from '../report/dockerize/facts.ts'
import { findingLines } from '../report/findings.ts'
import { planLines } from '../report/plan.ts'
import { Stopped } from '../report/stop.ts'
import { styleFor } from '../report/style.ts'
import { summaryLines } from '../report/summary.ts'
import { askerFor } from './asked.ts'

/**
 * Asks for what the code doesn't decide, and for confirmation; shows what was found first.
 * @throws Stopped when the user cancels
 */
export async function designRequest(
  request: DockerizeRequest,
  { table: all, images }: Design,
  flags: DockerizeFlags,
  io: Io,
): Promise<PlannedDockerize & { readonly shown: true }> {
  const [{ ask }, asker] = await Promise.all([import('../ask/ask.ts'), askerFor(io)])
  const style = styleFor(true, io.env)
  const mains = images.map(({ main }) => main)
  const isPossible = (value: string): boolean =>
    baseImages.some((base) => base === value && baseProblems(base, mains).length === 0)
  const table = askedOptions(all, isPossible)
  const { facts, name, given } = request
  print(io.stderr, [...factLines(facts, style), ''])
  let latest: PlannedDockerize | undefined
  const confirmed = await ask(
    {
      draft: {
        directory: flags.directory,
        answers: { ...given, name, module: facts.module },
      },
      settle: flags.onConflict === 'fail',
      confirm: true,
    },
    asker,
    {
      place: io,
      table,
      destinationFacts: () => ({ problems: [] }),
      gitFacts: async () => ({}),
      preview: async ({ answers }) => {
        latest = await planDockerize({ ...request, given: givenIn(answers, given, table) })
        return latest.planned
      },
      summary: ({ request: shown, planned }, asked) => [
        ...planLines(planned.plan, style, flags.verbose ? 'full' : 'folded'),
        ...findingLines(planned.warnings, style),
        ...summaryLines(shown, style, table, asked),
      ],
      difference: async (change) => {
        const { differenceLines } = await import('../report/difference.ts')
        return differenceLines(change, style)
      },
    },
  ).finally(asker.close)
  io.signal.throwIfAborted()
  if (confirmed === undefined || latest === undefined) throw new Stopped({ kind: 'cancelled' })
  return { design: latest.design, planned: confirmed.planned, shown: true }
}

/** An answer that is the default stays open, so that it follows the code when that changes. */
function givenIn(
  answers: Answers,
  before: Readonly<Record<string, Value>>,
  table: Table,
): Readonly<Record<string, Value>> {
  const own = Object.entries(answers).filter(
    ([option, value]) =>
      Object.hasOwn(table, option) &&
      (Object.hasOwn(before, option) || !sameValue(value, table[option]?.default)),
  )
  return Object.fromEntries(own)
}
