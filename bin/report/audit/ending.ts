import type { Inspection } from '../../../generators/audit/inspect.ts'
import type { Rule } from '../../../generators/audit/rule.ts'
import type { Finding } from '../../../generators/finding.ts'
import type { Stop } from '../stop.ts'

/** A completed audit. */
export interface AuditEnded extends Inspection {
  readonly kind: 'done' | 'findings'
  /** The repository as an absolute path. */
  readonly directory: string
  /** The path of the directory in its git repository: empty, or with a slash at its end. */
  readonly prefix: string
  /** About an interrupted run that was undone before. */
  readonly warnings: readonly Finding[]
  /** What `--fix` fixed, as it was found. */
  readonly fixed: readonly Finding[]
  /** The files that `--fix` wrote. */
  readonly written: readonly string[]
}

/** How an audit ended, or the rule that was to be explained. */
export type AuditEnding = AuditEnded | { readonly kind: 'done'; readonly rule: Rule } | Stop
