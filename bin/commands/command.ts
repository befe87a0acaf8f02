import type { Problem } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import {
  answerFlags,
  checkFlags,
  createFlags,
  type FlagRow,
  type FlagTable,
} from '../argv/flag-table.ts'

/** A command, as far as the command line and the help need it; `main.ts` runs it. */
export interface Command {
  readonly name: string
  /** A summary for the help, on one line. */
  readonly summary: string
  /** What its directory is, for the help. */
  readonly directory: string
  /** Returns the flags that decide what to create. */
  readonly answerFlags: (table: Table) => readonly FlagRow[]
  /** The flags that decide how to run it. */
  readonly runFlags: readonly FlagRow[]
}

/**
 * Every command. The help, the parsing of command lines and the reserved words follow from this
 * list.
 */
export const commands = [
  {
    name: 'create',
    summary: 'create a service (the default)',
    directory: 'where to write; . is the current directory',
    answerFlags,
    runFlags: createFlags,
  },
  {
    name: 'check',
    summary: 'compare a repository with its record',
    directory: 'the repository; the default is the current directory',
    answerFlags: () => [],
    runFlags: checkFlags,
  },
] as const satisfies readonly Command[]

/** The name of a command. */
export type CommandName = (typeof commands)[number]['name']

/** The command if the command line names none. */
export const [defaultCommand] = commands

/** Commands that later versions may add. */
const laterWords = [
  ...['add', 'audit', 'completion', 'dockerize', 'help', 'init', 'layer', 'new'],
  ...['report', 'schema', 'update', 'version', 'why'],
]

/** Returns the command with a name, if there is one. */
export function commandNamed(name: string | undefined): (typeof commands)[number] | undefined {
  return commands.find((command) => command.name === name)
}

/** Returns whether a word is a command of this or a later version; such a directory needs `./`. */
export function isReserved(word: string): boolean {
  return commandNamed(word) !== undefined || laterWords.includes(word)
}

/** Returns why a word can't be a directory; undefined if it isn't reserved. */
export function reservedProblem(word: string): Problem | undefined {
  if (!isReserved(word)) return undefined
  const what =
    commandNamed(word) === undefined
      ? `${word} is reserved for a later command`
      : `${word} is a command`
  const flag = word === 'help' || word === 'version' ? `Use --${word}. ` : ''
  return { what, fix: `${flag}For a directory of that name, use ./${word}.` }
}

/** Returns the flags of a command, by name. */
export function flagsOf(command: Command, table: Table): FlagTable {
  const rows = [...command.answerFlags(table), ...command.runFlags]
  return new Map(rows.map((row) => [row.flag, row]))
}
