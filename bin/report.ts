import type { Request } from '../generators/answers.ts'
import type { Plan } from '../generators/plan.ts'
import type { Problem } from '../generators/problem.ts'
import type { Ending } from './result.ts'
import type { Style } from './style.ts'

/** Returns the answers of a request, a line each. */
export function summaryLines(_request: Request, _style: Style): readonly string[] {
  return []
}

/** Returns a plan as a tree of paths with their statuses. */
export function planLines(_plan: Plan, _style: Style): readonly string[] {
  return []
}

/** Returns each problem as two lines: what failed, and what to do. */
export function problemLines(_problems: readonly Problem[], _style: Style): readonly string[] {
  return []
}

/** Returns what a person is told at the end, whichever it is: results first, then what to do. */
export function endingLines(_ending: Ending, _style: Style): readonly string[] {
  return []
}
