import type { Problem } from '../../generators/problem.ts'
import { type Draft, missing } from '../../generators/questions/answers.ts'
import {
  directoryProblem,
  type Place,
  reservedWords,
} from '../../generators/questions/directory.ts'
import { moduleFromUrl, moduleProblem } from '../../generators/questions/module-path.ts'
import { nameFrom, nameProblem } from '../../generators/questions/name.ts'
import {
  type OptionName,
  type OptionValue,
  offers,
  optionNames,
  options,
} from '../../generators/questions/options.ts'
import type { Environment } from '../io.ts'
import { createCommand } from '../report/repeat.ts'
import { type Argv, readArgv } from './argv.ts'
import { flagTable, onConflictValues } from './flag-table.ts'
import { nearest } from './nearest.ts'
import { startedByNpm, swallowed } from './swallowed.ts'

/** What to do with files that are there already and differ. */
export type OnConflict = (typeof onConflictValues)[number]

/** What the command line says, every value of it valid. */
export interface Flags extends Draft {
  readonly yes: boolean
  readonly dryRun: boolean
  readonly json: boolean
  /** False when `--no-git` was given. */
  readonly git: boolean
  readonly verbose: boolean
  readonly onConflict?: OnConflict
}

/** What a command line asks for. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'create'; readonly flags: Flags }
  | Usage

/** A command line with something wrong, and what of it can still be judged. */
export interface Usage {
  readonly kind: 'usage'
  readonly problems: readonly Problem[]
  readonly json: boolean
  /** Missing when npm took flags, which leaves the words unclear. */
  readonly said?: Said
}

/** What a command line says of the answers. */
export interface Said {
  /** What was said well. */
  readonly draft: Draft & { readonly yes: boolean }
  /** What was said badly. */
  readonly bad: ReadonlySet<keyof Draft>
}

/** What decides how a command line is read, besides itself. */
export interface Terms extends Pick<Place, 'platform'> {
  /** Whether questions can be asked; if not, what is missing is a problem too. */
  readonly canAsk: boolean
}

/** Reads a command line; reports all of its problems at once. */
export function parseArgv(argv: readonly string[], env: Environment, terms: Terms): Invocation {
  const read = readArgv(argv)
  if (read.given.has('help')) return { kind: 'help' }
  if (read.given.has('version')) return { kind: 'version' }

  const { flags, problems: badValues } = valuesOf(read)
  const taken = swallowed(read, env, terms.platform)
  // What npm took left its values among the words: nothing is to be said about those.
  const badWords = taken === undefined ? wordProblems(read, terms.platform) : []
  const problems = [
    ...(taken === undefined ? [] : [taken.problem]),
    ...read.problems,
    ...badWords,
    ...badValues,
    ...lacking(read, taken?.flags ?? [], env, terms),
  ]
  if (problems.length === 0) return { kind: 'create', flags }
  const usage = { kind: 'usage', problems, json: read.named.has('json') } as const
  return taken === undefined ? { ...usage, said: saidIn(read, flags, badWords.length > 0) } : usage
}

function saidIn({ named }: Argv, flags: Flags, badDirectory: boolean): Said {
  const { directory, ...others } = flags
  const badFlags = (['name', 'module'] as const).filter(
    (flag) => named.has(flag) && flags[flag] === undefined,
  )
  return {
    draft: {
      ...others,
      ...(badDirectory || directory === undefined ? {} : { directory }),
      yes: named.has('yes'),
    },
    bad: new Set([...badFlags, ...(badDirectory ? (['directory'] as const) : [])]),
  }
}

function valuesOf({ words, given }: Argv): {
  readonly flags: Flags
  readonly problems: readonly Problem[]
} {
  const problems: Problem[] = []
  const [directory] = words
  const name = text('name', nameProblem, nameFrom)
  const module = text('module', moduleProblem, moduleFromUrl)
  const framework = option('framework')
  const database = option('database')
  const baseImage = option('baseImage')
  const onConflict = choice('on-conflict', (value): value is OnConflict =>
    onConflictValues.some((known) => known === value),
  )

  function text(
    flag: string,
    problemOf: (value: string) => string | undefined,
    nearestTo: (value: string) => string | undefined,
  ): string | undefined {
    const value = given.get(flag)
    if (typeof value !== 'string') return undefined
    const problem = problemOf(value)
    if (problem === undefined) return value
    const near = nearestTo(value) ?? flagTable.get(flag)?.value
    problems.push({ what: `--${flag} ${value}: ${problem}`, fix: `Say --${flag} ${near}.` })
    return undefined
  }

  function option<Name extends OptionName>(name: Name): OptionValue<Name> | undefined {
    return choice(options[name].flag, (value): value is OptionValue<Name> => offers(name, value))
  }

  function choice<Value extends string>(
    flag: string,
    fits: (value: string) => value is Value,
  ): Value | undefined {
    const value = given.get(flag)
    if (typeof value !== 'string') return undefined
    if (fits(value)) return value
    problems.push(badChoice(flag, value))
    return undefined
  }

  return {
    problems,
    flags: {
      ...(directory === undefined ? {} : { directory }),
      ...(name === undefined ? {} : { name }),
      ...(module === undefined ? {} : { module }),
      ...(framework === undefined ? {} : { framework }),
      ...(database === undefined ? {} : { database }),
      ...(baseImage === undefined ? {} : { baseImage }),
      ...(onConflict === undefined ? {} : { onConflict }),
      yes: given.has('yes'),
      dryRun: given.has('dry-run'),
      json: given.has('json'),
      git: !given.has('no-git'),
      verbose: given.has('verbose'),
    },
  }
}

function badChoice(flag: string, value: string): Problem {
  const choices = flagTable.get(flag)?.choices ?? []
  const near = nearest(value, choices)
  return {
    what: `--${flag} ${value}: it is none of ${choices.join(', ')}`,
    fix:
      near === undefined
        ? `Say --${flag} ${choices.join('|')}.`
        : `Did you mean --${flag} ${near}?`,
  }
}

function wordProblems({ words }: Argv, platform: string): readonly Problem[] {
  const problems: Problem[] = []
  const [directory, ...others] = words
  if (directory === undefined) return problems
  const problem = directoryProblem(directory, platform)
  if (reservedWords.includes(directory)) {
    problems.push({
      what: `${directory} is kept for a command of a later version`,
      fix: `For a directory of that name, say ./${directory}.`,
    })
  } else if (problem !== undefined) {
    problems.push({ what: `directory ${directory}: ${problem}`, fix: 'Say another directory.' })
  }
  if (others.length > 0) {
    problems.push({
      what: `more than one directory: ${words.join(', ')}`,
      fix: 'Say one of them; the value of a flag stands right behind it.',
    })
  }
  return problems
}

/** Returns what is missing, given that nothing is asked. */
function lacking(
  read: Argv,
  taken: readonly string[],
  env: Environment,
  terms: Terms,
): readonly Problem[] {
  const has = (flag: string): true | undefined =>
    read.named.has(flag) || taken.includes(flag) ? true : undefined
  const yes = has('yes') === true
  if (!yes && terms.canAsk) return []
  const problems = missing(
    {
      directory: read.words[0],
      name: has('name'),
      module: has('module'),
      ...Object.fromEntries(optionNames.map((name) => [name, has(options[name].flag)])),
    },
    yes,
  )
  const mayHaveTakenYes = !yes && startedByNpm(env) && env.npm_config_yes === 'true'
  if (problems.length === 0 || !mayHaveTakenYes) return problems
  const command = createCommand('npm', [...read.words, '--yes'], { release: 'latest', ...terms })
  return [
    ...problems,
    { what: 'npm took --yes for itself: no -- stands before', fix: `Say ${command}` },
  ]
}
