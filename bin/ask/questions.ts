import type { Draft } from '../../generators/questions/answers.ts'
import {
  defaultDirectory,
  defaultModule,
  defaultName,
  moduleThere,
} from '../../generators/questions/defaults.ts'
import type { DestinationFacts } from '../../generators/questions/destination-facts.ts'
import { directoryProblem, type Place, placeProblem } from '../../generators/questions/directory.ts'
import type { GitFacts } from '../../generators/questions/git-facts.ts'
import { destinationProblems } from '../../generators/questions/judge.ts'
import { moduleProblem } from '../../generators/questions/module-path.ts'
import { nameProblem } from '../../generators/questions/name.ts'
import {
  isAsked,
  type Row,
  readValue,
  type Table,
  type Value,
} from '../../generators/questions/table.ts'
import { visible } from '../report/text.ts'
import type { Asker, Reply } from './asker.ts'

/** The sources of defaults, and what answers are checked against. */
export interface Known {
  readonly place: Place
  readonly table: Table
  /** Returns what is in a directory now. */
  readonly destinationFacts: (directory: string) => DestinationFacts
  /** Reads what git knows about a directory. */
  readonly gitFacts: (directory: string) => Promise<GitFacts>
}

/** One question, for the directory or for an answer. */
export interface Question {
  /** `directory`, or the key of the answer. */
  readonly key: string
  /** Returns the default, given the answers so far. */
  readonly initial: (draft: Draft) => Promise<Value | undefined>
  /** Whether to ask only if there is no default. */
  readonly derived?: boolean
  /** Asks until the answer is valid. */
  readonly put: (initial: Value | undefined, draft: Draft, asker: Asker) => Promise<Reply<Value>>
}

/** The default directory if the command line suggests none. */
const suggestedDirectory = 'my-service'

/** Returns every question, in order. */
export function questionsOf(known: Known): readonly Question[] {
  return [
    directoryQuestion(known),
    textQuestion({
      key: 'module',
      message: 'Module path',
      noun: 'module path',
      problem: moduleProblem,
      initial: async (draft) =>
        moduleThere(thereIn(draft, known)) ??
        defaultModule(nameIn(draft, known) ?? '', await known.gitFacts(draft.directory ?? '.')),
    }),
    nameQuestion(known),
    ...Object.entries(known.table)
      .filter(([, row]) => isAsked(row))
      .map(([option, row]) => optionQuestion(option, row)),
  ]
}

/**
 * Returns the question for the name, which is only asked if there is no default, or the user wants
 * to change it.
 */
export function nameQuestion(known: Known): Question {
  return {
    ...textQuestion({
      key: 'name',
      message: 'Name of the service and its images',
      noun: 'name',
      problem: nameProblem,
      initial: async (draft) => nameIn(draft, known),
    }),
    derived: true,
  }
}

/** Returns the name that follows from the answers so far. */
export function nameIn(draft: Draft, known: Known): string | undefined {
  return defaultName(draft, known.place, thereIn(draft, known))
}

function directoryQuestion({ place, table, destinationFacts }: Known): Question {
  const problemOf = (directory: string, draft: Draft): string | undefined => {
    const problem = directoryProblem(directory, place.platform) ?? placeProblem(directory, place)
    if (problem !== undefined) return `Invalid directory: ${problem}`
    const destination = destinationFacts(directory)
    return destinationProblems(draft, { destination }, table)[0]?.what
  }
  return {
    key: 'directory',
    initial: async (draft) => defaultDirectory(draft) ?? suggestedDirectory,
    put: (initial, draft, asker) =>
      asker.text({
        message: 'Directory (. is the current one)',
        ...startFrom(initial),
        problem: (text) => shown(problemOf(text, draft)),
      }),
  }
}

interface TextTerms extends Pick<Question, 'key' | 'initial'> {
  readonly message: string
  /** What the answer is, for the sentence that refuses one. */
  readonly noun: string
  readonly problem: (text: string) => string | undefined
}

function textQuestion({ key, message, noun, problem, initial }: TextTerms): Question {
  const sentence = (text: string): string | undefined => {
    const found = problem(text)
    return found && `Invalid ${noun}: ${found}`
  }
  return {
    key,
    initial,
    put: (initial, _draft, asker) =>
      asker.text({
        message,
        ...startFrom(initial),
        problem: (text) => shown(sentence(text)),
      }),
  }
}

function optionQuestion(option: string, row: Row): Question {
  const initial = async (): Promise<Value> => row.default
  if (row.kind === 'text') {
    const message = `${row.question} (${row.hint})`
    const problem = (text: string): string | undefined => {
      const reading = readValue(row, text)
      return 'problem' in reading ? reading.problem : undefined
    }
    return textQuestion({ key: option, message, noun: 'answer', problem, initial })
  }
  const message = row.question
  const items = row.choices.map(({ value, hint }) => ({ value, title: value, hint }))
  return {
    key: option,
    initial,
    put: (initial, _draft, asker) =>
      row.kind === 'choice'
        ? asker.choice({ message, items, ...startFrom(initial) })
        : asker.several({ message, items, initial: Array.isArray(initial) ? initial : [] }),
  }
}

/** Returns what is in the directory of a draft. */
export function thereIn({ directory }: Draft, { destinationFacts }: Known): DestinationFacts {
  return directory === undefined ? { problems: [] } : destinationFacts(directory)
}

function startFrom(initial: Value | undefined): { readonly initial?: string } {
  return typeof initial === 'string' ? { initial } : {}
}

function shown(problem: string | undefined): string | undefined {
  return problem && visible(problem)
}
