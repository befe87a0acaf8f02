import type { Problem } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import { answerFlags, type FlagRow, type FlagTable, runFlags } from '../argv/flag-table.ts'

/** What a command is, as far as a command line and the help know it; `main.ts` has how each is run. */
export interface Command {
  readonly name: string
  /** What it does, on one line of the help. */
  readonly summary: string
  /** Returns the flags that decide what is made. */
  readonly answerFlags: (table: Table) => readonly FlagRow[]
  /** The flags that decide how it goes. */
  readonly runFlags: readonly FlagRow[]
}

/** Every command; what the help, the reading of a command line and the reserved words say of commands follows from it. */
export const commands = [
  { name: 'create', summary: 'create a service (the default)', answerFlags, runFlags },
] as const satisfies readonly Command[]

/** The name of a command. */
export type CommandName = (typeof commands)[number]['name']

/** The command of a line that names none. */
export const [defaultCommand] = commands

/** The commands that later versions may have. */
const laterWords = [
  ...['add', 'audit', 'check', 'completion', 'dockerize', 'help', 'init', 'layer', 'new'],
  ...['report', 'schema', 'update', 'version', 'why'],
]

/** Returns the command of a name, if there is one. */
export function commandNamed(name: string | undefined): (typeof commands)[number] | undefined {
  return commands.find((command) => command.name === name)
}

/** Returns whether a word is a command of this or a later version, so that no directory may be given by it alone. */
export function isReserved(word: string): boolean {
  return commandNamed(word) !== undefined || laterWords.includes(word)
}

/** Returns why a word can't be a directory as it stands; nothing when it is not reserved. */
export function reservedProblem(word: string): Problem | undefined {
  if (!isReserved(word)) return undefined
  const what =
    commandNamed(word) === undefined
      ? `${word} is reserved for a later command`
      : `${word} is a command`
  const flag = word === 'help' || word === 'version' ? `Use --${word}. ` : ''
  return { what, fix: `${flag}For a directory of that name, use ./${word}.` }
}

/** Returns the flags of a command, by their names. */
export function flagsOf(command: Command, table: Table): FlagTable {
  const rows = [...command.answerFlags(table), ...command.runFlags]
  return new Map(rows.map((row) => [row.flag, row]))
}
