import { port } from '../../generators/layers/context.ts'
import { choicesOf, optionNames, options } from '../../generators/questions/options.ts'
import { exitCodes } from '../report/exit-code.ts'
import { answerFlags, type FlagRow, runFlags } from './flag-table.ts'

const column = 26

/** Returns the lines of `--help`, none wider than 80 columns. */
export function helpLines(version: string): readonly string[] {
  return [
    `create-go-docker ${version}: a Go service with containers that works the first time`,
    '',
    'Usage: create-go-docker [DIRECTORY] [FLAGS]',
    '',
    '  npm create go-docker@latest -- my-svc --yes       npm needs the --',
    '  pnpm create go-docker my-svc --yes',
    '  yarn create go-docker my-svc --yes',
    '  bun create go-docker my-svc --yes',
    '',
    'What neither a flag nor a word says is asked; without a terminal it is listed,',
    'and nothing is written.',
    '',
    'What is made:',
    row('DIRECTORY', 'where to write; . is the current directory'),
    ...answerFlags.flatMap(answerLines),
    '',
    'How:',
    ...runFlags.flatMap((flag) => rows(spelling(flag), flag.help)),
    '',
    'Defaults, which --yes takes:',
    row('DIRECTORY', 'the name'),
    row('--name', "the module path's last element without /vN, else the"),
    row('', "directory's; made of a-z, 0-9 and dashes"),
    row('--module', "git's remote and the path below its root, else the"),
    row('', "name below git's user, else the name alone"),
    ...optionNames.map((name) => row(`--${options[name].flag}`, options[name].default)),
    row('port', `${port}, which PORT changes when the service runs`),
    '',
    'Exit codes:',
    ...exitCodes.map(({ code, meaning }) => row(`${code}`, meaning)),
  ]
}

function answerLines(flag: FlagRow): readonly string[] {
  const option = optionNames.find((name) => options[name].flag === flag.flag)
  if (option === undefined) return [row(spelling(flag), flag.help)]
  return [
    row(spelling({ ...flag, value: 'VALUE' }), flag.help),
    ...choicesOf(option).map(({ value, hint }) => row(`    ${value}`, hint)),
  ]
}

function spelling({ flag, short, value }: FlagRow): string {
  const words = short === undefined ? `--${flag}` : `-${short}, --${flag}`
  return value === undefined ? words : `${words} ${value}`
}

function row(left: string, right: string): string {
  return `  ${left}`.padEnd(column) + right
}

/** Returns a row, as two lines where the left side is too long for its column. */
function rows(left: string, right: string): readonly string[] {
  return left.length < column - 3 ? [row(left, right)] : [`  ${left}`, row('', right)]
}
