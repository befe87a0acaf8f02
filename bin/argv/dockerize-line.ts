import type { Problem } from '../../generators/problem.ts'
import { nameFrom, nameProblem } from '../../generators/questions/name.ts'
import { partsOf, type Value } from '../../generators/questions/table.ts'
import { type CommandLine, commonIn, type Terms } from './command-line.ts'
import { dockerizeConflictValues, dockerizeFormats, usageOf } from './flag-table.ts'
import { choiceIn } from './values.ts'

/** How to print the result of dockerize. */
export type DockerizeFormat = (typeof dockerizeFormats)[number]

/** The flags of dockerize; what the facts decide is checked later. */
export interface DockerizeFlags {
  readonly directory: string
  readonly name?: string
  /** The answers on the command line, by option. */
  readonly given: Readonly<Record<string, Value>>
  readonly yes: boolean
  readonly dryRun: boolean
  /** What to do with files that differ; by default, files of the user's are kept. */
  readonly onConflict?: (typeof dockerizeConflictValues)[number]
  readonly format: DockerizeFormat
  readonly verbose: boolean
}

/** The parsed command line of dockerize. */
export interface DockerizeSaid {
  readonly flags: DockerizeFlags
  readonly problems: readonly Problem[]
}

/** Returns what the command line of dockerize says, and everything that is wrong with it. */
export function dockerizeSaid(line: CommandLine, terms: Terms): DockerizeSaid {
  const common = commonIn(line, dockerizeFormats, terms)
  const { directory = '.', format, verbose, meant, problems } = common
  const { given } = line.argv
  const onConflict = choiceIn(line.argv, line.flags.get('on-conflict'), dockerizeConflictValues)
  const base = choiceIn(
    line.argv,
    line.flags.get('base-image'),
    line.flags.get('base-image')?.choices ?? [],
  )
  const [name, commands, port] = ['name', 'commands', 'port'].map((flag) => {
    const text = given.get(flag)
    return typeof text === 'string' ? text : undefined
  })
  const badName = name === undefined ? undefined : nameProblem(name)
  return {
    flags: {
      directory,
      ...(name === undefined || badName !== undefined ? {} : { name }),
      given: {
        ...(base.read === undefined ? {} : { baseImage: base.read }),
        ...(commands === undefined ? {} : { commands: partsOf(commands).map(folderOf) }),
        ...(port === undefined ? {} : { port }),
      },
      yes: meant.has('yes'),
      dryRun: given.has('dry-run'),
      ...(onConflict.read === undefined ? {} : { onConflict: onConflict.read }),
      format,
      verbose,
    },
    problems: [
      ...problems,
      ...(badName === undefined || name === undefined ? [] : [badNameProblem(name, badName, line)]),
      ...base.problems,
      ...onConflict.problems,
    ],
  }
}

/** Returns the folder of a command as the facts have it: `./cmd/api/` is `cmd/api`. */
function folderOf(path: string): string {
  const plain = path.replace(/^\.\//, '').replace(/\/+$/, '')
  return plain === '' ? '.' : plain
}

function badNameProblem(name: string, problem: string, { flags }: CommandLine): Problem {
  const right = nameFrom(name)
  const row = flags.get('name')
  const usage = row === undefined ? '' : usageOf(row)
  return {
    what: `--name ${name}: ${problem}`,
    fix: right === undefined ? usage : `Use --name ${right}.`,
  }
}
