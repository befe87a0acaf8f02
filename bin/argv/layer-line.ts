import { either } from '../../generators/either.ts'
import { nearest } from '../../generators/nearest.ts'
import type { Problem } from '../../generators/problem.ts'
import { type CommandLine, commonIn, type Terms } from './command-line.ts'
import { layerFormats } from './flag-table.ts'

/** What can be done with a layer. */
const actions = ['lint', 'pack'] as const

/** The flags of `layer`, with valid values only. */
export interface LayerFlags {
  readonly action: (typeof actions)[number]
  /** The layer's folder, as the user wrote it. */
  readonly directory: string
  readonly format: (typeof layerFormats)[number]
  readonly verbose: boolean
}

/** The parsed command line of `layer`. */
export interface LayerSaid {
  readonly flags: LayerFlags
  readonly problems: readonly Problem[]
}

/** Returns what the command line of `layer` says, and everything that is wrong with it. */
export function layerSaid(line: CommandLine, terms: Terms): LayerSaid {
  const { format, verbose, problems } = commonIn(line, layerFormats, terms)
  const [word = '', directory = '.', ...others] = line.argv.words
  const action = actions.find((action) => action === word)
  const isCheck = line.argv.given.has('check')
  return {
    flags: { action: action ?? 'lint', directory, format, verbose },
    problems: [
      ...problems,
      ...(action === undefined ? [unknownAction(word)] : []),
      ...(action === 'pack' && !isCheck ? [onlyCheck] : []),
      ...(action === 'lint' && isCheck ? [notForLint] : []),
      ...(others.length === 0 ? [] : [{ what: `unexpected word ${others[0]}`, fix: usage }]),
    ],
  }
}

const usage = 'Use create-go-docker layer lint DIRECTORY, or layer pack --check DIRECTORY.'

function unknownAction(word: string): Problem {
  const near = nearest(word, [...actions])
  if (word === '') return { what: `${either(actions)} is missing`, fix: usage }
  return {
    what: `unknown action ${word}`,
    fix: near === undefined ? usage : `Did you mean ${near}?`,
  }
}

const onlyCheck: Problem = {
  what: 'layer pack packs nothing: npm does',
  fix: 'Use layer pack --check to see what npm would publish, then npm publish.',
}

const notForLint: Problem = { what: '--check is for layer pack', fix: 'Leave it out.' }
