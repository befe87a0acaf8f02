import type { Problem } from '../../generators/problem.ts'
import { flagWords, partsOf } from '../../generators/questions/table.ts'
import type { Environment } from '../environment.ts'
import { createCommand, startedByNpm } from '../package-manager.ts'
import type { Argv } from './argv.ts'
import type { FlagRow, FlagTable } from './flag-table.ts'

/** Flags that npm took as its own, because there was no `--` before them. */
export interface Swallowed {
  readonly flags: readonly string[]
  readonly problem: Problem
}

/**
 * Flags that npm uses itself. Any other flag of ours in npm's settings was meant for this program.
 */
const sharedWithNpm: ReadonlySet<string> = new Set(['yes', 'json', 'verbose', 'help', 'version'])

interface Taken {
  readonly row: FlagRow
  /** The value that npm kept; undefined if it is among the words, or there is none. */
  readonly value?: string
}

/** The parts of a command line that show which flags npm took. */
export interface Line {
  readonly argv: Argv
  readonly flags: FlagTable
  /** The name of the command, if it was given. */
  readonly commandWords: readonly string[]
}

/**
 * Returns the flags that npm took, if it is certain that it took some, and the command that was
 * meant.
 */
export function swallowed(line: Line, env: Environment, platform: string): Swallowed | undefined {
  if (!startedByNpm(env)) return undefined
  const taken = [...line.flags.values()].flatMap((row) => {
    const found = line.argv.named.has(row.flag) ? undefined : takenFrom(row, env)
    return found === undefined ? [] : [found]
  })
  if (taken.every(({ row }) => sharedWithNpm.has(row.flag))) return undefined
  const names = taken.map(({ row }) => row.flag)
  return { flags: names, problem: tookProblem(names, wordsMeant(line, taken), platform) }
}

/** Returns what to add if answers turn out to be missing: that npm may have taken `--yes`. */
export function takenYes(line: Line, env: Environment, platform: string): Problem | undefined {
  const { argv, commandWords } = line
  const may = startedByNpm(env) && env.npm_config_yes === 'true' && !argv.named.has('yes')
  return may ? tookProblem(['yes'], [...commandWords, ...argv.words, '--yes'], platform) : undefined
}

function tookProblem(
  flags: readonly string[],
  meant: readonly string[],
  platform: string,
): Problem {
  const taken = flags.map((flag) => `--${flag}`).join(', ')
  return {
    what: `npm took ${taken} as its own flags, because -- is missing`,
    fix: `Use ${createCommand('npm', meant, { release: 'latest', platform })}`,
  }
}

/**
 * Returns what npm did with a flag, as observed with npm 9, 10 and 11: `--module m` sets
 * npm_config_module=true and adds a word, `--module=m` sets npm_config_module=m, `--no-git` sets
 * npm_config_git=false, and `--verbose` sets the log level.
 */
function takenFrom(row: FlagRow, env: Environment): Taken | undefined {
  if (row.flag === 'no-git') return env.npm_config_git === 'false' ? { row } : undefined
  if (row.flag === 'verbose') return env.npm_config_loglevel === 'verbose' ? { row } : undefined
  const value = env[`npm_config_${row.flag.replaceAll('-', '_')}`]
  if (value === 'true') return { row }
  return row.value === undefined || value === undefined || value === '' ? undefined : { row, value }
}

/**
 * Returns the words of the command that was meant, with each value after its flag, as far as that
 * is known.
 */
function wordsMeant(
  { argv, flags, commandWords }: Line,
  taken: readonly Taken[],
): readonly string[] {
  const { words, given } = argv
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
  // With one more word than values, the first is the directory. With even more words, there is no
  // way to know.
  const first = left.length - open.length
  for (const { row } of open) {
    const word = first <= 1 ? takeWord(first) : undefined
    values.set(row.flag, word ?? row.value ?? true)
  }
  const meant = [...flags.keys()].flatMap((flag) => {
    const value = values.get(flag)
    return value === undefined ? [] : value === true ? [`--${flag}`] : flagWords(flag, value)
  })
  return [...commandWords, ...left, ...meant]
}

function canOnlyBe({ flag, choices, several = false }: FlagRow, word: string): boolean {
  if (flag === 'module') return /^[^/]+\.[^/]+\//.test(word)
  const parts = several ? partsOf(word) : [word]
  return parts.length > 0 && parts.every((part) => choices?.includes(part) === true)
}
