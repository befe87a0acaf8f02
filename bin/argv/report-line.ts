import type { Problem } from '../../generators/problem.ts'
import type { FailOn } from './check-line.ts'
import { type CommandLine, commonIn, type Terms } from './command-line.ts'
import { failOnValues, reportFormats } from './flag-table.ts'
import { choiceIn } from './values.ts'

/** A file of results, as the user wrote it; `-` is stdin. */
export interface ReportFile {
  readonly file: string
  /** The name for its repository, if the user gave one. */
  readonly name?: string
}

/** The flags of a report, with valid values only. */
export interface ReportFlags {
  readonly files: readonly ReportFile[]
  readonly failOn: FailOn
  readonly format: (typeof reportFormats)[number]
  readonly verbose: boolean
}

/** The parsed command line of a report. */
export interface ReportSaid {
  readonly flags: ReportFlags
  readonly problems: readonly Problem[]
}

/** Returns what the command line of a report says, and everything that is wrong with it. */
export function reportSaid(line: CommandLine, terms: Terms): ReportSaid {
  const { format, verbose, problems } = commonIn(line, reportFormats, terms)
  const failOn = choiceIn(line.argv, line.flags.get('fail-on'), failOnValues)
  const files = line.argv.words.map(reportFile)
  return {
    flags: { files, failOn: failOn.read ?? 'none', format, verbose },
    problems: [...problems, ...failOn.problems, ...fileProblems(files)],
  }
}

/** Reads FILE or NAME=FILE. */
function reportFile(word: string): ReportFile {
  const [name = '', ...rest] = word.split('=')
  return rest.length === 0 ? { file: word } : { name, file: rest.join('=') }
}

function fileProblems(files: readonly ReportFile[]): readonly Problem[] {
  const fix = 'Use FILE or NAME=FILE, with the output of check --json; - is stdin.'
  if (files.length === 0) return [{ what: 'FILE is missing', fix }]
  const empty = files.filter(({ file, name }) => file === '' || name === '')
  const stdin = files.filter(({ file }) => file === '-')
  return [
    ...empty.map(({ file, name }) => {
      const word = name === undefined ? file : `${name}=${file}`
      return { what: `file ${word}: ${file === '' ? 'the file' : 'the name'} is empty`, fix }
    }),
    ...(stdin.length > 1
      ? [{ what: '- is given twice: stdin can be read only once', fix: 'Leave one out.' }]
      : []),
  ]
}
