import { parseArgs } from 'node:util'
import { nearest } from '../../generators/nearest.ts'
import type { Problem } from '../../generators/problem.ts'
import { type FlagRow, type FlagTable, usageOf } from './flag-table.ts'

/** The flags and words of a command line, before their values are validated. */
export interface Argv {
  /** The words that are not flags or their values. */
  readonly words: readonly string[]
  /** The flags that were used correctly, and their values; `true` for a flag without a value. */
  readonly given: ReadonlyMap<string, string | true>
  /** The values of flags that may be repeated, in order. */
  readonly many: ReadonlyMap<string, readonly string[]>
  /** Every flag that was meant, used correctly or not. */
  readonly named: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

/**
 * Reads the flags and words of a command line. Unknown and incomplete flags are problems, and
 * repeated ones unless their row allows it.
 */
export function readArgv(argv: readonly string[], flags: FlagTable): Argv {
  const byLetter = lettersOf(flags)
  const words: string[] = []
  const given = new Map<string, string | true>()
  const many = new Map<string, readonly string[]>()
  const named = new Set<string>()
  const guessed = new Set<string>()
  const problems: Problem[] = []

  const tokens = tokensOf(argv, flags, byLetter)
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    if (token?.kind === 'positional') words.push(token.value)
    if (token?.kind !== 'option') continue

    const row = byLetter.get(token.rawName) ?? flags.get(token.rawName.replace(/^--/, ''))
    const meant = row ?? rowNear(token.name, flags)
    const next = tokens[index + 1]
    const takesNext =
      meant?.value !== undefined && token.value === undefined && next?.kind === 'positional'
    const value = takesNext ? next.value : token.value
    if (takesNext) index++

    const problem =
      row === undefined
        ? unknownFlag(token.rawName, meant)
        : (repeated(row, named) ?? badUse(row, value))
    if (problem !== undefined) problems.push(problem)
    else if (row?.many) many.set(row.flag, [...(many.get(row.flag) ?? []), value ?? ''])
    else if (row !== undefined) given.set(row.flag, value ?? true)
    if (row !== undefined) named.add(row.flag)
    else if (meant !== undefined) guessed.add(meant.flag)
  }
  return { words, given, many, named: new Set([...named, ...guessed]), problems }
}

/**
 * Returns the tokens of a command line. Every flag is declared without a value, because parseArgs
 * would use the next flag as one. `--` is ignored, because no word may start with a dash, and pnpm,
 * bun and npx pass it on, while npm doesn't.
 */
function tokensOf(
  argv: readonly string[],
  flags: FlagTable,
  byLetter: ReadonlyMap<string, FlagRow>,
) {
  const boolean = { type: 'boolean' } as const
  const args = argv
    .filter((word) => word !== '--')
    .map((word) => ({ word, wrong: isWrong(word, byLetter) }))
  const { tokens } = parseArgs({
    args: args.map(({ word, wrong }) => (wrong ? `-${word}` : word)),
    options: Object.fromEntries([...flags.keys()].map((flag) => [flag, boolean])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  return tokens.map((token) =>
    token.kind === 'option' && args[token.index]?.wrong
      ? { ...token, rawName: `-${token.name}` }
      : token,
  )
}

/** Returns whether a word has one dash but is not a set of one-letter flags, such as `-module`. */
function isWrong(word: string, byLetter: ReadonlyMap<string, FlagRow>): boolean {
  return /^-[^-]./u.test(word) && ![...word.slice(1)].every((letter) => byLetter.has(`-${letter}`))
}

function lettersOf(flags: FlagTable): ReadonlyMap<string, FlagRow> {
  return new Map(
    [...flags.values()].flatMap((row) =>
      row.short === undefined ? [] : [[`-${row.short}`, row] as const],
    ),
  )
}

function rowNear(name: string, flags: FlagTable): FlagRow | undefined {
  const near = name.length > 1 ? nearest(name, [...flags.keys()]) : undefined
  return near === undefined ? undefined : flags.get(near)
}

function unknownFlag(rawName: string, meant: FlagRow | undefined): Problem {
  const fix = meant === undefined ? 'See --help for all flags.' : `Did you mean --${meant.flag}?`
  return { what: `unknown flag ${rawName}`, fix }
}

function repeated({ flag, many }: FlagRow, named: ReadonlySet<string>): Problem | undefined {
  if (many || !named.has(flag)) return undefined
  return { what: `--${flag} is given twice`, fix: 'Leave one out.' }
}

function badUse(row: FlagRow, value: string | undefined): Problem | undefined {
  const { flag, value: placeholder, empty = false } = row
  if (placeholder === undefined) {
    if (value === undefined) return undefined
    return { what: `--${flag} takes no value, but ${value} was given`, fix: `Use --${flag}.` }
  }
  if (value !== undefined && (value !== '' || empty)) return undefined
  return { what: `--${flag} needs a value`, fix: usageOf(row) }
}
