import { choicesOf, optionNames, options } from '../../generators/questions/options.ts'

/** A flag of the command line. */
export interface FlagRow {
  readonly flag: string
  /** One letter for the same. */
  readonly short?: string
  /** What stands for the value, of a flag that takes one. */
  readonly value?: string
  /** The values that it takes, where they can be counted. */
  readonly choices?: readonly string[]
  readonly help: string
}

/** What can be done with files that are there already and differ. */
export const onConflictValues = ['fail', 'keep', 'overwrite', 'append'] as const

const optionRows = optionNames.map((name): FlagRow => {
  const choices = choicesOf(name).map(({ value }) => value)
  const { flag, question } = options[name]
  return { flag, value: choices.join('|'), choices, help: question }
})

/** The flags that decide what is made. */
export const answerFlags: readonly FlagRow[] = [
  { flag: 'name', value: 'NAME', help: 'a-z, 0-9 and dashes, at most 63' },
  { flag: 'module', value: 'PATH', help: "the Go module's path" },
  ...optionRows,
]

/** The flags that decide how a run goes. */
export const runFlags: readonly FlagRow[] = [
  { flag: 'yes', short: 'y', help: 'ask nothing: take the defaults above' },
  { flag: 'dry-run', help: 'show what would be written, write nothing' },
  {
    flag: 'on-conflict',
    value: onConflictValues.join('|'),
    choices: onConflictValues,
    help: 'files that are there and differ',
  },
  { flag: 'no-git', help: 'no git init, no first commit' },
  { flag: 'json', help: 'print the result as one JSON object' },
  { flag: 'verbose', help: 'show the stack of an unexpected error' },
  { flag: 'help', short: 'h', help: 'print this' },
  { flag: 'version', help: 'print the version' },
]

/** Every flag, by its name. */
export const flagTable: ReadonlyMap<string, FlagRow> = new Map(
  [...answerFlags, ...runFlags].map((row) => [row.flag, row]),
)
