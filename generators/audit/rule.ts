import type { Facts } from '../dockerize/facts.ts'
import type { Finding } from '../finding.ts'
import type { Audited } from './audited.ts'
import type { Edit } from './edit.ts'

/** A place where a rule found something. */
export interface Found {
  readonly path: string
  /** From 1; null if it is about no line. */
  readonly line: number | null
  /** What is wrong, as a sentence without a full stop. */
  readonly message: string
  /** If it is less serious than the rule. */
  readonly severity?: Finding['severity']
  /** If it needs another fix than the rule says. */
  readonly remedy?: string
  /** What fixes it, if that is safe. */
  readonly edit?: Edit
}

/** Files that show a rule, and what is known of the Go code, by the folder of its module. */
export interface Example {
  /** What it shows, in a few words. */
  readonly title: string
  readonly files: Readonly<Record<string, string>>
  readonly facts?: Readonly<Record<string, Partial<Facts>>>
}

/** An example in which a rule finds something. */
export interface FailingExample extends Example {
  /** Where: `path:line`, or `path` if it is about no line. */
  readonly at: readonly string[]
  /** How serious it is there, if not as serious as the rule. */
  readonly severity?: Finding['severity']
}

/** The examples of a rule, which are its tests. The package has none of them. */
export interface Examples {
  readonly failing: readonly FailingExample[]
  readonly passing: readonly Example[]
}

/** A rule of the audit. */
export interface Rule {
  /** `G` and two digits. */
  readonly id: string
  /** A name in a few words, joined by dashes. */
  readonly name: string
  /** The most serious that it gives. */
  readonly severity: Finding['severity']
  /** Why it matters, in one sentence. */
  readonly reason: string
  /** What shows that: a link, or how it was tried. */
  readonly source: string
  /** What to do, in one sentence. */
  readonly fix: string
  /** The rules of other linters that find the same: `DL3002`, `JSONArgsRecommended`. */
  readonly overlaps: readonly string[]
  readonly check: (audited: Audited) => Iterable<Found>
}
