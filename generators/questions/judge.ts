import type { Problem } from '../problem.ts'
import { differenceProblem, recordProblems } from './answer-problems.ts'
import type { Answers, Draft, Request } from './answers.ts'
import { defaultDirectory, defaultModule, defaultName, moduleThere } from './defaults.ts'
import type { DestinationFacts } from './destination-facts.ts'
import { type Place, placeProblem } from './directory.ts'
import type { GitFacts } from './git-facts.ts'
import { missingOptions, noDirectory, noModule, noQuestions, nothingToGoBy } from './missing.ts'
import { moduleProblem } from './module-path.ts'
import { readValue, type Table } from './table.ts'

/** A draft, and whether defaults fill what it leaves open. */
export interface Case extends Draft {
  readonly yes: boolean
}

/** What was said badly, and so is not in the draft: `directory`, `name`, `module`, or the name of a row. */
export type Bad = ReadonlySet<string>

/** All that a judgement depends on besides the draft. */
export interface Facts {
  readonly place: Place
  /** Why questions can't be asked; undefined if they can. */
  readonly whyNotAsk: string | undefined
  /** What git knows about the destination; only a default depends on it. */
  readonly git: GitFacts
  /** What stands in the destination, which is what `destinationOf` returns. */
  readonly destination: DestinationFacts
}

/** Whether a draft is a request, or what is wrong with it. */
export type Verdict =
  | { readonly kind: 'request'; readonly request: Request }
  /** Nothing is wrong, and the rest is to be asked. */
  | { readonly kind: 'ask' }
  /** Something is wrong with what was said (exit code 2). */
  | {
      readonly kind: 'usage'
      /** All but what was said badly, which is known already; those of the destination are listed too. */
      readonly problems: readonly Problem[]
      /** Whether something was not said at all. */
      readonly missing: boolean
    }
  /** What was said is right, but the destination does not allow it (exit code 1). */
  | { readonly kind: 'destination'; readonly problems: readonly Problem[] }

/** The answers that lead to a name. */
const sources = ['directory', 'name', 'module'] as const

/** Says whether a draft is a request, or all that is wrong with it at once. */
export function judge(draft: Case, bad: Bad, facts: Facts, table: Table): Verdict {
  const asks = !draft.yes && facts.whyNotAsk === undefined
  const directory = settledDirectory(draft, bad, facts)
  const missing = asks ? [] : missingProblems(draft, bad, facts, table)
  const usage = [
    ...missing,
    ...(directory === undefined ? [] : placeProblems(directory, facts.place)),
    ...(asks ? [] : defaultProblems(draft, bad, facts)),
  ]
  const there = directory === undefined ? [] : destinationProblems(draft, facts, table)
  if (usage.length > 0 || bad.size > 0) {
    return { kind: 'usage', problems: [...usage, ...there], missing: missing.length > 0 }
  }
  if (there.length > 0) return { kind: 'destination', problems: there }
  if (asks) return { kind: 'ask' }
  return { kind: 'request', request: requestFrom(draft, directory, facts, table) }
}

/**
 * Returns the directory whose facts a judgement depends on, as far as it is settled before anything is asked. With
 * `yes` and nothing else to go by it is the current one, where a record may stand.
 */
export function destinationOf(draft: Case, bad: Bad): string | undefined {
  if (bad.has('directory')) return undefined
  if (!draft.yes) return draft.directory
  return defaultDirectory(draft) ?? (sources.some((source) => bad.has(source)) ? undefined : '.')
}

/** Returns whether a default depends on what git knows: spawning git costs more than all the rest. */
export function dependsOnGit(draft: Case, bad: Bad, destination: DestinationFacts): boolean {
  const open = draft.yes && draft.answers.module === undefined && !bad.has('module')
  return open && moduleThere(destination) === undefined && defaultDirectory(draft) !== undefined
}

/** Returns what is wrong with a destination, given the answers so far. */
export function destinationProblems(
  { answers }: Draft,
  { destination }: Pick<Facts, 'destination'>,
  table: Table,
): readonly Problem[] {
  const { recorded, recordedIn = 'go-docker.json', problems } = destination
  if (recorded === undefined) return problems
  const broken = recordProblems(recorded, recordedIn, table)
  if (broken.length > 0) return [...problems, ...broken]
  const difference = differenceProblem(answers, recorded, table)
  return difference === undefined ? problems : [...problems, difference]
}

/** Returns the directory of the request; where only a record could lead to one, nothing when there is none. */
function settledDirectory(draft: Case, bad: Bad, { destination }: Facts): string | undefined {
  const lone = draft.yes && defaultDirectory(draft) === undefined
  return lone && destination.recorded === undefined ? undefined : destinationOf(draft, bad)
}

/** Returns what is missing when nothing is asked; what is recorded counts as said. */
function missingProblems(draft: Case, bad: Bad, facts: Facts, table: Table): readonly Problem[] {
  const { recorded } = facts.destination
  const { directory, answers, yes } = draft
  if (yes) {
    const lone = directory === undefined && sources.every(isOpen)
    return lone && recorded === undefined ? [nothingToGoBy] : []
  }
  const missing = [
    ...(directory === undefined && !bad.has('directory') ? [noDirectory] : []),
    ...(isOpen('module') && recorded === undefined ? [noModule] : []),
    ...missingOptions(table, (option) => isOpen(option) && recorded?.[option] === undefined),
  ]
  return missing.length === 0 ? [] : [noQuestions(facts.whyNotAsk), ...missing]

  function isOpen(answer: string): boolean {
    return answers[answer] === undefined && !bad.has(answer)
  }
}

function placeProblems(directory: string, place: Place): readonly Problem[] {
  const problem = placeProblem(directory, place)
  if (problem === undefined) return []
  const fix = 'Use another directory, or rename the folder.'
  return [{ what: `directory ${directory}: ${problem}`, fix }]
}

/** Returns why defaults can't complete a draft; nothing is told of a default that hangs on what was said badly. */
function defaultProblems(draft: Case, bad: Bad, facts: Facts): readonly Problem[] {
  const { directory, answers, yes } = draft
  const { place, git, destination } = facts
  if (destination.recorded !== undefined) return []
  if (answers.name === undefined && sources.some((source) => bad.has(source))) return []
  const moduleOpen = answers.module === undefined && !bad.has('module')
  const nothingSaid = directory === undefined && !answers.name && !answers.module
  // What is missing altogether is told as that.
  if (nothingSaid || (!yes && answers.name === undefined && moduleOpen)) return []
  const name = defaultName(draft, place, destination)
  if (name === undefined) return [noName(draft)]
  const noPath = moduleThere(destination) === undefined && defaultModule(name, git) === undefined
  return yes && moduleOpen && noPath ? [noDefaultModule(name)] : []
}

function noName({ directory, answers }: Draft): Problem {
  const said = [answers.module, directory].filter((one) => one !== undefined)
  return { what: `cannot derive a name from ${said.join(' or ')}`, fix: 'Use --name NAME.' }
}

function noDefaultModule(name: string): Problem {
  return {
    what: `cannot derive a module path from the name ${name}: ${moduleProblem(name)}`,
    fix: `Use --module PATH, such as github.com/acme/${name}.`,
  }
}

/**
 * Returns the request of a draft in which nothing is wrong, its gaps filled in the order of the defaults.
 * @throws Error when something is: then it was not found above
 */
function requestFrom(
  draft: Draft,
  directory: string | undefined,
  { place, git, destination }: Facts,
  table: Table,
): Request {
  const name = defaultName(draft, place, destination)
  const path = draft.answers.module ?? moduleThere(destination)
  const module = path ?? (name === undefined ? undefined : defaultModule(name, git))
  if (name === undefined || directory === undefined || module === undefined) {
    throw new Error('a draft without problems leaves something open')
  }
  const values = Object.entries(table).map(([option, row]) => {
    const recorded = readValue(row, destination.recorded?.[option])
    const open = 'value' in recorded ? recorded.value : row.default
    return [option, draft.answers[option] ?? open] as const
  })
  const answers: Answers = { ...Object.fromEntries(values), name, module }
  return { directory, answers }
}
