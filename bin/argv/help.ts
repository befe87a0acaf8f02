import { port } from '../../generators/layers/context.ts'
import { choicesOf, type Row, shownValue, type Table } from '../../generators/questions/table.ts'
import { type Command, commands, defaultCommand, exitCodesOf } from '../commands/command.ts'
import type { FlagRow } from './flag-table.ts'

const column = 26
const width = 80

/** Returns the lines of `--help`, none wider than 80 columns. */
export function helpLines(version: string, command: Command, table: Table): readonly string[] {
  if (command.name !== defaultCommand.name) return commandHelp(command)
  return [
    `create-go-docker ${version}: a Go service with containers that works the first time`,
    '',
    'Usage: create-go-docker [COMMAND] [DIRECTORY] [FLAGS]',
    '',
    '  npm create go-docker@latest -- my-svc --yes       npm needs the --',
    '  pnpm create go-docker my-svc --yes',
    '  yarn create go-docker my-svc --yes',
    '  bun create go-docker@latest my-svc --yes          bun needs the @latest',
    '',
    'It asks for everything that you leave out. Without a terminal, or with CI set,',
    'it lists what is missing instead. With ACCESSIBLE=1, questions are plain lines,',
    'for screen readers.',
    '',
    'Commands:',
    ...commands.flatMap(({ name, summary }) => rows(name, summary)),
    '',
    'What to create:',
    ...wordRows(command),
    ...command.answerFlags(table).flatMap((flag) => answerLines(flag, table)),
    '',
    'How to run:',
    ...command.runFlags.flatMap((flag) => rows(spelling(flag), flag.help)),
    '',
    'Defaults, used by --yes; an existing go-docker.json takes precedence:',
    ...rows('DIRECTORY', 'the name'),
    ...rows(
      '--name',
      'the last element of --module or of the module path in go.mod, without /vN; else the name of the directory, even if git gives the module path',
    ),
    ...rows(
      '--module',
      'the module path in go.mod; else the URL of the git remote plus the path below the repository root; else github.com/USER/NAME with your git user; else the name',
    ),
    ...Object.values(table).flatMap((row) => rows(`--${row.flag}`, shownValue(row.default))),
    ...rows('port', `${port}; HOST_PORT changes it for Compose, PORT for the program`),
    '',
    ...exitCodeLines(command),
  ]
}

/** Returns the help of a command that creates nothing. */
function commandHelp(command: Command): readonly string[] {
  const { name, summary, words, runFlags } = command
  const usage = words?.map(([word]) => word).join(' ') ?? '[DIRECTORY]'
  return [
    `create-go-docker ${name}: ${summary}`,
    '',
    `Usage: create-go-docker ${name} ${usage} [FLAGS]`,
    '',
    ...wordRows(command),
    ...runFlags.flatMap((flag) => rows(spelling(flag), flag.help)),
    '',
    ...exitCodeLines(command),
  ]
}

/** Returns the rows about the words of a command that are not flags. */
function wordRows({ directory, words = [] }: Command): readonly string[] {
  return [
    ...(directory === undefined ? [] : rows('DIRECTORY', directory)),
    ...words.flatMap(([word, meaning]) => rows(word.replace('...', ''), meaning)),
  ]
}

function exitCodeLines({ endings }: Command): readonly string[] {
  const codes = exitCodesOf(endings)
  return ['Exit codes:', ...codes.flatMap(({ code, meaning }) => rows(`${code}`, meaning))]
}

function answerLines(flag: FlagRow, table: Table): readonly string[] {
  const row = Object.values(table).find((row) => row.flag === flag.flag)
  if (row === undefined) return rows(spelling(flag), flag.help)
  return [
    ...rows(spelling({ ...flag, value: placeholderIn(row) }), helpOf(row)),
    ...choicesOf(row)
      .filter(({ value }) => row.lockedBy === undefined || [row.default].flat().includes(value))
      .flatMap(({ value, hint }) => rows(`    ${value}`, hint)),
  ]
}

/** Returns the placeholder for the value of an option's flag. */
function placeholderIn(row: Row): string {
  if (row.kind === 'text') return row.placeholder
  return row.kind === 'several' ? 'VALUES' : 'VALUE'
}

function helpOf(row: Row): string {
  if (row.lockedBy !== undefined) return `${row.question}, locked by ${row.lockedBy}`
  if (row.kind === 'text') return `${row.question}: ${row.hint}`
  return row.kind === 'several'
    ? `${row.question}, separated by commas; --${row.flag}= for none`
    : row.question
}

function spelling({ flag, short, value }: FlagRow): string {
  const words = short === undefined ? `--${flag}` : `-${short}, --${flag}`
  return value === undefined ? words : `${words} ${value}`
}

/**
 * Returns a row with its right side wrapped, below the left side if that is too long for its
 * column.
 */
function rows(left: string, right: string): readonly string[] {
  const lines = wrapped(right, width - column)
  const [first = '', ...rest] = left.length < column - 3 ? lines : ['', ...lines]
  return [`  ${left}`.padEnd(column) + first, ...rest.map((line) => ' '.repeat(column) + line)].map(
    (line) => line.trimEnd(),
  )
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.pop()
    const longer = last === undefined ? word : `${last} ${word}`
    if (last === undefined || longer.length <= columns) lines.push(longer)
    else lines.push(last, word)
  }
  return lines
}
