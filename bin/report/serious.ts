import type { Finding } from '../../generators/finding.ts'
import type { FailOn } from '../argv/check-line.ts'

const ranks = { none: 0, error: 1, warning: 2, info: 3 } as const

/** Returns whether a severity is at least as serious as `failOn`. */
export function isSerious(severity: Finding['severity'], failOn: FailOn): boolean {
  return ranks[severity] <= ranks[failOn]
}
