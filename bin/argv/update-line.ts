import { either } from '../../generators/either.ts'
import type { Trust } from '../../generators/house/trust.ts'
import { nearest } from '../../generators/nearest.ts'
import type { Problem } from '../../generators/problem.ts'
import { moduleProblem } from '../../generators/questions/module-path.ts'
import { nameProblem } from '../../generators/questions/name.ts'
import {
  readFlagValue,
  type Table,
  type Value,
  valuesOf,
} from '../../generators/questions/table.ts'
import type { Argv } from './argv.ts'
import { type CommandLine, commonIn, type Terms } from './command-line.ts'
import { updateFormats } from './flag-table.ts'
import { trustsIn, type Values } from './values.ts'

/** How to print the result of an update. */
export type UpdateFormat = (typeof updateFormats)[number]

/** The flags of an update, with valid values only. */
export interface UpdateFlags {
  readonly directory: string
  /** What to do: update, or end an update that left conflicts. */
  readonly step: 'update' | 'abort' | 'continue'
  readonly dryRun: boolean
  /** The answers to change in go-docker.json. */
  readonly set: Readonly<Record<string, Value>>
  /** The house layers to replace or add. */
  readonly layers: readonly string[]
  /** The layers whose code may run. */
  readonly trusts: readonly Trust[]
  readonly includeSeeded: boolean
  readonly allowDirty: boolean
  readonly format: UpdateFormat
  readonly verbose: boolean
}

/** The parsed command line of an update. */
export interface UpdateSaid {
  readonly flags: UpdateFlags
  readonly problems: readonly Problem[]
}

/** Returns what the command line of an update says, and everything that is wrong with it. */
export function updateSaid(line: CommandLine, terms: Terms): UpdateSaid {
  const { directory = '.', format, verbose, problems } = commonIn(line, updateFormats, terms)
  const { given, named } = line.argv
  const set = settingsIn(line.argv, terms.table)
  const trusts = trustsIn(line.argv)
  const step = given.has('abort') ? 'abort' : given.has('continue') ? 'continue' : 'update'
  return {
    flags: {
      directory,
      step,
      dryRun: given.has('dry-run'),
      set: set.read,
      layers: line.argv.many.get('layer') ?? [],
      trusts: trusts.read,
      includeSeeded: given.has('include-seeded'),
      allowDirty: given.has('allow-dirty'),
      format,
      verbose,
    },
    problems: [
      ...problems,
      ...set.problems,
      ...trusts.problems,
      ...(step === 'update' ? [] : alone(step, named)),
    ],
  }
}

/** `--abort` and `--continue` are about the last update, so they can't be combined with what starts one. */
function alone(step: string, named: ReadonlySet<string>): readonly Problem[] {
  const starting = ['continue', 'dry-run', 'set', 'layer', 'trust', 'include-seeded', 'allow-dirty']
  const others = starting.filter((flag) => flag !== step && named.has(flag))
  return others.map((flag) => ({
    what: `--${step} and --${flag} are both given: --${step} is about the last update`,
    fix: 'Leave one out.',
  }))
}

/** Reads the answers that `--set` changes; an option has its key or the name of its flag. */
function settingsIn({ many }: Argv, table: Table): Values<Readonly<Record<string, Value>>> {
  const read = new Map<string, Value>()
  const problems: Problem[] = []
  for (const text of many.get('set') ?? []) {
    const at = text.indexOf('=')
    const [name, value] = at < 1 ? ['', ''] : [text.slice(0, at), text.slice(at + 1)]
    if (name === '') {
      problems.push({ what: `--set ${text}: it has no =`, fix: settingForm(table) })
      continue
    }
    const key = keyOf(name, table)
    const reading = key === undefined ? unknownKey(name, table) : settingOf(key, value, table)
    if ('problem' in reading) problems.push(reading.problem)
    else if (key !== undefined && read.has(key)) {
      problems.push({ what: `--set ${key} is given twice`, fix: 'Leave one out.' })
    } else if (key !== undefined) read.set(key, reading.value)
  }
  return { read: Object.fromEntries(read), problems }
}

function keyOf(name: string, table: Table): string | undefined {
  if (name === 'name' || name === 'module') return name
  return Object.keys(table).find((key) => key === name || table[key]?.flag === name)
}

type Setting = { readonly value: Value } | { readonly problem: Problem }

function settingOf(key: string, text: string, table: Table): Setting {
  const row = Object.hasOwn(table, key) ? table[key] : undefined
  if (row !== undefined) {
    const reading = readFlagValue(row, text)
    return 'value' in reading ? reading : { problem: badSetting(key, text, reading.problem, table) }
  }
  const problem = key === 'name' ? nameProblem(text) : moduleProblem(text)
  return problem === undefined
    ? { value: text }
    : { problem: badSetting(key, text, problem, table) }
}

function valuesFor(key: string, table: Table): readonly string[] {
  const row = Object.hasOwn(table, key) ? table[key] : undefined
  return row === undefined ? [] : valuesOf(row)
}

/** Returns how to use `--set`, with an answer that can be set. */
function settingForm(table: Table): string {
  const [example] = Object.keys(table).flatMap((key) =>
    valuesFor(key, table).map((value) => `${key}=${value}`),
  )
  const keys = ['name', 'module', ...Object.keys(table)].join(', ')
  return `Use --set KEY=VALUE${example === undefined ? '' : `, such as --set ${example}`}. The keys are ${keys}.`
}

function badSetting(key: string, text: string, problem: string, table: Table): Problem {
  const row = Object.hasOwn(table, key) ? table[key] : undefined
  const values = row?.lockedBy === undefined ? valuesFor(key, table) : [`${row.default}`]
  const settings = values.map((value) => `--set ${key}=${value}`)
  const fix = settings.length === 0 ? `Use --set ${key}=VALUE.` : `Use ${either(settings)}.`
  return { what: `--set ${key}=${text}: ${problem}`, fix }
}

function unknownKey(name: string, table: Table): Setting {
  const keys = ['name', 'module', ...Object.keys(table)]
  const near = nearest(name, keys)
  const fix = near === undefined ? `Use ${either(keys)}.` : `Did you mean ${near}?`
  return { problem: { what: `--set ${name}: unknown answer`, fix } }
}
