import type { Inspection } from '../../../generators/audit/inspect.ts'
import type { Rule } from '../../../generators/audit/rule.ts'
import type { Stop } from '../stop.ts'

/** A completed audit. */
export interface AuditEnded extends Inspection {
  readonly kind: 'done' | 'findings'
  /** The repository as an absolute path. */
  readonly directory: string
}

/** How an audit ended, or the rule that was to be explained. */
export type AuditEnding = AuditEnded | { readonly kind: 'done'; readonly rule: Rule } | Stop
