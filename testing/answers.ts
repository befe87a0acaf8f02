import { type Problem, ProblemsError } from '../generators/problem.ts'
import { readOptions } from '../generators/questions/answer-problems.ts'
import { type Answers, ownAnswers, type SomeAnswers } from '../generators/questions/answers.ts'
import { lastElement, moduleProblem } from '../generators/questions/module-path.ts'
import { nameFrom, nameProblem } from '../generators/questions/name.ts'
import type { Table } from '../generators/questions/table.ts'

const defaultName = 'greeter'

/**
 * Returns complete answers: the given ones, and defaults for all others.
 * @throws ProblemsError with every answer that is invalid
 */
export function completeAnswers(given: SomeAnswers, table: Table): Answers {
  const { name: givenName, module: givenModule, ...values } = given
  const name = givenName ?? nameIn(givenModule) ?? defaultName
  const usable = nameProblem(name) === undefined ? name : defaultName
  const module = givenModule ?? `github.com/acme/${usable}`
  const said = Object.entries(values).filter(([, value]) => value !== undefined)
  const { answers, problems } = readOptions(Object.fromEntries(said), table)
  const all = [
    ...problemOf('name', nameProblem(name)),
    ...problemOf('module', moduleProblem(module)),
    ...problems.map(({ what }) => ({ what: withOptions(what, table) })),
  ]
  if (all.length > 0) throw new ProblemsError(all)
  const defaults = Object.entries(table).map(([option, row]) => [option, row.default] as const)
  return ownAnswers({ ...Object.fromEntries(defaults), ...answers, name, module }, table)
}

function nameIn(module: string | undefined): string | undefined {
  return module === undefined ? undefined : nameFrom(lastElement(module))
}

function problemOf(answer: string, problem: string | undefined): readonly Problem[] {
  return problem === undefined ? [] : [{ what: `${answer}: ${problem}` }]
}

/** Adds the names of the options to the problem of an unknown one. */
function withOptions(what: string, table: Table): string {
  if (!what.startsWith('unknown option ')) return what
  return `${what}; the options are ${Object.keys(table).join(', ')}`
}
