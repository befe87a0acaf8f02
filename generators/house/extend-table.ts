import type { Problem } from '../problem.ts'
import { type Choice, choicesOf, type Row, readValue, type Table } from '../questions/table.ts'
import type { AnswerRule, Manifest, NewChoice } from './house-layer.ts'

/** A table with what house layers change about it, and why that is not possible. */
export interface Extended {
  readonly table: Table
  readonly problems: readonly Problem[]
}

/** Returns a table with the questions, choices and defaults of house layers; later layers win. */
export function extendTable(table: Table, manifests: readonly Manifest[]): Extended {
  return manifests.reduce<Extended>(
    (below, manifest) => {
      const { table, problems } = extendBy(below.table, manifest)
      return { table, problems: [...below.problems, ...problems] }
    },
    { table, problems: [] },
  )
}

function extendBy(below: Table, { name, answers, questions }: Manifest): Extended {
  const rows = new Map(Object.entries(below))
  const problems: Problem[] = []
  const refuse = (what: string, fix?: string) =>
    problems.push({ what: `layer ${name}: ${what}`, ...(fix === undefined ? {} : { fix }) })
  for (const [option, row] of Object.entries(questions)) {
    if (rows.has(option))
      refuse(`the option ${option} exists already`, 'Give the question another name.')
    else rows.set(option, row)
  }
  for (const [option, rule] of Object.entries(answers)) {
    const row = rows.get(option)
    if (row === undefined) {
      refuse(`unknown option ${option}`)
      continue
    }
    const changed = changedRow(row, rule, name)
    for (const problem of changed.problems) refuse(`the option ${option} ${problem}`)
    rows.set(option, changed.row)
  }
  return { table: Object.fromEntries(rows), problems }
}

function changedRow(
  row: Row,
  rule: AnswerRule,
  layer: string,
): { readonly row: Row; readonly problems: readonly string[] } {
  const { choices = [], hidden } = rule
  const problems: string[] = []
  const wider = withChoices(row, choices, problems)
  const wanted = rule.locked ?? rule.default
  const { lockedBy, ...free } = wider
  // A later layer may lock another value, but no default undoes a lock.
  const open = rule.locked === undefined ? wider : free
  const reading = wanted === undefined ? undefined : readValue(open, wanted)
  if (reading !== undefined && 'problem' in reading) {
    const verb = rule.locked === undefined ? 'have the default' : 'be locked to'
    problems.push(`can't ${verb} ${JSON.stringify(wanted)}: ${reading.problem}`)
  }
  return {
    row: {
      ...withDefault(open, reading !== undefined && 'value' in reading ? reading.value : undefined),
      ...(rule.locked === undefined ? {} : { lockedBy: layer }),
      ...(hidden === undefined ? {} : { hidden }),
    },
    problems,
  }
}

function withDefault(row: Row, value: string | readonly string[] | undefined): Row {
  if (row.kind === 'several') return typeof value === 'object' ? { ...row, default: value } : row
  return typeof value === 'string' ? { ...row, default: value } : row
}

function withChoices(row: Row, added: readonly NewChoice[], problems: string[]): Row {
  if (added.length === 0) return row
  if (row.kind === 'text') {
    problems.push('is a text, which has no choices')
    return row
  }
  const choices = [...choicesOf(row)]
  for (const one of added) choices.push(choiceFrom(one, choices, problems))
  return { ...row, choices }
}

function choiceFrom(
  { value, hint, variable, like }: NewChoice,
  below: readonly Choice[],
  problems: string[],
): Choice {
  const own = { value, hint, variable }
  if (like === undefined) return own
  const start = below.find((choice) => choice.value === like)
  if (start === undefined) {
    problems.push(`has no choice ${like}, which ${value} starts from`)
    return own
  }
  return {
    ...own,
    ...(start.layer === undefined ? {} : { layer: start.layer }),
    alsoTrue: [start.variable, ...(start.alsoTrue ?? [])],
  }
}
