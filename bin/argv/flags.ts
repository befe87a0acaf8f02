import type { Problem } from '../../generators/problem.ts'
import { directoryProblem } from '../../generators/questions/directory.ts'
import type { Bad, Case } from '../../generators/questions/judge.ts'
import type { Table } from '../../generators/questions/table.ts'
import {
  type Command,
  type CommandName,
  commandNamed,
  commands,
  defaultCommand,
  flagsOf,
  reservedProblem,
} from '../commands/command.ts'
import type { Environment } from '../environment.ts'
import { type Argv, readArgv } from './argv.ts'
import { formats, onConflictValues } from './flag-table.ts'
import { nearest } from './nearest.ts'
import { type Line, swallowed, takenYes } from './swallowed.ts'
import { answersIn, choiceIn } from './values.ts'

/** What to do with existing files that differ. */
export type OnConflict = (typeof onConflictValues)[number]

/** How to print a result. */
export type Format = (typeof formats)[number]

/** The flags of a command line, with valid values only. */
export interface Flags extends Case {
  /** The path of a go-docker.json to use as a preset. */
  readonly from?: string
  readonly dryRun: boolean
  readonly format: Format
  /** False when `--no-git` was given. */
  readonly git: boolean
  readonly verbose: boolean
  readonly onConflict?: OnConflict
}

/** A parsed command line, before anything checks whether it is complete. */
export interface Said {
  readonly flags: Flags
  /** What was given but is invalid, and so is missing from the flags. */
  readonly bad: Bad
  /** What is wrong with the command line itself. */
  readonly problems: readonly Problem[]
  /** What to add if answers turn out to be missing. */
  readonly ifMissing?: Problem
}

/** What a command line asks for. */
export type Invocation =
  | { readonly kind: 'help'; readonly command: Command }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly command: CommandName; readonly said: Said }

/** What else decides how to read a command line. */
export interface Terms {
  readonly env: Environment
  readonly platform: string
  readonly table: Table
}

/** Parses a command line, and finds everything that is wrong with it. */
export function parseArgv(argv: readonly string[], terms: Terms): Invocation {
  const line = lineOf(argv, terms.table)
  const { given } = line.argv
  if (given.has('help')) return { kind: 'help', command: line.command }
  if (given.has('version')) return { kind: 'version' }
  return { kind: 'run', command: line.command.name, said: saidIn(line, terms) }
}

/** A command line without the name of the command. */
interface CommandLine extends Line {
  readonly command: Command & { readonly name: CommandName }
}

function lineOf(argv: readonly string[], table: Table): CommandLine {
  const flags = flagsOf(defaultCommand, table)
  const read = readArgv(argv, flags)
  const command = commandNamed(read.words[0])
  if (command === undefined) {
    return { argv: read, flags, commandWords: [], command: defaultCommand }
  }
  const own = flagsOf(command, table)
  const { words, ...again } = readArgv(argv, own)
  return {
    argv: { ...again, words: words.slice(1) },
    flags: own,
    commandWords: [command.name],
    command,
  }
}

function saidIn(line: CommandLine, { env, platform, table }: Terms): Said {
  const { argv, flags } = line
  const { words, given, named } = argv
  const answers = answersIn(argv, flags, table)
  const onConflict = choiceIn(argv, flags.get('on-conflict'), onConflictValues)
  const format = choiceIn(argv, flags.get('format'), formats)
  const taken = swallowed(line, env, platform)
  // The values of flags that npm took are among the words, so the words can't be judged.
  const badWords = taken === undefined ? wordProblems(line, platform) : []
  const badDirectory = taken !== undefined || badWords.length > 0
  const [directory] = badDirectory ? [] : words
  const from = given.get('from')
  const ifMissing = takenYes(line, env, platform)
  const meant = new Set([...named, ...(taken?.flags ?? [])])
  const badAnswers = answerKeys(table).filter(
    ([key, flag]) => meant.has(flag) && answers.read[key] === undefined,
  )
  return {
    flags: {
      ...(directory === undefined ? {} : { directory }),
      answers: answers.read,
      ...(typeof from === 'string' ? { from } : {}),
      ...(onConflict.read === undefined ? {} : { onConflict: onConflict.read }),
      yes: meant.has('yes'),
      dryRun: given.has('dry-run'),
      format: named.has('json') ? 'json' : (format.read ?? 'text'),
      git: !given.has('no-git'),
      verbose: given.has('verbose'),
    },
    bad: new Set([...badAnswers.map(([key]) => key), ...(badDirectory ? ['directory'] : [])]),
    problems: [
      ...(taken === undefined ? [] : [taken.problem]),
      ...argv.problems,
      ...badWords,
      ...answers.problems,
      ...onConflict.problems,
      ...format.problems,
      ...(named.has('json') && named.has('format') ? [twoFormats] : []),
    ],
    ...(ifMissing === undefined ? {} : { ifMissing }),
  }
}

const twoFormats: Problem = {
  what: '--json and --format are both given: --json is short for --format json',
  fix: 'Leave one out.',
}

/** Returns the key of each answer and its flag. */
function answerKeys(table: Table): readonly (readonly [key: string, flag: string])[] {
  const options = Object.entries(table).map(([option, { flag }]) => [option, flag] as const)
  return [['name', 'name'], ['module', 'module'], ...options]
}

/** Returns what is wrong with the words after the command: there may be one directory. */
function wordProblems({ argv, commandWords }: CommandLine, platform: string): readonly Problem[] {
  const [directory, ...others] = argv.words
  if (directory === undefined) return []
  const near = others.length > 0 && commandWords.length === 0 ? nearCommand(directory) : undefined
  if (near !== undefined) {
    return [{ what: `unknown command ${directory}`, fix: `Did you mean ${near}?` }]
  }
  const problem = directoryProblem(directory, platform)
  const bad =
    problem === undefined
      ? []
      : [{ what: `directory ${directory}: ${problem}`, fix: 'Use another directory.' }]
  const reserved = reservedProblem(directory)
  return [
    ...(reserved === undefined ? bad : [reserved]),
    ...(others.length === 0 ? [] : [manyWords(argv)]),
  ]
}

function nearCommand(word: string): string | undefined {
  return nearest(
    word,
    commands.map(({ name }) => name),
  )
}

function manyWords({ words }: Argv): Problem {
  return {
    what: `more than one directory: ${words.join(', ')}`,
    fix: 'Use one. The value of a flag must follow it directly.',
  }
}
