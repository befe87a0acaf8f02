import type { Finding } from '../../generators/finding.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Kind, Signal } from './exit-code.ts'
import type { Style } from './style.ts'

/** How a command ended, in the form that every command's ending turns into: all that a report is made from. */
export interface Outcome {
  /** The command's name. */
  readonly command: string
  readonly kind: Kind
  readonly signal?: Signal
  readonly warnings: readonly Finding[]
  /** All that kept the command from its end. */
  readonly problems: readonly Problem[]
  /** What this command alone has to say, as JSON values. */
  readonly body: object
  /** Returns what a person is told. */
  readonly lines: (style: Style) => readonly string[]
}
