import type { Request } from '../../generators/questions/answers.ts'
import { reservedWords } from '../../generators/questions/directory.ts'
import { optionNames, options } from '../../generators/questions/options.ts'
import type { Flags } from '../argv/flags.ts'
import type { Environment } from '../io.ts'
import { quote } from './text.ts'

/** The package manager that runs this program. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn-classic' | 'yarn' | 'bun'

/** Returns the package manager that runs this program; npm when none says so. */
export function packageManager(env: Environment): PackageManager {
  const [agent = ''] = (env.npm_config_user_agent ?? '').split(' ')
  const [name, version = ''] = agent.split('/')
  if (name === 'yarn') return /^[01]\./.test(version) ? 'yarn-classic' : 'yarn'
  return name === 'pnpm' || name === 'bun' ? name : 'npm'
}

/** How each package manager starts this program, such that all words arrive and nothing is asked on the way. */
const prefixes: Readonly<Record<PackageManager, (release: string) => string>> = {
  npm: (release) => `npm create -y go-docker@${release} --`,
  pnpm: (release) => `pnpm create go-docker@${release}`,
  yarn: (release) => `yarn create go-docker@${release}`,
  // Yarn 1 takes `go-docker@1.0.0` for the name of the program (seen with 1.22.22), so npx it is.
  'yarn-classic': (release) => `npx -y create-go-docker@${release}`,
  bun: (release) => `bun create go-docker@${release}`,
}

/** Returns the one line that runs this program with the words given; `release` is a version or `latest`. */
export function createCommand(
  manager: PackageManager,
  words: readonly string[],
  { release, platform }: { readonly release: string; readonly platform: string },
): string {
  return [prefixes[manager](release), ...words.map((word) => quote(word, platform))].join(' ')
}

/** What a repeating command is made from. */
export interface Repeat {
  readonly request: Request
  readonly flags: Pick<Flags, 'git' | 'onConflict'>
  readonly version: string
  readonly manager: PackageManager
  readonly platform: string
}

/** Returns the one line that makes the same repository again without a question. */
export function repeatCommand({ request, flags, version, manager, platform }: Repeat): string {
  const { directory, answers } = request
  const words = [
    reservedWords.includes(directory) ? `./${directory}` : directory,
    '--name',
    answers.name,
    '--module',
    answers.module,
    ...optionNames.flatMap((name) => [`--${options[name].flag}`, answers[name]]),
    ...(flags.onConflict === undefined ? [] : ['--on-conflict', flags.onConflict]),
    ...(flags.git ? [] : ['--no-git']),
    '--yes',
  ]
  return createCommand(manager, words, { release: version, platform })
}
