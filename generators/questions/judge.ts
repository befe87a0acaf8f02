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

/** A draft, and whether to fill its gaps with defaults. */
export interface Case extends Draft {
  readonly yes: boolean
}

/**
 * What was given but is invalid, and so is not in the draft: `directory`, `name`, `module`, or the
 * name of a row.
 */
export type Bad = ReadonlySet<string>

/** Everything that a judgement depends on besides the draft. */
export interface Facts {
  readonly place: Place
  /** Why questions can't be asked; undefined if they can. */
  readonly whyNotAsk: string | undefined
  /** What git knows about the destination; only a default depends on it. */
  readonly git: GitFacts
  /** What exists in the directory that `destinationOf` returns. */
  readonly destination: DestinationFacts
}

/** Whether a draft is a complete request, or what is wrong with it. */
export type Verdict =
  | { readonly kind: 'request'; readonly request: Request }
  /** Nothing is wrong, but questions are needed. */
  | { readonly kind: 'ask' }
  /** The command line is wrong (exit code 2). */
  | {
      readonly kind: 'usage'
      /**
       * All problems except those of invalid values, which are already known; includes those of the
       * destination.
       */
      readonly problems: readonly Problem[]
      /** Whether something is missing. */
      readonly missing: boolean
    }
  /** The command line is right, but the destination doesn't allow it (exit code 1). */
  | { readonly kind: 'destination'; readonly problems: readonly Problem[] }

/** The answers that a name can be derived from. */
const sources = ['directory', 'name', 'module'] as const

/** Decides whether a draft is a complete request, or finds everything that is wrong with it. */
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
 * Returns the directory whose facts a judgement depends on, if it is known before any question is
 * asked. With `yes` and nothing else, that is the current directory, which may contain a record.
 */
export function destinationOf(draft: Case, bad: Bad): string | undefined {
  if (bad.has('directory')) return undefined
  if (!draft.yes) return draft.directory
  return defaultDirectory(draft) ?? (sources.some((source) => bad.has(source)) ? undefined : '.')
}

/** Returns whether a default depends on git; spawning git costs more than everything else. */
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

/** Returns the directory of the request; undefined if it depends on a record that doesn't exist. */
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

/** Returns why defaults can't complete a draft; skips defaults that depend on invalid values. */
function defaultProblems(draft: Case, bad: Bad, facts: Facts): readonly Problem[] {
  const { directory, answers, yes } = draft
  const { place, git, destination } = facts
  if (destination.recorded !== undefined) return []
  if (answers.name === undefined && sources.some((source) => bad.has(source))) return []
  const moduleOpen = answers.module === undefined && !bad.has('module')
  const nothingSaid = directory === undefined && !answers.name && !answers.module
  // Missing answers are reported elsewhere.
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
 * Returns the request for a draft without problems, its gaps filled in the order of the defaults.
 * @throws Error when a gap remains, which is a bug in the checks above
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
