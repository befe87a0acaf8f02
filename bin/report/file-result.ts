import type { Change, Decision, Status } from '../../generators/plan/change.ts'

/** What happens to a path; for a conflict, also the possible decisions and the reason. */
export type FileResult =
  | { readonly path: string; readonly status: Exclude<Status, 'conflict'> }
  | {
      readonly path: string
      readonly status: 'conflict'
      readonly ways: readonly Decision[]
      readonly reason: string | null
    }

/** Returns a change as the JSON of a result has it. */
export function fileResult(change: Change): FileResult {
  const { path, status } = change
  if (status !== 'conflict') return { path, status }
  return { path, status, ways: change.ways, reason: change.why ?? null }
}
