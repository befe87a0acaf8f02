import { commandsOf } from '../../generators/house/trust.ts'
import type { Planned } from '../../generators/plan-tree.ts'
import type { Request } from '../../generators/questions/answers.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { ClosingAsker } from '../ask/asker.ts'
import { asksByLine, type Io } from '../io.ts'
import { commandsAs, layerCommandLines } from '../report/commands.ts'
import { findingLines } from '../report/findings.ts'
import { planLines } from '../report/plan.ts'
import { Stopped } from '../report/stop.ts'
import { styleFor } from '../report/style.ts'
import { summaryLines } from '../report/summary.ts'
import { destinationFacts } from './destination.ts'
import { gitFactsAt, type Judged } from './judged.ts'
import type { Planner } from './planner.ts'

/** Returns the request: from the command line if it is complete; otherwise, from questions. */
export async function requestFrom(
  { flags, verdict, house }: Judged,
  planFor: Planner,
  io: Io,
  table: Table,
): Promise<{ readonly request: Request; readonly planned?: Planned }> {
  if (verdict.kind === 'request') return verdict
  const [{ ask }, asker] = await Promise.all([import('../ask/ask.ts'), askerFor(io)])
  const style = styleFor(true, io.env)
  const commands = commandsOf(house?.layers ?? [])
  const detail = flags.verbose ? 'full' : 'folded'
  const confirmed = await ask(
    {
      draft: flags,
      settle: !flags.dryRun && flags.onConflict === undefined,
      confirm: !flags.dryRun,
    },
    asker,
    {
      place: io,
      table,
      destinationFacts: (directory) => destinationFacts(directory, io, house),
      gitFacts: (directory) => gitFactsAt(directory, io),
      preview: planFor,
      summary: ({ request, planned }, asked) => [
        ...planLines(planned.plan, style, detail),
        ...findingLines(planned.warnings, style),
        ...layerCommandLines(commandsAs('planned', commands), style),
        ...summaryLines(request, style, table, asked),
      ],
      difference: async (change) => {
        const { differenceLines } = await import('../report/difference.ts')
        return differenceLines(change, style)
      },
    },
  ).finally(asker.close)
  io.signal.throwIfAborted()
  if (confirmed === undefined) throw new Stopped({ kind: 'cancelled' })
  return confirmed
}

/** Returns the asker for this terminal: one that redraws, or one that works line by line. */
export async function askerFor(io: Io): Promise<ClosingAsker> {
  if (asksByLine(io)) return (await import('../ask/lines.ts')).lineAsker(io)
  return (await import('../ask/terminal.ts')).terminalAsker(io)
}
