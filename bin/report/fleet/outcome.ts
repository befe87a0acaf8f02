import type { Problem } from '../../../generators/problem.ts'
import type { Fleet } from '../../fleet/fleet.ts'
import type { Outcome } from '../outcome.ts'
import type { Detail } from '../plan.ts'
import type { Stop } from '../stop.ts'
import { stoppedOutcome } from '../stopped.ts'
import { fleetPage } from './page.ts'
import { fleetLines } from './text.ts'

/** A completed report. */
export interface ReportEnded {
  readonly kind: 'done' | 'findings' | 'failure'
  readonly fleet: Fleet
  /** Why some files can't be read; the kind is `failure` if there are any. */
  readonly problems: readonly Problem[]
  /** Whether to show each finding. */
  readonly detail: Detail
  /** When it was made. */
  readonly date: Date
}

/** How a report ended. */
export type ReportEnding = ReportEnded | Stop

/** Returns the outcome of a report; `report.json` describes its body. */
export function reportOutcome(ending: ReportEnding): Outcome {
  const command = 'report'
  if (!('fleet' in ending)) {
    return stoppedOutcome(command, ending, nothing)
  }
  const { kind, fleet, problems, detail, date } = ending
  return {
    command,
    kind,
    warnings: [],
    problems,
    body: fleet,
    lines: (style) => fleetLines(fleet, style, detail),
    isResult: true,
    formats: { html: () => [fleetPage(fleet, date)] },
  }
}

const nothing: Fleet = {
  repositories: [],
  totals: { unchecked: 0, errors: 0, warnings: 0, clean: 0 },
  layers: [],
  drifted: [],
}
