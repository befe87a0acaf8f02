import { nearest } from '../nearest.ts'
import type { Problem } from '../problem.ts'
import type { Answers, SomeAnswers } from './answers.ts'
import { moduleProblem } from './module-path.ts'
import { nameProblem } from './name.ts'
import { flagWords, readValue, sameValue, type Table, type Value } from './table.ts'

/** What a file says about the options. */
export interface OptionReading {
  /** The values that are valid for a row of the table. */
  readonly answers: Readonly<Record<string, Value>>
  readonly problems: readonly Problem[]
}

/** Reads the values of options from a file; anything that the table doesn't offer is a problem. */
export function readOptions(
  values: Readonly<Record<string, unknown>>,
  table: Table,
): OptionReading {
  const answers: Record<string, Value> = {}
  const problems: Problem[] = []
  for (const [option, value] of Object.entries(values)) {
    const row = Object.hasOwn(table, option) ? table[option] : undefined
    if (row === undefined) {
      const meant = nearest(option, Object.keys(table))
      const fix = meant === undefined ? {} : { fix: `Did you mean ${meant}?` }
      problems.push({ what: `unknown option ${option}`, ...fix })
      continue
    }
    const reading = readValue(row, value)
    if ('value' in reading) answers[option] = reading.value
    else problems.push({ what: `${option}: ${reading.problem}` })
  }
  return { answers, problems }
}

/**
 * Returns why the answers in a record can't be used with a table.
 * @param general what to do where nothing more specific is known
 */
export function recordProblems(
  recorded: Answers,
  file: string,
  table: Table,
  general = 'Correct the file, or use the version of create-go-docker that wrote it.',
): readonly Problem[] {
  const { name, module, ...values } = recorded
  const identity = [
    ['name', nameProblem(name)],
    ['module', moduleProblem(module)],
  ].flatMap(([key, problem]) => (problem === undefined ? [] : [{ what: `${key}: ${problem}` }]))
  const problems: readonly Problem[] = [...identity, ...readOptions(values, table).problems]
  return problems.map(({ what, fix = general }) => ({ what: `${file}: ${what}`, fix }))
}

/**
 * Returns how answers differ from the recorded ones, as a single problem; undefined if they don't.
 */
export function differenceProblem(
  answers: SomeAnswers,
  recorded: Answers,
  table: Table,
): Problem | undefined {
  const flags = [
    ['name', 'name'],
    ['module', 'module'],
    ...Object.entries(table).map(([option, { flag }]) => [option, flag] as const),
  ] as const
  const differences = flags.flatMap(([option, flag]) => {
    const [before, given] = [recorded[option], answers[option]]
    if (before === undefined || given === undefined || sameValue(before, given)) return []
    return [
      {
        option,
        given,
        what: `with ${spelled(flag, before)}, but ${spelled(flag, given)} was given`,
      },
    ]
  })
  if (differences.length === 0) return undefined
  const settings = differences
    .flatMap(({ option, given }) => flagWords('set', `${option}=${[given].flat().join(',')}`))
    .join(' ')
  return {
    what: `${recorded.name} was created ${differences.map(({ what }) => what).join('; ')}`,
    fix: `Omit it, also in the file of --from, to keep the current value. To change it, run create-go-docker update ${settings}.`,
  }
}

function spelled(flag: string, value: Value): string {
  return flagWords(flag, value).join(' ')
}
