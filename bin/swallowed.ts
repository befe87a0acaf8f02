import { nameProblem } from '../generators/name.ts'
import type { Problem } from '../generators/problem.ts'
import type { Argv } from './argv.ts'
import { type FlagRow, flagTable } from './flag-table.ts'
import type { Environment } from './flags.ts'
import { createCommand } from './repeat.ts'

/** Flags that npm took for its own, since no `--` stood before them. */
export interface Swallowed {
  readonly flags: readonly string[]
  readonly problem: Problem
}

/** The flags that npm would not have without this program; it has uses of its own for --yes, --json and --verbose. */
const telling: ReadonlySet<string> = new Set([
  'name',
  'module',
  'framework',
  'database',
  'base-image',
  'on-conflict',
  'no-git',
  'dry-run',
])

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
  if (!taken.some(({ row }) => telling.has(row.flag))) return undefined
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
 * Returns what npm made of a flag, seen with npm 11: `--module m` gives npm_config_module=true and a word, `--module=m`
 * gives npm_config_module=m, `--no-git` the name "false" to git, and `--verbose` a log level.
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
  for (const { row, value } of taken) {
    const chosen =
      row.choices && value === undefined
        ? left.findIndex((word) => row.choices?.includes(word))
        : -1
    const [word] = chosen < 0 ? [] : left.splice(chosen, 1)
    values.set(row.flag, value ?? word ?? row.value ?? true)
  }
  const open = taken.filter(
    ({ row, value }) => row.value !== undefined && row.choices === undefined && value === undefined,
  )
  // The directory stands first, when there is one word more than values.
  if (left.length === open.length || left.length === open.length + 1) {
    const rest = left.splice(left.length - open.length)
    if (rest.length === 2 && nameProblem(rest[0] ?? '') !== undefined) rest.reverse()
    for (const [index, { row }] of open.entries()) values.set(row.flag, rest[index] ?? true)
  }
  const flags = [...flagTable.keys()].flatMap((flag) => {
    const value = values.get(flag)
    return value === undefined ? [] : value === true ? [`--${flag}`] : [`--${flag}`, value]
  })
  return [...left, ...flags]
}
