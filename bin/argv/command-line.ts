import { nearest } from '../../generators/nearest.ts'
import type { Problem } from '../../generators/problem.ts'
import { directoryProblem } from '../../generators/questions/directory.ts'
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
import { type Line, swallowed } from './swallowed.ts'
import { choiceIn } from './values.ts'

/** What else decides how to read a command line. */
export interface Terms {
  readonly env: Environment
  readonly platform: string
  readonly table: Table
}

/** A command line without the name of the command. */
export interface CommandLine extends Line {
  readonly command: Command & { readonly name: CommandName }
}

/** Reads the flags and words of a command line; the first word may be the name of a command. */
export function commandLine(argv: readonly string[], table: Table): CommandLine {
  // A command is usually the first word; otherwise the flags before it have to be read to find it.
  const first = commandNamed(argv[0])
  if (first !== undefined) return lineOf(first, argv, table)
  const flags = flagsOf(defaultCommand, table)
  const read = readArgv(argv, flags)
  const command = commandNamed(read.words[0])
  if (command !== undefined) return lineOf(command, argv, table)
  return { argv: read, flags, commandWords: [], command: defaultCommand }
}

function lineOf(
  command: CommandLine['command'],
  argv: readonly string[],
  table: Table,
): CommandLine {
  const flags = flagsOf(command, table)
  const { words, ...read } = readArgv(argv, flags)
  return {
    argv: { ...read, words: words.slice(1) },
    flags,
    commandWords: [command.name],
    command,
  }
}

/** What every command line says, whatever the command. */
export interface Common<Format extends string> {
  readonly directory?: string
  readonly format: Format
  readonly verbose: boolean
  /** Whether a directory was meant, and is not one. */
  readonly badDirectory: boolean
  /** Every flag that was meant, including those that npm took. */
  readonly meant: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

/**
 * Returns what every command line says, and the problems with it; `formats` are those of the
 * command.
 */
export function commonIn<Format extends string>(
  line: CommandLine,
  formats: readonly (Format | 'text' | 'json')[],
  { env, platform }: Terms,
): Common<Format | 'text' | 'json'> {
  const { argv, flags } = line
  const { words, given, named } = argv
  const format = choiceIn(argv, flags.get('format'), formats)
  const taken = swallowed(line, env, platform)
  // The values of flags that npm took are among the words, so the words can't be judged.
  const isJudged = taken === undefined && line.command.directory !== undefined
  const badWords = isJudged ? wordProblems(line, platform) : []
  const badDirectory = taken !== undefined || badWords.length > 0
  const [directory] = isJudged && !badDirectory ? words : []
  return {
    ...(directory === undefined ? {} : { directory }),
    format: named.has('json') ? 'json' : (format.read ?? 'text'),
    verbose: given.has('verbose'),
    badDirectory,
    meant: new Set([...named, ...(taken?.flags ?? [])]),
    problems: [
      ...(taken === undefined ? [] : [taken.problem]),
      ...argv.problems,
      ...badWords,
      ...format.problems,
      ...(named.has('json') && named.has('format') ? [twoFormats] : []),
    ],
  }
}

const twoFormats: Problem = {
  what: '--json and --format are both given: --json is short for --format json',
  fix: 'Leave one out.',
}

/** Returns the problems with the words after the command: only one directory is allowed. */
function wordProblems({ argv, commandWords }: CommandLine, platform: string): readonly Problem[] {
  const [directory, ...others] = argv.words
  if (directory === undefined) return []
  const near = others.length > 0 && commandWords.length === 0 ? nearCommand(directory) : undefined
  if (near !== undefined) {
    return [{ what: `unknown command ${directory}`, fix: `Did you mean ${near}?` }]
  }
  const problem = directoryProblem(directory, platform)
  const what =
    directory === '' ? 'the directory is an empty string' : `directory ${directory}: ${problem}`
  const bad = problem === undefined ? [] : [{ what, fix: 'Use another directory.' }]
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
