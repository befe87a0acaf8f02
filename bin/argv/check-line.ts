import type { Problem } from '../../generators/problem.ts'
import { type CommandLine, commonIn, type Terms } from './command-line.ts'
import { checkFormats, failOnValues } from './flag-table.ts'
import { choiceIn } from './values.ts'

/** How to print the result of a check. */
export type CheckFormat = (typeof checkFormats)[number]

/** How serious a finding must be for exit code 1. */
export type FailOn = (typeof failOnValues)[number]

/** The flags of a check, with valid values only. */
export interface CheckFlags {
  readonly directory: string
  /** Whether to restore drifted managed files. */
  readonly fix: boolean
  /** Whether to compare the lock file with what its templates render. */
  readonly verify: boolean
  /** Whether to look for newer versions of the layers. */
  readonly online: boolean
  readonly failOn: FailOn
  readonly format: CheckFormat
  readonly verbose: boolean
}

/** The parsed command line of a check. */
export interface CheckSaid {
  readonly flags: CheckFlags
  readonly problems: readonly Problem[]
}

/** Returns what the command line of a check says, and everything that is wrong with it. */
export function checkSaid(line: CommandLine, terms: Terms): CheckSaid {
  const { directory = '.', format, verbose, problems } = commonIn(line, checkFormats, terms)
  const failOn = choiceIn(line.argv, line.flags.get('fail-on'), failOnValues)
  return {
    flags: {
      directory,
      fix: line.argv.given.has('fix'),
      verify: line.argv.given.has('verify'),
      online: line.argv.given.has('online'),
      failOn: failOn.read ?? 'warning',
      format,
      verbose,
    },
    problems: [...problems, ...failOn.problems],
  }
}
