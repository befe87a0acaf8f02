import type { Finding } from '../../generators/finding.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Kind, Signal } from './exit-code.ts'
import type { Style } from './style.ts'

/** How a command ended, in the same form for every command. Reports need nothing else. */
export interface Outcome {
  /** The command's name. */
  readonly command: string
  readonly kind: Kind
  readonly signal?: Signal
  readonly warnings: readonly Finding[]
  /** Everything that stopped the command. */
  readonly problems: readonly Problem[]
  /** The details that are specific to the command, as JSON values. */
  readonly body: object
  /** Returns the text for the user. */
  readonly lines: (style: Style) => readonly string[]
  /** Whether that text is a result, which goes to stdout whatever the exit code is. */
  readonly isResult?: boolean
  /** The formats of the command besides text and JSON: name → the lines of the result. */
  readonly formats?: Readonly<Record<string, () => readonly string[]>>
}
