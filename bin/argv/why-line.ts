import type { Problem } from '../../generators/problem.ts'
import { type CommandLine, commonIn, type Terms } from './command-line.ts'
import { whyFormats } from './flag-table.ts'

/** The flags of `why`, with valid values only. */
export interface WhyFlags {
  /** The file, as the user wrote it. */
  readonly path: string
  readonly format: (typeof whyFormats)[number]
  readonly verbose: boolean
}

/** The parsed command line of `why`. */
export interface WhySaid {
  readonly flags: WhyFlags
  readonly problems: readonly Problem[]
}

/** Returns what the command line of `why` says, and everything that is wrong with it. */
export function whySaid(line: CommandLine, terms: Terms): WhySaid {
  const { format, verbose, problems } = commonIn(line, whyFormats, terms)
  const [path = '', ...others] = line.argv.words
  const fix = 'Use create-go-docker why PATH, such as Dockerfile.'
  const missing = path === '' ? [{ what: 'PATH is missing', fix }] : []
  const many =
    others.length === 0 ? [] : [{ what: `more than one path: ${line.argv.words.join(', ')}`, fix }]
  return { flags: { path, format, verbose }, problems: [...problems, ...missing, ...many] }
}
