import { either } from '../../generators/either.ts'
import { readTrust, type Trust } from '../../generators/house/trust.ts'
import { nearest } from '../../generators/nearest.ts'
import type { Problem } from '../../generators/problem.ts'
import type { SomeAnswers } from '../../generators/questions/answers.ts'
import { moduleFromUrl, moduleProblem } from '../../generators/questions/module-path.ts'
import { nameFrom, nameProblem } from '../../generators/questions/name.ts'
import { partsOf, readFlagValue, type Table, type Value } from '../../generators/questions/table.ts'
import type { Argv } from './argv.ts'
import { type FlagRow, type FlagTable, usageOf } from './flag-table.ts'

/** The valid values of flags, and what is wrong with the others. */
export interface Values<Read> {
  readonly read: Read
  readonly problems: readonly Problem[]
}

/** Reads answers from flags. */
export function answersIn({ given }: Argv, flags: FlagTable, table: Table): Values<SomeAnswers> {
  const read: Record<string, Value> = {}
  const problems: Problem[] = []
  for (const { key, flag, problemOf, nearestTo } of identity) {
    const text = given.get(flag)
    if (typeof text !== 'string') continue
    const problem = problemOf(text)
    if (problem === undefined) read[key] = text
    else problems.push(badText(flags.get(flag), text, problem, nearestTo(text)))
  }
  for (const [option, row] of Object.entries(table)) {
    const text = given.get(row.flag)
    if (typeof text !== 'string') continue
    const reading = readFlagValue(row, text)
    if ('value' in reading) read[option] = reading.value
    else problems.push(badValue(flags.get(row.flag), text, reading.problem))
  }
  return { read, problems }
}

/** The answers that are not options. */
const identity = [
  { key: 'name', flag: 'name', problemOf: nameProblem, nearestTo: nameFrom },
  { key: 'module', flag: 'module', problemOf: moduleProblem, nearestTo: moduleFromUrl },
] as const

/** Reads the value of a flag with a fixed set of values; undefined if it was not given. */
export function choiceIn<Choice extends string>(
  { given }: Argv,
  row: FlagRow | undefined,
  values: readonly Choice[],
): Values<Choice | undefined> {
  const text = row === undefined ? undefined : given.get(row.flag)
  if (typeof text !== 'string') return { read: undefined, problems: [] }
  const read = values.find((value) => value === text)
  if (read !== undefined) return { read, problems: [] }
  const problem = `must be ${either(values)}`
  return { read, problems: [badValue(row, text, problem)] }
}

/** Reads what `--trust` trusts. */
export function trustsIn({ many }: Argv): Values<readonly Trust[]> {
  const read = (many.get('trust') ?? []).map(readTrust)
  return {
    read: read.flatMap((one) => ('trust' in one ? [one.trust] : [])),
    problems: read.flatMap((one) => ('problem' in one ? [one.problem] : [])),
  }
}

function badText(row: FlagRow | undefined, text: string, problem: string, right?: string): Problem {
  const { flag = '' } = row ?? {}
  const fix = right === undefined && row !== undefined ? usageOf(row) : `Use --${flag} ${right}.`
  return { what: `--${flag} ${text}: ${problem}`, fix }
}

function badValue(row: FlagRow | undefined, text: string, problem: string): Problem {
  const { flag = '', choices = [], several = false } = row ?? {}
  const parts = (several ? partsOf(text) : [text]).map((part) => nearest(part, choices))
  if (choices.length === 0 || parts.some((part) => part === undefined)) {
    return badText(row, text, problem)
  }
  const fix = `Did you mean --${flag} ${[...new Set(parts)].join(',')}?`
  return { what: `--${flag} ${text}: ${problem}`, fix }
}
