import type { Problem } from '../../generators/problem.ts'
import type { Environment } from '../io.ts'
import { createCommand } from '../report/repeat.ts'
import type { Argv } from './argv.ts'
import { type FlagRow, flagTable } from './flag-table.ts'

/** Flags that npm took for its own, since no `--` stood before them. */
export interface Swallowed {
  readonly flags: readonly string[]
  readonly problem: Problem
}

/** The flags that npm has uses of its own for; any other in its settings was meant for this program. */
const sharedWithNpm: ReadonlySet<string> = new Set(['yes', 'json', 'verbose', 'help', 'version'])

interface Taken {
  readonly row: FlagRow
  /** The value that npm kept; missing when it stands among the words, or there is none. */
  readonly value?: string
}

/** Returns whether npm started this program, through `npm create` or `npm exec`. */
export function startedByNpm(env: Environment): boolean {
  const { npm_config_user_agent: agent = '', npm_command: command = '' } = env
  return agent.startsWith('npm/') && (command === 'init' || command === 'exec')
}

/** Returns the flags that npm took, if it surely took some, and the command that was meant. */
export function swallowed(argv: Argv, env: Environment, platform: string): Swallowed | undefined {
  if (!startedByNpm(env)) return undefined
  const taken = [...flagTable.values()].flatMap((row) => {
    const found = argv.named.has(row.flag) ? undefined : takenFrom(row, env)
    return found === undefined ? [] : [found]
  })
  if (taken.every(({ row }) => sharedWithNpm.has(row.flag))) return undefined
  const command = createCommand('npm', wordsMeant(argv, taken), { release: 'latest', platform })
  return {
    flags: taken.map(({ row }) => row.flag),
    problem: {
      what: `npm took ${taken.map(({ row }) => `--${row.flag}`).join(', ')} for itself: no -- stands before`,
      fix: `Say ${command}`,
    },
  }
}

/**
 * Returns what npm made of a flag, seen with npm 9, 10 and 11: `--module m` gives npm_config_module=true and a word,
 * `--module=m` gives npm_config_module=m, `--no-git` the name "false" to git, and `--verbose` a log level.
 */
function takenFrom(row: FlagRow, env: Environment): Taken | undefined {
  if (row.flag === 'no-git') return env.npm_config_git === 'false' ? { row } : undefined
  if (row.flag === 'verbose') return env.npm_config_loglevel === 'verbose' ? { row } : undefined
  const value = env[`npm_config_${row.flag.replaceAll('-', '_')}`]
  if (value === 'true') return { row }
  return row.value === undefined || value === undefined || value === '' ? undefined : { row, value }
}

/** Returns the words of the command that was meant: each value goes back to its flag, as far as that can be told. */
function wordsMeant({ words, given }: Argv, taken: readonly Taken[]): readonly string[] {
  const left = [...words]
  const values = new Map<string, string | true>(given)
  const takeWord = (index: number): string | undefined =>
    index < 0 ? undefined : left.splice(index, 1)[0]

  for (const { row, value } of taken) {
    const told = row.value === undefined || value
    const found = told ?? takeWord(left.findIndex((word) => canOnlyBe(row, word)))
    if (found !== undefined) values.set(row.flag, found)
  }
  const open = taken.filter(({ row }) => !values.has(row.flag))
  // With one word more than values the first is the directory; with more than that, nothing can be told.
  const first = left.length - open.length
  for (const { row } of open) {
    const word = first <= 1 ? takeWord(first) : undefined
    values.set(row.flag, word ?? row.value ?? true)
  }
  const flags = [...flagTable.keys()].flatMap((flag) => {
    const value = values.get(flag)
    return value === undefined ? [] : value === true ? [`--${flag}`] : [`--${flag}`, value]
  })
  return [...left, ...flags]
}

function canOnlyBe({ flag, choices }: FlagRow, word: string): boolean {
  return flag === 'module' ? /^[^/]+\.[^/]+\//.test(word) : choices?.includes(word) === true
}
