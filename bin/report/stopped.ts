import type { Outcome } from './outcome.ts'
import { type Stop, stopLines } from './stop.ts'

/** Returns the outcome of a command that ended early; `body` has its keys, with nothing in them. */
export function stoppedOutcome(command: string, stop: Stop, body: object): Outcome {
  return {
    command,
    kind: stop.kind,
    ...(stop.kind === 'cancelled' && stop.signal ? { signal: stop.signal } : {}),
    warnings: [],
    problems: 'problems' in stop ? stop.problems : [],
    body,
    lines: (style) => stopLines(stop, style),
  }
}
