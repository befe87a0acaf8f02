import type { Trust } from '../../generators/house/trust.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Bad, Case } from '../../generators/questions/judge.ts'
import type { Table } from '../../generators/questions/table.ts'
import { type CommandLine, commonIn, type Terms } from './command-line.ts'
import { createFormats, onConflictValues } from './flag-table.ts'
import { takenYes } from './swallowed.ts'
import { answersIn, choiceIn, trustsIn } from './values.ts'

/** What to do with existing files that differ. */
export type OnConflict = (typeof onConflictValues)[number]

/** How to print a result. */
export type Format = (typeof createFormats)[number]

/** The flags of a create, with valid values only. */
export interface Flags extends Case {
  /** The path of a go-docker.json to use as a preset. */
  readonly from?: string
  /** The house layers, as given. */
  readonly layers: readonly string[]
  /** The layers whose code may run. */
  readonly trusts: readonly Trust[]
  readonly dryRun: boolean
  readonly format: Format
  /** False when `--no-git` was given. */
  readonly git: boolean
  readonly verbose: boolean
  readonly onConflict?: OnConflict
}

/** The parsed command line of a create, before anything checks whether it is complete. */
export interface Said {
  readonly flags: Flags
  /** What was given but is invalid, and so is missing from the flags. */
  readonly bad: Bad
  /** What is wrong with the command line itself. */
  readonly problems: readonly Problem[]
  /** What to add if answers turn out to be missing. */
  readonly ifMissing?: Problem
}

/** Returns what the command line of a create says, and everything that is wrong with it. */
export function createSaid(line: CommandLine, terms: Terms): Said {
  const { argv, flags } = line
  const { env, platform, table } = terms
  const { given } = argv
  const { badDirectory, meant, problems, directory, format, verbose } = commonIn(
    line,
    createFormats,
    terms,
  )
  const answers = answersIn(argv, flags, table)
  const onConflict = choiceIn(argv, flags.get('on-conflict'), onConflictValues)
  const trusts = trustsIn(argv)
  const from = given.get('from')
  const ifMissing = takenYes(line, env, platform)
  const badAnswers = answerKeys(table).filter(
    ([key, flag]) => meant.has(flag) && answers.read[key] === undefined,
  )
  return {
    flags: {
      ...(directory === undefined ? {} : { directory }),
      answers: answers.read,
      ...(typeof from === 'string' ? { from } : {}),
      layers: argv.many.get('layer') ?? [],
      trusts: trusts.read,
      ...(onConflict.read === undefined ? {} : { onConflict: onConflict.read }),
      yes: meant.has('yes'),
      dryRun: given.has('dry-run'),
      format,
      git: !given.has('no-git'),
      verbose,
    },
    bad: new Set([...badAnswers.map(([key]) => key), ...(badDirectory ? ['directory'] : [])]),
    problems: [...problems, ...answers.problems, ...onConflict.problems, ...trusts.problems],
    ...(ifMissing === undefined ? {} : { ifMissing }),
  }
}

/** Returns the key of each answer and its flag. */
function answerKeys(table: Table): readonly (readonly [key: string, flag: string])[] {
  const options = Object.entries(table).map(([option, { flag }]) => [option, flag] as const)
  return [['name', 'name'], ['module', 'module'], ...options]
}
