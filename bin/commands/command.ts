import type { Problem } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import {
  answerFlags,
  auditFlags,
  checkFlags,
  createFlags,
  dockerizeAnswerFlags,
  dockerizeFlags,
  type FlagRow,
  type FlagTable,
  layerFlags,
  reportFlags,
  updateFlags,
  whyFlags,
} from '../argv/flag-table.ts'
import { type ExitCode, exitCodes, type Kind } from '../report/exit-code.ts'

/** Some kinds of outcome that share an exit code, and what it means for a command. */
interface Meaning {
  readonly kinds: readonly Kind[]
  readonly meaning: string
}

/** A command, as far as the command line and the help need it; `main.ts` runs it. */
export interface Command {
  readonly name: string
  /** A summary for the help, on one line. */
  readonly summary: string
  /** What its directory is, for the help, if it takes one. */
  readonly directory?: string
  /** Its other words, if it takes any instead of a directory, and what they are, for the help. */
  readonly words?: readonly (readonly [word: string, meaning: string])[]
  /** Returns the flags that decide what to create. */
  readonly answerFlags: (table: Table) => readonly FlagRow[]
  /** The flags that decide how to run it. */
  readonly runFlags: readonly FlagRow[]
  /** How it can end, and what that means; the help and the docs list no other exit codes. */
  readonly endings: readonly Meaning[]
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
    endings: [
      { kinds: ['done', 'dry-run'], meaning: 'done, or nothing to do' },
      {
        kinds: ['conflict', 'failure'],
        meaning: 'conflict, failed write or failed layer command',
      },
      { kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
      {
        kinds: ['unavailable'],
        meaning: 'no usable templates or layers; nothing was written',
      },
      { kinds: ['untrusted'], meaning: 'untrusted layer commands; nothing was written' },
      { kinds: ['cancelled'], meaning: 'cancelled; nothing is half written' },
    ],
  },
  {
    name: 'check',
    summary: 'compare a repository with its record',
    directory: 'the repository; the default is the current directory',
    answerFlags: () => [],
    runFlags: checkFlags,
    endings: [
      { kinds: ['done'], meaning: 'no findings as serious as --fail-on' },
      { kinds: ['findings', 'failure'], meaning: 'findings, or no readable record' },
      { kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
      {
        kinds: ['unavailable'],
        meaning: '--fix, --verify or --online lacks what it needs',
      },
      { kinds: ['cancelled'], meaning: 'cancelled; nothing is half restored' },
    ],
  },
  {
    name: 'update',
    summary: 'merge new templates or answers into a repository',
    directory: 'the repository; the default is the current directory',
    answerFlags: () => [],
    runFlags: updateFlags,
    endings: [
      { kinds: ['done', 'dry-run'], meaning: 'updated, or nothing to do' },
      {
        kinds: ['conflicts-left', 'conflict', 'failure'],
        meaning: 'conflicts, failed write or failed layer command',
      },
      { kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
      {
        kinds: ['unavailable'],
        meaning: 'repository of a newer version, or an unusable layer',
      },
      { kinds: ['untrusted'], meaning: 'untrusted layer commands; nothing was written' },
      { kinds: ['cancelled'], meaning: 'cancelled; nothing is half written' },
    ],
  },
  {
    name: 'dockerize',
    summary: 'write the container files of an existing Go program',
    directory: 'the folder of its go.mod; the default is the current directory',
    answerFlags: dockerizeAnswerFlags,
    runFlags: dockerizeFlags,
    endings: [
      { kinds: ['done', 'dry-run'], meaning: 'done, or nothing to do' },
      {
        kinds: ['conflict', 'failure'],
        meaning: 'conflict, failed write, or nothing that could be built',
      },
      { kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
      { kinds: ['unavailable'], meaning: 'damaged templates; nothing was written' },
      { kinds: ['cancelled'], meaning: 'cancelled; nothing is half written' },
    ],
  },
  {
    name: 'report',
    summary: 'combine the results of many checks into one table',
    words: [
      [
        'FILE...',
        'the output of check --json of one or more repositories; - is stdin, and NAME=FILE names the repository',
      ],
    ],
    answerFlags: () => [],
    runFlags: reportFlags,
    endings: [
      { kinds: ['done'], meaning: 'no findings as serious as --fail-on' },
      { kinds: ['findings', 'failure'], meaning: 'findings, or a file that is not a result' },
      { kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
      { kinds: ['cancelled'], meaning: 'cancelled' },
    ],
  },
  {
    name: 'layer',
    summary: 'check a house layer: lint, or pack --check',
    words: [
      ['lint|pack', 'lint: everything that is wrong; pack --check: what npm would leave out'],
      ['DIRECTORY', "the layer's folder; the default is the current directory"],
    ],
    answerFlags: () => [],
    runFlags: layerFlags,
    endings: [
      { kinds: ['done'], meaning: 'no errors' },
      { kinds: ['findings', 'failure'], meaning: 'errors in the layer' },
      { kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
      { kinds: ['unavailable'], meaning: 'npm is not available' },
      { kinds: ['cancelled'], meaning: 'cancelled' },
    ],
  },
  {
    name: 'why',
    summary: 'say which layer a file came from, and who owns it',
    words: [['PATH', 'a file of a repository that create-go-docker wrote']],
    answerFlags: () => [],
    runFlags: whyFlags,
    endings: [
      { kinds: ['done'], meaning: 'done' },
      { kinds: ['failure'], meaning: 'no readable record' },
      { kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
      { kinds: ['cancelled'], meaning: 'cancelled' },
    ],
  },
  {
    name: 'audit',
    summary: 'find mistakes in Dockerfiles and Compose files',
    directory: 'the repository; the default is the current directory',
    answerFlags: () => [],
    runFlags: auditFlags,
    endings: [
      { kinds: ['done'], meaning: 'no findings as serious as --fail-on' },
      { kinds: ['findings', 'failure'], meaning: 'findings, or a directory that cannot be read' },
      { kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
      { kinds: ['cancelled'], meaning: 'cancelled' },
    ],
  },
] as const satisfies readonly Command[]

/** The name of a command. */
export type CommandName = (typeof commands)[number]['name']

/** The command if the command line names none. */
export const [defaultCommand] = commands

/** Commands that later versions may add. */
const laterWords = ['add', 'completion', 'help', 'init', 'new', 'schema', 'version']

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

/** Returns the exit codes for the kinds of outcome that a command has, with their meanings. */
export function exitCodesOf(
  meanings: readonly Meaning[],
): readonly (Meaning & { readonly code: ExitCode })[] {
  return exitCodes.flatMap((row) => {
    const own = meanings.find(({ kinds }) =>
      kinds.some((kind) => row.kinds.some((each) => each === kind)),
    )
    if (own === undefined) return []
    const meaning = 'signal' in row ? `cancelled by ${row.signal}` : own.meaning
    return [{ code: row.code, kinds: own.kinds, meaning }]
  })
}
